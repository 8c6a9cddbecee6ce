"""Names of schemas in 3.1 and 3.2: what a reference by name means, under both validators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specs import second_opinion, validation
from specs.load import from_mapping, load
from specs.model import Document
from specs.schemas import Direction

TREE = {
    "$id": "https://x.example/tree",
    "$dynamicAnchor": "node",
    "type": "object",
    "properties": {"data": True, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
}
INTEGER = {"type": "integer"}
STRICT = {
    "$id": "https://x.example/strict-tree",
    "$dynamicAnchor": "node",
    "$ref": "tree",
    "unevaluatedProperties": False,
}
LIST = {
    "$id": "list",
    "$defs": {"item": {"$dynamicAnchor": "item", "type": "string"}},
    "type": "array",
    "items": {"$dynamicRef": "#item"},
}
NUMBERS = {"$id": "numbers", "$defs": {"item": {"$dynamicAnchor": "item", "type": "integer"}}, "$ref": "list"}
MISSPELT = {"children": [{"daat": 1}]}

NAMES: dict[str, tuple[dict[str, Any], str, Any, Any]] = {
    "absolute $id": (
        {"A": {"$ref": "https://x.example/b"}, "B": {"$id": "https://x.example/b", **INTEGER}},
        "A",
        1,
        "x",
    ),
    "relative $id": ({"A": {"$ref": "b"}, "B": {"$id": "b", "type": "integer"}}, "A", 1, "x"),
    "$id below an $id": (
        {
            "A": {"$ref": "https://x.example/in/c"},
            "B": {"$id": "https://x.example/in/b", "$defs": {"c": {"$id": "c", **INTEGER}}},
        },
        "A",
        1,
        "x",
    ),
    "reference relative to an $id": (
        {"A": {"$id": "https://x.example/in/a", "$ref": "b"}, "B": {"$id": "https://x.example/in/b", **INTEGER}},
        "A",
        1,
        "x",
    ),
    "pointer inside a resource": (
        {"A": {"$id": "a", "properties": {"n": {"$ref": "#/$defs/N"}}, "$defs": {"N": {"type": "integer"}}}},
        "A",
        {"n": 1},
        {"n": "x"},
    ),
    "pointer into another resource": (
        {"A": {"$ref": "b#/$defs/N"}, "B": {"$id": "b", "$defs": {"N": {"type": "integer"}}}},
        "A",
        1,
        "x",
    ),
    "pointer from the top, inside a resource": (
        {"A": {"$id": "a", "$ref": "#/components/schemas/B"}, "B": {"type": "integer"}},
        "A",
        1,
        "x",
    ),
    "resource that refers to itself": (
        {"A": {"$id": "a", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}}},
        "A",
        {"next": {"n": 1}},
        {"next": {"n": "x"}},
    ),
    "$anchor": ({"A": {"$ref": "#n"}, "B": {"$anchor": "n", "type": "integer"}}, "A", 1, "x"),
    "$anchor of another resource": (
        {"A": {"$ref": "b#n"}, "B": {"$id": "b", "$defs": {"N": {"$anchor": "n", "type": "integer"}}}},
        "A",
        1,
        "x",
    ),
    "one $anchor in two resources": (
        {
            "A": {"$id": "a", "properties": {"n": {"$ref": "#n"}}, "$defs": {"N": {"$anchor": "n", "type": "integer"}}},
            "B": {"$id": "b", "$defs": {"N": {"$anchor": "n", "type": "string"}}},
        },
        "A",
        {"n": 1},
        {"n": "x"},
    ),
    "$dynamicRef to an $anchor": (
        {"A": {"$dynamicRef": "#n"}, "B": {"$anchor": "n", "type": "integer"}},
        "A",
        1,
        "x",
    ),
    "tree": ({"T": TREE, "S": STRICT}, "T", MISSPELT, {"children": [1]}),
    "strict tree": ({"T": TREE, "S": STRICT}, "S", {"children": [{"data": 1}]}, MISSPELT),
    "tree after strict tree": ({"S": STRICT, "T": TREE}, "T", MISSPELT, {"children": [1]}),
    "both trees": (
        {
            "T": TREE,
            "S": STRICT,
            "A": {
                "properties": {
                    "t": {"$ref": "#/components/schemas/T"},
                    "s": {"$ref": "https://x.example/strict-tree"},
                }
            },
        },
        "A",
        {"t": MISSPELT, "s": {"children": [{"data": 1}]}},
        {"s": MISSPELT},
    ),
    "generic list": ({"L": LIST, "N": NUMBERS}, "L", ["a"], [1]),
    "list of numbers": ({"L": LIST, "N": NUMBERS}, "N", [1], ["a"]),
    "$dynamicRef beside $ref": (
        {
            "A": {"$ref": "#/components/schemas/O", "$dynamicRef": "#n"},
            "O": {"minimum": 5},
            "B": {"$dynamicAnchor": "n", **INTEGER},
        },
        "A",
        5,
        4,
    ),
    "in a property that is called like data": (
        {"A": {"$ref": "#n"}, "B": {"properties": {"value": {"$anchor": "n", "type": "integer"}}}},
        "A",
        1,
        "x",
    ),
    "in a schema that is called like data": (
        {"A": {"$ref": "e"}, "example": {"$id": "e", "type": "integer"}},
        "A",
        1,
        "x",
    ),
    "a property that is called like a name": (
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"properties": {"$id": {"type": "integer"}}}},
        "A",
        {"$id": 1},
        {"$id": "x"},
    ),
    "a reference to nowhere beside others": ({"A": {"$id": "a", "$ref": "nowhere", "type": "integer"}}, "A", 1, "x"),
}


def document(schemas: dict[str, Any], **more: Any) -> Document:
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
    return from_mapping({**head, **more, "components": {"schemas": schemas}})


@pytest.mark.parametrize("compiled", [validation.validator, second_opinion.second_validator], ids=["one", "other"])
@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_means_what_json_schema_says(name: str, version: str, compiled: Any) -> None:
    schemas, start, accepted, refused = NAMES[name]
    engine = compiled(document(schemas, openapi=version).schemas[start], Direction.RESPONSE)
    assert engine.accepts(accepted)
    assert not engine.accepts(refused)


def test_the_whole_document_has_a_name_too() -> None:
    schemas = {"A": {"$ref": "api#/components/schemas/B"}, "B": {"type": "integer"}}
    found = document(schemas, **{"openapi": "3.2.0", "$self": "https://x.example/v1/api"})
    assert found.slips == ()
    engine = validation.validator(found.schemas["A"], Direction.REQUEST)
    assert (engine.accepts(1), engine.accepts("x")) == (True, False)


def test_names_are_not_looked_for_in_files(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text("openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: tree}, T: {$id: tree, type: integer}}}\n")
    assert not validation.validator(load(file).schemas["A"], Direction.REQUEST).accepts("x")


def test_a_name_inside_an_example_is_data() -> None:
    found = document({"A": {"$ref": "#n"}, "B": {"example": {"$anchor": "n"}}})
    assert [slip.pointer for slip in found.slips] == ["/components/schemas/A"]


@pytest.mark.parametrize("dialect", [{"swagger": "2.0"}, {"openapi": "3.0.3"}])
def test_older_dialects_know_no_names(dialect: dict[str, str]) -> None:
    schemas = {"A": {"$id": "https://x.example/a", "id": "b", "properties": {"n": {"$ref": "#/definitions/B"}}}}
    raw = {**dialect, "definitions": {**schemas, "B": {"type": "integer"}}, "components": {"schemas": schemas}}
    schema = from_mapping({**raw, "paths": {}}).schemas["A"].json_schema(Direction.REQUEST)
    assert schema["properties"]["n"] == {"$ref": "#/$defs/B"}
    assert not schema.keys() & {"$id", "id"}
