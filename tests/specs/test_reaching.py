"""A schema of which as much is compiled as values reach says what the whole of it says."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from specs.errors import SpecError
from specs.reaching import AsReached, extent, reached
from specs.schemas import JsonSchema
from specs.validators import Compiler, Validator

NAMES = list("abcdef")
DEFINITIONS = 120


def compiled(schema: JsonSchema) -> Draft202012Validator:
    return Draft202012Validator(schema, validate_formats=True, offline=True, mask="the value")


def any_schema(chance: Random, depth: int = 0) -> Any:
    """A schema with any keywords that hold others, or a reference."""
    if depth > 3 or chance.random() < 0.25:
        leaf = [True, {"type": "string"}, {"type": "integer", "minimum": 2}, {"enum": ["x", 1, None]}, {"maxItems": 1}]
        return chance.choice(leaf)
    inner = lambda: any_schema(chance, depth + 1)  # noqa: E731
    made: JsonSchema = {}
    for keyword in chance.sample(KEYWORDS, chance.randint(1, 3)):
        if keyword == "$ref":
            made[keyword] = f"#/$defs/d{chance.randrange(DEFINITIONS)}"
        elif keyword in ("properties", "dependentSchemas"):
            made[keyword] = {name: inner() for name in chance.sample(NAMES, 3)}
        elif keyword == "patternProperties":
            made[keyword] = {chance.choice(["^[ab]", "c|d", "."]): inner()}
        elif keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            made[keyword] = [inner() for _ in range(chance.randint(1, 3))]
        elif keyword == "if":
            made |= {"if": inner(), "then": inner(), "else": inner()}
        elif keyword in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
            made[keyword] = chance.choice([False, inner()])
        elif keyword == "required":
            made[keyword] = [chance.choice(NAMES)]
        else:
            made[keyword] = inner()
    return made


KEYWORDS = (
    "$ref properties patternProperties additionalProperties unevaluatedProperties propertyNames required "
    "dependentSchemas items prefixItems contains unevaluatedItems allOf anyOf oneOf not if"
).split()


def any_value(chance: Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth > 4 or kind < 0.3:
        return chance.choice(["x", "y", 1, 3, 2.5, None, True, {}, []])
    if kind < 0.75:
        return {name: any_value(chance, depth + 1) for name in chance.sample([*NAMES, "z"], chance.randint(1, 3))}
    return [any_value(chance, depth + 1) for _ in range(chance.randint(1, 3))]


def told(engine: Any, value: Any) -> list[tuple[str, str, str]]:
    return sorted(
        (str(list(each.instance_path)), str(list(each.schema_path)), each.message) for each in engine.iter_errors(value)
    )


def growing(chance: Random, tries: int = 400) -> JsonSchema:
    """A closure whose references lead to each other, and not to themselves without a level between."""
    for _ in range(tries):
        schema = any_schema(chance)
        if isinstance(schema, dict):
            named = {f"d{number}": {"properties": {"a": any_schema(chance)}} for number in range(DEFINITIONS)}
            return {**schema, "$defs": named}
    raise AssertionError("no schema")


@pytest.mark.parametrize("seed", range(60))
def test_a_part_says_what_the_whole_says(seed: int) -> None:
    chance = Random(seed)
    schema = growing(chance)
    whole, part = compiled(schema), AsReached(schema, compiled)
    verdicts = set()
    for _ in range(40):
        value = any_value(chance)
        verdicts.add(whole.is_valid(value))
        assert part.is_valid(value) == whole.is_valid(value), json.dumps(value)
        assert told(part, value) == told(whole, value), json.dumps(value)
        assert told(AsReached(schema, compiled), value) == told(whole, value)
    assert verdicts


@pytest.mark.parametrize(
    ("schema", "met"),
    [
        ({"$ref": "#/$defs/one"}, 0),
        ({"allOf": [{"$ref": "#/$defs/one"}]}, 0),
        ({"not": {"$ref": "#/$defs/one"}}, 0),
        ({"if": True, "then": {"$ref": "#/$defs/one"}}, 0),
        ({"dependentSchemas": {"b": {"$ref": "#/$defs/one"}}}, 0),
        ({"properties": {"a": {"$ref": "#/$defs/one"}}}, 1),
        ({"patternProperties": {"b": {"$ref": "#/$defs/one"}}}, 1),
        ({"additionalProperties": {"$ref": "#/$defs/one"}}, 1),
        ({"unevaluatedProperties": {"$ref": "#/$defs/one"}}, 1),
        ({"propertyNames": {"$ref": "#/$defs/one"}}, 1),
        ({"items": {"$ref": "#/$defs/one"}}, 1),
        ({"prefixItems": [{"$ref": "#/$defs/one"}]}, 1),
        ({"contains": {"$ref": "#/$defs/one"}}, 1),
        ({"unevaluatedItems": {"$ref": "#/$defs/one"}}, 1),
        ({"items": {"anyOf": [{"properties": {"a": {"$ref": "#/$defs/one"}}}]}}, 2),
        ({"properties": {"b": {"$ref": "#/$defs/one"}}}, None),
    ],
)
def test_a_definition_is_reached_by_values_that_are_deep_enough(schema: JsonSchema, met: int | None) -> None:
    whole = schema | {"$defs": {"one": {"items": {"$ref": "#/$defs/two"}}, "two": {}}}
    for levels in range(4):
        expected = set() if met is None or levels < met else {"one", "two"} if levels > met else {"one"}
        assert reached(whole, levels, frozenset("a")) == expected


def test_where_a_definition_is_met_twice_the_nearer_place_counts() -> None:
    far = {"items": {"items": {"$ref": "#/$defs/one"}}}
    schema = {"allOf": [far, {"items": {"$ref": "#/$defs/one"}}]}
    whole = schema | {"$defs": {"one": {"items": {"$ref": "#/$defs/two"}}, "two": {}}}
    assert reached(whole, 2, frozenset()) == {"one", "two"}


@pytest.mark.parametrize(
    ("value", "levels", "names"),
    [
        (1, 0, ""),
        ({}, 0, ""),
        ([], 0, ""),
        ({"a": 1}, 1, "a"),
        ({"a": {"b": []}, "c": [{"d": 0}]}, 3, "abcd"),
        ([[[]]], 2, ""),
    ],
)
def test_how_far_a_value_goes(value: Any, levels: int, names: str) -> None:
    assert extent(value) == (levels, frozenset(names))


def test_a_value_may_be_nested_as_deep_as_it_likes() -> None:
    value: Any = 0
    for _ in range(100_000):
        value = [value]
    assert extent(value) == (100_000, frozenset())


def chain(length: int, last: Any) -> JsonSchema:
    named: JsonSchema = {f"d{n}": {"properties": {"a": {"$ref": f"#/$defs/d{n + 1}"}}} for n in range(length)}
    return {"$ref": "#/$defs/d0", "$defs": named | {f"d{length}": last}}


def test_little_is_compiled_for_values_that_reach_little() -> None:
    seen: list[int] = []

    def spying(schema: JsonSchema) -> Draft202012Validator:
        seen.append(sum(each is not True for each in schema["$defs"].values()))
        return compiled(schema)

    part = AsReached(chain(200, {"type": "string"}), spying)
    assert part.is_valid({"a": {"a": 1}})
    assert part.is_valid({"a": {"a": 1}})
    assert seen == [1, 3]


def test_many_growths_end_with_the_whole() -> None:
    seen: list[JsonSchema] = []
    schema = chain(200, {"type": "string"})
    part = AsReached(schema, lambda each: seen.append(each) or compiled(each))
    value: Any = 1
    for _ in range(201):
        value = {"a": value}
        assert part.is_valid(value) == compiled(schema).is_valid(value)
    assert seen[-1] is schema
    assert len(seen) == 10
    assert not part.is_valid(value["a"])


def test_a_fault_is_told_each_time_that_it_is_reached_and_others_are_judged_on() -> None:
    made = Compiler().validator(chain(200, {"minimum": "one"}))
    deep: Any = 1
    for _ in range(200):
        deep = {"a": deep}
    for _ in range(2):
        assert made.accepts({"a": 1})
        assert made.verdict(deep) is None
        with pytest.raises(SpecError, match="cannot be used"):
            made.accepts(deep)


def test_definitions_whose_patterns_cannot_be_read_are_made_legible_at_once() -> None:
    unreadable = {"pattern": "(", "minLength": 2}
    made = Compiler().validator(chain(150, unreadable))
    assert made.schema == Validator(chain(150, unreadable), "").schema
    assert made.schema["$defs"]["d150"] == {"minLength": 2}


def test_a_pattern_that_is_read_in_another_spelling_is_no_fault() -> None:
    made = Compiler().validator(chain(150, {"pattern": r"^[\w-.]$"}))
    deep: Any = "a"
    for _ in range(150):
        deep = {"a": deep}
    assert made.verdict(deep) is True
    assert made.schema["$defs"]["d150"] == {"pattern": r"^[\w\-.]$"}
