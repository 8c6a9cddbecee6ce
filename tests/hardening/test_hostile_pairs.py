"""Two documents that both double, compared: what doubles is counted, and the rest of it is called unproven."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hostile import with_schema
from many_commands import Try, attacked
from test_hostile_commands import harm

_LEVELS = 40
_SECONDS, _MEGABYTES = 15, 500
"""What a comparison may take; the longest takes some six seconds of a processor."""


def doubling(branches: Any, leaf: Any) -> bytes:
    """A document of forty schemas, each made of the next one twice."""
    schemas = {f"A{level}": branches({"$ref": f"#/components/schemas/A{level + 1}"}) for level in range(_LEVELS)}
    schemas[f"A{_LEVELS}"] = leaf
    root = {"$ref": "#/components/schemas/A0"}
    return json.dumps(with_schema(root, components={"schemas": schemas})).encode()


def _has(name: str, inner: Any, **more: Any) -> dict[str, Any]:
    return {"properties": {name: inner}, **more}


DOUBLING: dict[str, Any] = {
    "allOf": lambda inner: {"allOf": [inner, inner]},
    "anyOf": lambda inner: {"anyOf": [inner, inner]},
    "oneOf": lambda inner: {"oneOf": [inner, inner]},
    "two properties": lambda inner: {"properties": {"a": inner, "b": inner}},
    "a choice of properties": lambda inner: {"anyOf": [_has("a", inner), _has("b", inner)]},
    "one of two properties": lambda inner: {"oneOf": [_has("a", inner), _has("b", inner)]},
    "the same property twice": lambda inner: {"anyOf": [_has("a", inner), _has("a", inner)]},
    "one of two required": lambda inner: {
        "oneOf": [_has("a", inner, required=["a"]), _has("b", inner, required=["b"])]
    },
    "closed choices": lambda inner: {"anyOf": [_has(name, inner, additionalProperties=False) for name in "ab"]},
    "items": lambda inner: {"anyOf": [{"items": inner}, {"prefixItems": [inner]}]},
    "a condition": lambda inner: {"if": _has("a", inner), "then": _has("b", inner), "else": _has("a", inner)},
}
"""By what doubles: what a schema is made of."""
PAIRS = list(itertools.product(DOUBLING, DOUBLING))
_OF_THE_GATE = [
    ("anyOf", "anyOf"),
    ("oneOf", "anyOf"),
    ("a choice of properties", "two properties"),
    ("one of two properties", "the same property twice"),
]


def test_two_documents_that_double_are_compared_soon(
    tmp_path: Path, request: pytest.FixtureRequest, record_property: pytest.RecordProperty
) -> None:
    pairs = PAIRS if request.config.getoption("--attacks") == "all" else _OF_THE_GATE
    record_property("attacks", len(pairs))
    tries = [
        Try(
            f"{old}, {new}",
            ("diff", "{}", "new.json", "--format", "json"),
            {"old.json": doubling(DOUBLING[old], {"type": "string"}), "new.json": doubling(DOUBLING[new], {})},
        )
        for old, new in pairs
    ]
    for each in attacked(tmp_path, tries):
        assert (each["code"] in {0, 1}, harm(each)) == (True, []), each["command"]
        assert json.loads(each["out"])["findings"], each["command"]
        assert each["seconds"] < _SECONDS, each["command"]
        assert each["megabytes"] < _MEGABYTES, each["command"]
