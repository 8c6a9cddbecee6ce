"""Schemas in a direction, as JSON Schema 2020-12: what is translated, hidden, and kept."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from specs import shapes
from specs.load import from_mapping
from specs.model import Document
from specs.schemas import Direction, defs_name, walk
from specs.validation import validator
from specs.wellformed import malformed, wellformed

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE
READ_ONLY_ID = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "n": {"type": "string"}}}


def document(version: str, schemas: dict[str, Any]) -> Document:
    info = {"title": "t", "version": "1"}
    if version == "2.0":
        return from_mapping({"swagger": version, "info": info, "paths": {}, "definitions": schemas})
    return from_mapping({"openapi": version, "info": info, "paths": {}, "components": {"schemas": schemas}})


def accepts(version: str, schema: Any, value: Any, direction: Direction = RESPONSE, **others: Any) -> bool:
    """What our engine says, and only where the independent library says the same."""
    found = document(version, {"A": schema, **others}).schemas["A"]
    ours = validator(found, direction).accepts(value)
    assert jsonschema.Draft202012Validator(found.json_schema(direction)).is_valid(value) == ours
    return ours


TRANSLATED = [
    ("3.0.3", {"type": "string", "nullable": True}, [None, "x"], [5]),
    ("3.0.3", {"type": "string", "nullable": False}, ["x"], [None]),
    ("3.0.3", {"type": "string", "nullable": True, "enum": ["a"]}, [None, "a"], ["b"]),
    ("3.0.3", {"type": "string", "nullable": True, "enum": ["a", None]}, [None, "a"], ["b"]),
    ("3.0.3", {"nullable": True, "allOf": [{"type": "string"}]}, [None, "a"], [5]),
    ("3.0.3", {"type": "integer", "minimum": 1, "exclusiveMinimum": True}, [2], [1]),
    ("3.0.3", {"type": "integer", "maximum": 1, "exclusiveMaximum": True}, [0], [1]),
    ("3.0.3", {"type": "integer", "minimum": 1, "exclusiveMinimum": False}, [1], [0]),
    ("3.0.3", {"type": "integer", "format": "int32"}, [2**31 - 1, -(2**31)], [2**31, -(2**31) - 1]),
    ("3.0.3", {"type": "integer", "format": "int64"}, [2**63 - 1], [2**63]),
    ("3.0.3", {"type": "integer", "format": "int32", "minimum": 5}, [5], [4]),
    ("3.0.3", {"type": "string", "format": "int32"}, ["x"], [5]),
    ("3.0.3", {"format": "int32"}, ["x", 2**31], []),
    ("3.0.3", {"allOf": [{"type": "integer"}, {"format": "int32"}]}, [2**31 - 1], [2**31, "x"]),
    ("3.1.0", {"type": "integer", "allOf": [{"allOf": [{"format": "int32"}]}]}, [2**31 - 1], [2**31, "x"]),
    ("3.1.0", {"format": "int32", "allOf": [{"type": ["integer", "string"]}]}, [2**31 - 1, "x"], [2**31]),
    ("2.0", {"allOf": [{"type": "integer", "format": "int64"}, {"format": "int32"}]}, [2**31 - 1], [2**31]),
    ("2.0", {"allOf": [{"type": "number"}, {"format": "int32"}]}, [2**31], ["x"]),
    ("3.0.3", {"$ref": "#/components/schemas/B", "type": "string"}, [5], ["x"]),
    ("3.0.3", {"type": "string", "required": True}, ["x"], [5]),
    ("3.0.3", {"type": "strin"}, ["x", 5], []),
    ("2.0", {"type": "string", "x-nullable": True}, [None, "x"], [5]),
    ("2.0", {"type": "file"}, ["anything"], []),
    ("2.0", {"type": "number", "minimum": 1, "exclusiveMinimum": True}, [1.5], [1]),
    ("3.1.0", {"type": ["string", "null"]}, [None, "x"], [5]),
    ("3.1.0", {"type": "integer", "exclusiveMinimum": 1}, [2], [1]),
    ("3.1.0", {"type": "integer", "minimum": 1, "exclusiveMinimum": True}, [2], [1]),
    ("3.1.0", {"$ref": "#/components/schemas/B", "maximum": 7}, [5], [8, "x"]),
    ("3.1.0", {"type": "array", "prefixItems": [{"type": "integer"}], "items": False}, [[1], []], [[1, 2], ["a"]]),
    ("3.1.0", True, [1, "x"], []),
    ("3.1.0", False, [], [1]),
]


@pytest.mark.parametrize(("version", "schema", "good", "bad"), TRANSLATED)
def test_each_dialect_means_what_it_says(version: str, schema: Any, good: list[Any], bad: list[Any]) -> None:
    others = {} if version == "2.0" else {"B": {"type": "integer"}}
    assert [accepts(version, schema, value, **others) for value in good] == [True] * len(good)
    assert [accepts(version, schema, value, **others) for value in bad] == [False] * len(bad)


REF_BASE = {"$ref": "#/components/schemas/Base"}
HIDING = {
    "plain": READ_ONLY_ID | {"required": ["id", "n"]},
    "required beside a reference": {"allOf": [REF_BASE, {"required": ["id", "n"]}]},
    "required in a branch": {**READ_ONLY_ID, "oneOf": [{"required": ["id", "n"]}, {"required": ["id", "x"]}]},
    "required behind a reference": {"allOf": [{"$ref": "#/components/schemas/Needs"}, READ_ONLY_ID]},
    "required around": {"required": ["id", "n"], "allOf": [REF_BASE]},
    "nested": {"allOf": [{"allOf": [REF_BASE]}, {"allOf": [{"required": ["id", "n"]}]}]},
}


@pytest.mark.parametrize("name", HIDING)
def test_what_is_read_only_is_neither_sent_nor_asked_for(name: str) -> None:
    others = {"Base": READ_ONLY_ID, "Needs": {"type": "object", "required": ["id", "n"]}}
    assert accepts("3.0.3", HIDING[name], {"n": "x"}, REQUEST, **others)
    assert not accepts("3.0.3", HIDING[name], {"n": "x", "id": 1}, REQUEST, **others)
    assert accepts("3.0.3", HIDING[name], {"n": "x", "id": 1}, RESPONSE, **others)
    assert not accepts("3.0.3", HIDING[name], {"n": "x"}, RESPONSE, **others)


def test_what_is_write_only_is_neither_answered_nor_asked_for() -> None:
    schema = {"type": "object", "required": ["p"], "properties": {"p": {"$ref": "#/components/schemas/Secret"}}}
    secret = {"Secret": {"type": "string", "writeOnly": True}}
    assert accepts("3.0.3", schema, {}, RESPONSE, **secret)
    assert not accepts("3.0.3", schema, {"p": "x"}, RESPONSE, **secret)
    assert accepts("3.0.3", schema, {"p": "x"}, REQUEST, **secret)
    assert not accepts("3.0.3", schema, {}, REQUEST, **secret)


def test_a_member_that_holds_itself_ends() -> None:
    looping = {"allOf": [{"$ref": "#/components/schemas/A"}, READ_ONLY_ID], "required": ["id"]}
    assert document("3.0.3", {"A": looping}).schemas["A"].json_schema(REQUEST)["$defs"]


def test_recursion_is_kept_as_references() -> None:
    node = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}}
    assert accepts("3.0.3", node, {"kids": [{"kids": [{"kids": []}]}]})
    assert not accepts("3.0.3", node, {"kids": [{"kids": [{"kids": 5}]}]})


@pytest.mark.parametrize(
    "reference", ["#/components/schemas/B/properties/a~1b%20c", "#/components/schemas/B/properties/a~1b c"]
)
def test_any_place_may_be_referred_to(reference: str) -> None:
    target = {"type": "object", "properties": {"a/b c": {"type": "integer"}}}
    assert accepts("3.0.3", {"$ref": reference}, 5, B=target)
    assert not accepts("3.0.3", {"$ref": reference}, "x", B=target)


def test_equal_names_in_two_places_stay_apart() -> None:
    schema = {
        "type": "array",
        "prefixItems": [{"$ref": "#/components/schemas/X"}, {"$ref": "#/components/schemas/B/properties/X"}],
    }
    others = {"X": {"type": "integer"}, "B": {"properties": {"X": {"type": "string"}}}}
    assert accepts("3.1.0", schema, [1, "x"], **others)
    assert not accepts("3.1.0", schema, ["x", "x"], **others)
    assert not accepts("3.1.0", schema, [1, 1], **others)


def test_where_a_definition_stands_is_known() -> None:
    found = document("3.0.3", {"A": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}, "B": {}})
    closure = found.schemas["A"].json_schema(RESPONSE)
    assert closure["items"]["$ref"] == "#/$defs/B"
    assert defs_name("#/$defs/B") == "B"
    assert found.schemas["A"].space.pointer_of("B") == "/components/schemas/B"
    assert [node for node in walk(closure) if "$ref" in node] == [{"$ref": "#/$defs/B"}]


def test_a_reference_to_an_anchor_that_is_not_there_takes_any_value() -> None:
    found = document("3.1.0", {"A": {"$ref": "#there"}, "B": {"$anchor": "here"}})
    assert found.schemas["A"].json_schema(RESPONSE) == {"$ref": "#/$defs/%23there", "$defs": {"#there": True}}
    assert [slip.pointer for slip in found.slips if "'#there' has no target" in slip.message] == [
        "/components/schemas/A"
    ]


MALFORMED = [
    {"required": True}, {"type": 5}, {"type": []}, {"type": ["string", "x"]}, {"properties": []}, {"allOf": {}},
    {"allOf": []}, {"items": "x"}, {"minimum": "5"}, {"minimum": True}, {"minLength": -1}, {"minLength": 1.5},
    {"multipleOf": 0}, {"nullable": "yes"}, {"pattern": 5}, {"enum": "a"}, {"$ref": 5}, {"description": None},
    {"dependentRequired": {"a": 5}}, {"required": ["a", 5]}, {"additionalProperties": "no"}, {"exclusiveMinimum": "x"},
]  # fmt: skip


@pytest.mark.parametrize("node", MALFORMED, ids=str)
def test_a_keyword_with_a_value_of_the_wrong_kind_is_read_as_absent(node: dict[str, Any]) -> None:
    assert malformed(node) == list(node)
    assert wellformed({**node, "title": "x"}) == {"title": "x"}
    assert accepts("3.0.3", node, {"any": "thing"})


@pytest.mark.parametrize("keyword", ["minLength", "maxItems", "minimum", "multipleOf", "exclusiveMaximum"])
@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_yaml_writes_beside_numbers_is_none(keyword: str, value: float) -> None:
    assert malformed({keyword: value}) == [keyword]


def test_what_is_well_formed_is_left_as_it_is() -> None:
    node = {"type": ["string", "null"], "minLength": 1.0, "exclusiveMinimum": True, "x": 5, "items": False}
    assert wellformed(node) is node


SHAPES: list[tuple[Any, set[str]]] = [
    ({"type": "integer"}, {"integer"}),
    ({"type": "number"}, {"integer", "number"}),
    ({"enum": ["a", 1]}, {"string", "integer", "number"}),
    ({"const": None}, {"null"}),
    ({"const": True}, {"boolean"}),
    ({"oneOf": [{"type": "string"}, {"type": "null"}]}, {"string", "null"}),
    ({"allOf": [{"type": ["string", "null"]}, {"type": ["string", "array"]}]}, {"string"}),
    ({"$ref": "#/$defs/I"}, {"integer"}),
    ({"$ref": "#/$defs/Loop"}, set(shapes.TYPES)),
    ({"$ref": "elsewhere.json"}, set(shapes.TYPES)),
    (True, set(shapes.TYPES)),
]
ROOT = {"$defs": {"I": {"type": "integer"}, "Loop": {"$ref": "#/$defs/Loop"}}}


@pytest.mark.parametrize(("schema", "types"), SHAPES)
def test_the_types_of_a_schema(schema: Any, types: set[str]) -> None:
    assert shapes.types(schema, ROOT) == types


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "object"}, "object"),
        ({"properties": {}}, "object"),
        ({"items": {}}, "array"),
        ({"type": ["array", "null"]}, "array"),
        ({"oneOf": [{"type": "string"}, {"items": {}}]}, "array"),
        ({"type": "string", "minLength": 1}, None),
        ({"type": ["object", "array"]}, None),
        ({}, None),
    ],
)
def test_the_container_of_a_schema(schema: Any, kind: str | None) -> None:
    assert shapes.container(schema, schema) == kind


def test_properties_and_items_are_gathered_from_everywhere() -> None:
    schema = {
        "allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}],
        "oneOf": [{"properties": {"b": {}}}, {"$ref": "#/$defs/C"}],
        "properties": {"a": {}},
        "$defs": {"C": {"properties": {"c": {}}, "items": {"type": "null"}}},
    }
    assert shapes.properties(schema, schema) == {"a": {}, "b": {}, "c": {}}
    assert shapes.required(schema, schema) == {"a"}
    assert shapes.items(schema, schema) == {"type": "null"}
    assert shapes.items({}, {}) is True


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "integer"), (1.0, "number"), ("", "string"), ([], "array"), ({}, "object")],
)
def test_the_type_of_a_value(value: Any, name: str) -> None:
    assert shapes.type_of(value) == name
