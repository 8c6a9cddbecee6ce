"""The single changes of a value that leave it valid."""

from __future__ import annotations

from typing import Any

import pytest

import specs
from mockserver.state.json_patch import patched
from specs.load import from_mapping
from specs.sampling import sample
from specs.schemas import Direction
from specs.validation import Validator, validator
from specs.variations import Kind, Variation, variations

TEXT = {"type": "string"}
PET = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "name": {"type": "string", "maxLength": 20},
        "nick": {"type": ["string", "null"]},
        "kind": {"type": "string", "enum": ["cat", "dog"]},
        "mood": {"type": "string", "x-extensible-enum": ["calm", "wild"]},
        "born": {"type": "string", "format": "date-time"},
        "good": {"type": "boolean"},
        "toys": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "home": {"oneOf": [{"$ref": "#/$defs/House"}, {"$ref": "#/$defs/Boat"}]},
    },
    "$defs": {
        "House": {"type": "object", "required": ["street"], "properties": {"street": TEXT, "town": TEXT}},
        "Boat": {"type": "object", "required": ["port"], "properties": {"port": TEXT, "town": TEXT}},
    },
}
REX: dict[str, Any] = {
    "id": 7,
    "name": "Rex",
    "nick": "R",
    "kind": "dog",
    "mood": "calm",
    "born": "2020-01-01T00:00:00Z",
    "good": True,
    "toys": ["ball"],
    "home": {"street": "Elm", "town": "Ulm"},
}


def told(place: str, value: Any = REX, schema: dict[str, Any] = PET) -> list[tuple[str, str]]:
    found = variations(Validator(schema, ""), value)
    return [(each.kind.value, each.told) for each in found if each.place == place]


@pytest.mark.parametrize(
    ("place", "kind", "what"),
    [
        ("/name", "omitted", "is absent"),
        ("/nick", "null", "is null"),
        ("/undeclared", "undeclared", "is there, undeclared"),
        ("/kind", "enum", 'is "cat"'),
        ("/mood", "enum", 'is "wild"'),
        ("/mood", "unlisted", 'is "VALUE_OF_TOMORROW"'),
        ("/born", "moment", 'is "2020-02-29T23:59:59+14:00"'),
        ("/good", "boolean", "is false"),
        ("/name", "text", "is empty"),
        ("/name", "text", 'is "aaaaaaaaaaaaaaaaaaaa"'),
        ("/name", "text", 'is "\N{GRINNING FACE}"'),
        ("/id", "number", "is 1"),
        ("/id", "number", "is 9223372036854775807"),
        ("/toys", "list", "is an empty list"),
        ("/toys", "list", "has 3 items"),
        ("/toys/0", "text", "is empty"),
        ("/home", "branch", "is another object, of port, town"),
        ("/home/street", "text", "is empty"),
    ],
)
def test_places_are_changed_in_each_way_that_their_schema_allows(place: str, kind: str, what: str) -> None:
    assert (kind, what) in told(place)


@pytest.mark.parametrize(
    ("place", "kind"), [("/id", "omitted"), ("/id", "null"), ("/name", "null"), ("/kind", "unlisted"), ("", "null")]
)
def test_places_are_not_changed_in_ways_that_their_schema_forbids(place: str, kind: str) -> None:
    assert kind not in [each for each, _ in told(place)]


def test_closed_objects_stay_closed() -> None:
    assert told("/undeclared", {}, {"type": "object", "additionalProperties": False}) == []


def test_what_others_know_is_left_alone() -> None:
    found = list(variations(Validator(PET, ""), REX, lambda value: value in (7, "Ulm")))
    assert [each.told for each in found if each.place in ("/id", "/home/town")] == ["is absent"]
    branch = next(each for each in found if each.kind is Kind.BRANCH)
    assert branch.patch["value"]["town"] == "Ulm"


@pytest.mark.parametrize("name", ["phonebridge-webapp", "phonebridge-webapp@1.0.1", "phonebridge-client"])
def test_each_is_valid_and_another_value(name: str) -> None:
    document = specs.load(name)
    media = [each for operation in document.operations for entry in operation.responses for each in entry.content]
    schemas = {each.schema.pointer: each.schema for each in media if each.schema is not None}
    for schema in schemas.values():
        compiled, value = validator(schema, Direction.RESPONSE), sample(schema, Direction.RESPONSE, 0)
        found = list(variations(compiled, value))
        assert all(_valid_and_other(compiled, value, each) for each in found)


def _valid_and_other(compiled: Validator, value: Any, variation: Variation) -> bool:
    made = patched(value, [variation.patch])
    return compiled.accepts(made) and repr(made) != repr(value)


def test_they_are_the_same_each_time_and_leave_the_value_as_it_is() -> None:
    before = repr(REX)
    first, second = ([(each.place, each.patch) for each in variations(Validator(PET, ""), REX)] for _ in range(2))
    assert first == second
    assert repr(REX) == before


def test_recursions_end() -> None:
    document = from_mapping(
        {
            "openapi": "3.1.0",
            "info": {"title": "Trees", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {
                    "Tree": {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}},
                }
            },
        }
    )
    compiled = validator(document.schemas["Tree"], Direction.RESPONSE)
    value: dict[str, Any] = {}
    for _ in range(100):
        value = {"below": value}
    assert 10 < len(list(variations(compiled, value))) < 500
