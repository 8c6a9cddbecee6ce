from __future__ import annotations

from typing import Any

import pytest

from specs.deciding import deciding
from specs.load import from_mapping
from specs.schemas import Direction, Schema
from specs.validation import validator

CAT = {"required": ["kind"], "properties": {"kind": {"type": "string"}, "hunts": {"type": "boolean"}}}
DOG = {"required": ["kind"], "properties": {"kind": {"type": "string"}, "barks": {"type": "boolean"}}}
TOLD = {"required": ["kind"], "properties": {"kind": {"enum": ["fish", "eel"]}}}
BOTH = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


def body(schema: Any, version: str = "3.0.3", **schemas: Any) -> Schema:
    named = {"Cat": CAT, "Dog": DOG, "Told": TOLD, **schemas}
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "d"}}}
    raw = {"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {"/pets": {"post": operation}}}
    document = from_mapping({**raw, "components": {"schemas": named}})
    asked = document.operations[0].body
    assert asked is not None
    found = asked.content[0].schema
    assert found is not None
    return found


KIND = {"discriminator": {"propertyName": "kind"}}
MAPPED = {"discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "pup": "Dog"}}}


@pytest.mark.parametrize(
    ("schema", "value", "decided"),
    [
        (BOTH | KIND, {"kind": "Cat"}, True),
        (BOTH | KIND, {"kind": "Cat", "barks": 1}, True),
        (BOTH | KIND, {"kind": "Cat", "hunts": 1}, False),
        (BOTH | KIND, {"kind": "Dog", "hunts": 1}, True),
        (BOTH | KIND, {"kind": "Bird"}, False),
        (BOTH | KIND, {"kind": "Bird", "hunts": 1}, False),
        (BOTH | MAPPED, {"kind": "pup", "barks": True}, True),
        (BOTH | MAPPED, {"kind": "Dog", "barks": True}, True),
        (BOTH | MAPPED, {"kind": "cat", "hunts": 1}, False),
        ({"anyOf": BOTH["oneOf"]} | KIND, {"kind": "Cat", "hunts": 1}, False),
        ({"anyOf": BOTH["oneOf"]} | KIND, {"kind": "Dog"}, True),
        ({"properties": {"pet": BOTH | KIND}}, {"pet": {"kind": "Cat"}}, True),
        ({"properties": {"pet": BOTH | KIND}}, {"pet": {"kind": "Bird"}}, False),
        ({"oneOf": [{"$ref": "#/components/schemas/Told"}]} | KIND, {"kind": "eel"}, True),
        ({"oneOf": [{"$ref": "#/components/schemas/Told"}]} | KIND, {"kind": "Told"}, False),
    ],
)
def test_a_value_is_held_to_the_branch_that_it_names(schema: Any, value: Any, *, decided: bool) -> None:
    assert deciding(body(schema), Direction.REQUEST).accepts(value) is decided


def test_a_branch_that_chooses_by_itself_is_left_to_do_so() -> None:
    pets = body({"oneOf": [{"$ref": "#/components/schemas/Pet"}]} | KIND, Pet=BOTH | KIND)
    assert deciding(pets, Direction.REQUEST).accepts({"kind": "Cat"})


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "nullable": True},
        {"enum": ["a", None], "type": "string", "nullable": True},
        {"type": "object", "properties": {"a": {"type": "string", "nullable": True}}},
        {"$ref": "#/components/schemas/Known"},
    ],
)
def test_nullable_is_heeded_where_openapi_knows_it_no_more(schema: Any) -> None:
    value = {"a": None} if "properties" in schema else None
    known = {"type": "string", "nullable": True}
    for version in ("3.0.3", "3.1.0", "3.2.0"):
        assert deciding(body(schema, version, Known=known), Direction.REQUEST).accepts(value)
    assert not validator(body(schema, "3.1.0", Known=known), Direction.REQUEST).accepts(value)


def test_nullable_is_heeded_beside_a_reference_and_adds_nothing_to_an_enum() -> None:
    known = {"type": "string"}
    beside = body({"$ref": "#/components/schemas/Known", "nullable": True}, Known=known)
    assert deciding(beside, Direction.REQUEST).accepts(None)
    assert not validator(beside, Direction.REQUEST).accepts(None)
    spelled = body({"enum": ["a"], "type": "string", "nullable": True})
    assert not deciding(spelled, Direction.REQUEST).accepts(None)
    assert validator(spelled, Direction.REQUEST).accepts(None)


def test_what_openapi_3_0_says_is_null_is_the_usual_validator() -> None:
    schema = body({"type": "integer", "nullable": True})
    assert deciding(schema, Direction.REQUEST) is validator(schema, Direction.REQUEST)


@pytest.mark.parametrize("schema", [BOTH, CAT, {"type": "integer"}])
def test_without_a_discriminator_it_is_the_usual_validator(schema: Any) -> None:
    usual = body(schema)
    assert deciding(usual, Direction.REQUEST) is validator(usual, Direction.REQUEST)


def test_it_is_compiled_once() -> None:
    schema = body(BOTH | KIND)
    assert deciding(schema, Direction.REQUEST) is deciding(schema, Direction.REQUEST)
    assert not validator(schema, Direction.REQUEST).accepts({"kind": "Cat"}), "elsewhere it tells and constrains not"
