"""Every keyword of JSON Schema 2020-12, alone and together: a value where one exists, a refusal where none does."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from sampling_cases import EMPTY, SATISFIABLE

from specs import algebra
from specs.sampling import Unsatisfiable, sample_json
from specs.validation import Validator

KEYWORDS = frozenset(
    "$ref $defs $anchor $dynamicRef $dynamicAnchor $comment type const enum minimum maximum exclusiveMinimum "
    "exclusiveMaximum multipleOf minLength maxLength pattern format contentEncoding contentMediaType properties "
    "patternProperties additionalProperties propertyNames required minProperties maxProperties dependentRequired "
    "dependentSchemas items prefixItems minItems maxItems uniqueItems contains minContains maxContains allOf anyOf "
    "oneOf not if then else unevaluatedProperties unevaluatedItems default examples title description "
    "deprecated".split()
)


def told(schema: Any) -> str:
    return json.dumps(schema)[:90]


@pytest.mark.parametrize("schema", SATISFIABLE, ids=told)
def test_a_schema_that_has_values_gets_one_from_every_seed(schema: Any) -> None:
    first = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    second = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    for seed in range(3):
        value = sample_json(Validator(schema, ""), seed)
        assert first.is_valid(value), value
        assert second.is_valid(value), value
        assert sample_json(Validator(schema, ""), seed) == value


@pytest.mark.parametrize("schema", EMPTY, ids=told)
def test_a_schema_that_has_none_is_refused(schema: Any) -> None:
    assert algebra.empty(schema)
    for seed in range(3):
        with pytest.raises(Unsatisfiable):
            sample_json(Validator(schema, ""), seed)


def test_the_table_covers_every_keyword() -> None:
    assert set(_words(SATISFIABLE)) >= KEYWORDS
    assert len(SATISFIABLE) > 150
    assert len({json.dumps(schema) for schema in SATISFIABLE + EMPTY}) == len(SATISFIABLE + EMPTY)


def _words(schema: Any) -> list[str]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    return [*(schema if isinstance(schema, dict) else ()), *(word for each in inner for word in _words(each))]
