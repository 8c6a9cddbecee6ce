"""The official test suite of JSON Schema 2020-12: every schema of it that has a value gets valid ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from referencing import Registry

from specs.sampling import Unsatisfiable, sample_json
from specs.validation import Validator

_FILE = Path(__file__).parent / "data" / "json_schema_test_suite_2020_12.json"
_SUITE = json.loads(_FILE.read_text("utf-8"))
_BASE = "http://localhost:1234/"

GROUPS: dict[str, Any] = {
    f"{file}: {group['description']}": group for file, groups in _SUITE["groups"].items() for group in groups
}
EMPTY = {
    "allOf: allOf with boolean schemas, some false": "false is one of all",
    "allOf: allOf with boolean schemas, all false": "false is one of all",
    "anyOf: anyOf with boolean schemas, all false": "there is nothing but false",
    "boolean_schema: boolean schema 'false'": "false",
    "not: forbid everything with empty schema": "everything is forbidden",
    "not: forbid everything with boolean schema true": "everything is forbidden",
    "oneOf: oneOf with boolean schemas, all true": "every value fits all members",
    "oneOf: oneOf with boolean schemas, more than one true": "every value fits two members",
    "oneOf: oneOf with boolean schemas, all false": "there is nothing but false",
    "ref: $ref to boolean schema false": "false",
}
"""Schemas that no value satisfies, and why."""

UNREAD_BY_PYTHON = {
    "optional/ecmascript-regex: ECMA 262 regex escapes control codes with \\c and upper letter": "\\cC",
    "optional/ecmascript-regex: ECMA 262 regex escapes control codes with \\c and lower letter": "\\cc",
    "optional/ecmascript-regex: patterns always use unicode semantics with pattern": "\\p{Letter}",
    "optional/ecmascript-regex: pattern with non-ASCII digits": "\\p{digit}",
}
"""Schemas with a pattern that Python's own engine cannot read, so that only the first validator can judge."""


def self_contained(schema: Any) -> Any:
    """A schema with the suite's other documents inside. Source: JSON Schema 2020-12 Core, 9.3."""
    if isinstance(schema, bool):
        return {"allOf": [schema]}
    if _BASE not in json.dumps(schema):
        return schema
    inside: dict[str, Any] = {}
    for url, document in _SUITE["remotes"].items():
        own = document.get("$id", url)
        inside[own] = {"$id": own, **document}
        inside[url] = inside[own] if own == url else {"$id": url, "$ref": own}
    inside.pop(schema.get("$id"), None)
    return {**schema, "$defs": {**schema.get("$defs", {}), **inside}}


def second_opinion(schema: Any) -> Any:
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER, registry=Registry()
    )


@pytest.mark.parametrize("name", [name for name in GROUPS if name not in EMPTY])
def test_a_schema_of_the_suite_gets_valid_values(name: str) -> None:
    schema = self_contained(GROUPS[name]["schema"])
    compiled = Validator(schema, "")
    first = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    for seed in range(3):
        value = sample_json(compiled, seed)
        assert first.is_valid(value), value
        if name in UNREAD_BY_PYTHON:
            with pytest.raises(re.error):
                second_opinion(schema).is_valid(value)
        else:
            assert second_opinion(schema).is_valid(value), value


@pytest.mark.parametrize("name", EMPTY)
def test_a_schema_of_the_suite_without_values_is_refused(name: str) -> None:
    assert not GROUPS[name]["valid"], "the suite itself knows no valid value"
    with pytest.raises(Unsatisfiable):
        sample_json(Validator(self_contained(GROUPS[name]["schema"]), ""), 1)


def test_the_suite_is_all_there() -> None:
    assert len(GROUPS) > 400
    assert {name.partition(":")[0] for name in GROUPS} >= {"unevaluatedItems", "dynamicRef", "optional/format/uuid"}
