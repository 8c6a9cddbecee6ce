"""Our own holding of values against schemas, beside the validators that judge everywhere else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.coverage.goals import Goals
from contracts.coverage.nodes import Belonging, Nodes
from contracts.coverage.visiting import Visit
from specs import load
from specs.load import from_mapping
from specs.sampling import sample
from specs.schemas import Direction, Schema
from specs.validation import validator

LIMITED = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": ["integer", "null"], "exclusiveMinimum": 0, "maximum": 9, "multipleOf": 3},
        "b": {"type": "string", "pattern": "^x", "maxLength": 3},
        "c": {"type": "array", "items": {"type": "number", "minimum": 0.5}, "uniqueItems": True, "minItems": 1},
        "d": {"if": {"type": "string"}, "then": {"format": "date"}, "else": {"not": {"const": 4}}},
        "e": {"anyOf": [{"type": "string", "minLength": 2}, {"$ref": "#/components/schemas/S"}]},
        "f": {"prefixItems": [{"type": "string"}], "items": {"type": "boolean"}},
        "g": {"enum": [1, True, None, {"x": [1]}, "s"]},
    },
    "patternProperties": {"^p": {"type": "integer"}},
    "additionalProperties": {"type": "boolean"},
    "dependentRequired": {"b": ["c"]},
    "maxProperties": 6,
}
SMALL = from_mapping(
    {
        "openapi": "3.1.0",
        "info": {"title": "S", "version": "1"},
        "paths": {},
        "components": {"schemas": {"S": LIMITED}},
    },
    "small.json",
)
RELEASES = [load(name) for name in ("phonebridge-webapp@latest", "phonebridge-client@latest")]
SCHEMAS = [
    pytest.param(schema, id=f"{document.source.name}-{name}")
    for document in (SMALL, *RELEASES)
    for name, schema in document.schemas.items()
]


def changed(value: Any, chance: random.Random) -> Any:
    """A value with one thing in it that is another."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        name = chance.choice(sorted(value))
        if chance.random() < 0.3:
            return {key: item for key, item in value.items() if key != name}
        return {**value, name: changed(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], changed(value[at], chance), *value[at + 1 :]]
    return chance.choice(
        ["", "x", "xxxx", 0, -1, 10, 3, 3.0, 0.25, True, None, [], {}, [1, 1], {"p": "q"}, 4, "2020-01-01"]
    )


def values(schema: Schema, direction: Direction) -> Iterator[Any]:
    chance = random.Random(schema.pointer)
    for seed in range(8):
        value = sample(schema, direction, str(seed))
        yield value
        for _ in range(6):
            value = changed(value, chance)
            yield value


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("direction", Direction)
def test_a_value_is_valid_as_the_validator_says(schema: Schema, direction: Direction) -> None:
    node = Nodes(Goals()).of(schema, direction, Belonging("here"))
    engine = validator(schema, direction)
    told = [(value, Visit().see(node, value), engine.accepts(value)) for value in values(schema, direction)]
    assert [value for value, ours, theirs in told if ours is not theirs] == []
    assert {ours for _, ours, _ in told} == {True, False}


def test_what_is_endless_is_left_off() -> None:
    endless = from_mapping(
        {
            "openapi": "3.1.0",
            "info": {"title": "E", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {
                    "E": {"allOf": [{"$ref": "#/components/schemas/E"}], "not": {"$ref": "#/components/schemas/E"}}
                }
            },
        },
        "endless.json",
    )
    node = Nodes(Goals()).of(endless.schemas["E"], Direction.REQUEST, Belonging("here"))
    visit = Visit()
    visit.see(node, {"any": "thing"})
    assert visit.room < 5_000


def test_a_value_of_any_size_costs_a_bounded_effort() -> None:
    node = Nodes(Goals()).of(SMALL.schemas["S"], Direction.RESPONSE, Belonging("here"))
    visit = Visit()
    visit.see(node, {"c": [1] * 1_000_000})
    assert -10 < visit.room <= 0
