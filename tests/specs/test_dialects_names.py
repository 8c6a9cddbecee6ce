"""Schemas that have names of their own, and references that have siblings: what 3.1 took over from JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest

from specs.load import from_mapping
from specs.schemas import Direction
from specs.validation import validator

NUMBER = {"type": "integer"}
TABLE: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "siblings": ({"A": {"$ref": "#/components/schemas/B", "minLength": 3}, "B": {"type": "string"}}, "abc", "ab"),
    "own $defs": (
        {"A": {"items": {"$ref": "#/components/schemas/A/$defs/x"}, "$defs": {"x": NUMBER}}},
        [1],
        ["a"],
    ),
    "another's $defs": (
        {
            "A": {"$ref": "#/components/schemas/B/$defs/x"},
            "B": {"$defs": {"x": {"$ref": "#/components/schemas/B/$defs/y"}, "y": NUMBER}},
        },
        1,
        "a",
    ),
    "$id": (
        {
            "A": {"$id": "https://x.example/a", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"$id": "b.json", "items": {"$ref": "#/components/schemas/C"}},
            "C": NUMBER,
        },
        {"b": [1]},
        {"b": ["a"]},
    ),
    "$anchor": ({"A": {"$ref": "#bee"}, "B": {"$anchor": "bee", "type": "integer"}}, 1, "a"),
    "$anchor deep inside, named as a schema is": (
        {
            "A": {"properties": {"l": {"$ref": "#bee"}, "m": {"$ref": "#/components/schemas/bee"}}},
            "B": {"$defs": {"q": {"$anchor": "bee", "type": "integer"}}},
            "bee": {"type": "string"},
        },
        {"l": 1, "m": "a"},
        {"l": "a", "m": "a"},
    ),
    "$anchor of a schema that is referred to twice": (
        {
            "A": {
                "properties": {
                    "l": {"$anchor": "x", "type": "integer"},
                    "m": {"$ref": "#x"},
                    "n": {"$ref": "#/components/schemas/A/properties/l"},
                }
            }
        },
        {"l": 1, "m": 2, "n": 3},
        {"m": 1, "n": "a"},
    ),
    "$dynamicRef": (
        {
            "A": {
                "$dynamicAnchor": "node",
                "properties": {"inner": {"$dynamicRef": "#node"}, "value": NUMBER},
            }
        },
        {"inner": {"value": 1}},
        {"inner": {"value": "a"}},
    ),
    "boolean schemas": ({"A": {"properties": {"yes": True, "no": False}}}, {"yes": 1}, {"no": 1}),
}


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
@pytest.mark.parametrize("case", TABLE)
def test_the_right_schema_is_found(version: str, case: str) -> None:
    schemas, good, bad = TABLE[case]
    document = from_mapping({"openapi": version, "components": {"schemas": schemas}})
    for direction in Direction:
        compiled = validator(document.schemas["A"], direction)
        assert compiled.accepts(good)
        assert not compiled.accepts(bad)


def test_siblings_of_a_reference_are_none_in_the_oldest_edition() -> None:
    schemas, _, bad = TABLE["siblings"]
    document = from_mapping({"openapi": "3.0.3", "components": {"schemas": schemas}})
    assert validator(document.schemas["A"], Direction.RESPONSE).accepts(bad)
