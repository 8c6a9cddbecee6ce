"""Sampled values: valid in the eyes of two independent libraries, repeatable, and honest where there are none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from specs import catalog, load
from specs.sampling import Unsatisfiable, attempts, completed, sample, sample_json, search
from specs.sampling.budget import Budget
from specs.sampling.strings import FORMATS
from specs.schemas import Direction
from specs.sites import sites
from specs.validation import ASSERTED_FORMATS, Validator


def valid(schema: Any, value: Any) -> bool:
    """The verdict of the two libraries, asked directly and not through our own modules."""
    second = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).is_valid(value)
    first = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)
    return bool(first and second)


def sampled(schema: Any, seed: int = 1) -> Any:
    return sample_json(Validator(schema, ""), seed)


HARD: list[dict[str, Any]] = [
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.005},
    {"type": "number", "multipleOf": 0.25, "minimum": 0.3, "maximum": 0.7},
    {"type": "integer", "multipleOf": 7, "minimum": 8, "maximum": 14},
    {"type": "integer", "minimum": 1.5, "maximum": 2.5},
    {"type": "integer", "minimum": 10**25},
    {"type": "integer", "minimum": -(2**63), "maximum": -(2**63)},
    {"type": "integer", "maximum": -5},
    {"type": "number", "exclusiveMaximum": -5},
    {"type": "integer", "multipleOf": 5, "maximum": -3},
    {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
    {"allOf": [{"enum": [1, 2, 3]}, {"minimum": 3}]},
    {"enum": [*range(50), "only me"], "type": "string"},
    {"type": "string", "not": {"enum": ["amber birch"]}},
    {"type": "string", "minLength": 200_000},
    {"type": "string", "maxLength": 0},
    {"type": "string", "minLength": 3, "maxLength": 3},
    {"type": "string", "format": "email", "maxLength": 10},
    {"type": "string", "format": "email", "minLength": 40},
    {"type": "string", "format": "hostname", "maxLength": 6},
    {"type": "string", "format": "uri", "maxLength": 5},
    {"type": "string", "format": "uri", "minLength": 80},
    {"type": "string", "format": "date", "enum": ["2020-01-01"]},
    {"type": "string", "pattern": "^a+$", "minLength": 40},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 300, "maxLength": 300},
    {"type": "string", "pattern": "^\\d{3}-\\d{4}$", "minLength": 8, "maxLength": 8},
    {"type": "string", "pattern": "[A-Z]", "maxLength": 5},
    {"type": "string", "pattern": "^st-[a-z]+$", "minLength": 16, "maxLength": 16},
    {"type": "string", "pattern": "^a:[a-z]{0,63}:\\d{12}:b/[0-9A-Z]{26}$", "minLength": 70, "maxLength": 75},
    {"type": "string", "pattern": "^[ \\t]*[^\\x00-\\x1F]+([ \\t]+[^\\x00-\\x1F]+)*[ \\t]*$", "maxLength": 512},
    {"type": "string", "pattern": "^((a*)*)*$", "minLength": 100},
    {"type": "string", "format": "date-time", "minLength": 25, "maxLength": 25},
    {"type": "string", "pattern": "^(?=.*[A-Z])(?=.*[0-9]).{8,}$"},
    {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 2},
    {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    {"type": "array", "contains": {"const": 5}, "minContains": 2, "items": {"type": "integer"}},
    {"type": "array", "contains": {"const": 5}, "maxContains": 1},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False, "minItems": 2},
    {"type": "object", "minProperties": 3, "propertyNames": {"pattern": "^[a-c]$"}},
    {"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False, "minProperties": 1},
    {"type": "object", "dependentRequired": {"a": ["b"]}, "properties": {"a": {}, "b": {"type": "integer"}}},
    {"dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"const": 3}}}}, "required": ["a"]},
    {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "maxProperties": 1, "required": ["b"]},
    {"if": {"type": "string"}, "then": {"minLength": 50}, "else": {"minimum": 5}},
    {"anyOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]},
    {"$ref": "#/$defs/T", "$defs": {"T": {"type": "object", "properties": {"t": {"$ref": "#/$defs/T"}}}}},
    {"const": None},
    {"type": ["null", "string"], "examples": [None]},
    {"properties": {"a": {"type": "integer", "default": 3}, "b": {"type": "integer", "default": "x"}}},
    {},
]  # fmt: skip


@pytest.mark.parametrize("schema", HARD, ids=lambda schema: json.dumps(schema)[:70])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hard_schema_gets_a_valid_value(schema: dict[str, Any], seed: int) -> None:
    assert valid(schema, sampled(schema, seed))


@pytest.mark.parametrize(
    ("pattern", "like"),
    [
        ("^\\p{L}{3}$", r"[A-Za-z]{3}"),
        ("^[\\p{Lu}0]{2}$", r"[A-Z0]{2}"),
        ("^(?<year>[0-9]{4})$", r"\d{4}"),
        ("^(?<!x)a$", "a"),
    ],
)
def test_patterns_of_ecma_262_are_understood(pattern: str, like: str) -> None:
    schema = {"type": "string", "pattern": pattern}
    value = sampled(schema)
    assert re.fullmatch(like, value)
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(value)


def test_a_pattern_of_names_may_have_classes_that_python_does_not_know() -> None:
    assert sampled({"type": "object", "patternProperties": {"^\\p{L}+$": {"const": 1}}, "required": ["ab"]}) == {
        "ab": 1
    }


IMPOSSIBLE: list[dict[str, Any]] = [
    {"not": {}},
    {"type": "integer", "minimum": 1.5, "maximum": 1.7},
    {"type": "integer", "multipleOf": 7, "minimum": 8, "maximum": 13},
    {"type": "string", "format": "uuid", "maxLength": 10},
    {"type": "object", "additionalProperties": False, "minProperties": 1},
    {
        "$ref": "#/$defs/A",
        "$defs": {"A": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "required": ["a"]}},
    },
    {"enum": []},
    {"type": "array", "minItems": 20_000_000},
    {"type": "string", "minLength": 20_000_000},
]


@pytest.mark.parametrize("schema", IMPOSSIBLE, ids=lambda schema: json.dumps(schema)[:60])
def test_where_no_value_is_found_it_is_said(schema: dict[str, Any]) -> None:
    with pytest.raises(Unsatisfiable) as caught:
        sample_json(Validator(schema, ""), 1, pointer="/here")
    assert caught.value.pointer == "/here"


def test_one_search_is_in_vain_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, asked = Validator({"type": "integer", "not": {"multipleOf": 1}}, ""), list[int | str]()
    real = search.search

    def counted(compiled: Validator, seed: int | str, budget: Budget) -> tuple[bool, Any]:
        asked.append(seed)
        return real(compiled, seed, budget)

    monkeypatch.setattr(search, "search", counted)
    for seed in range(3):
        with pytest.raises(Unsatisfiable):
            sample_json(compiled, seed)
    assert len(asked) == 1


@pytest.mark.parametrize("seeds", [(1, 2, 3), (3, 2, 1)])
def test_what_a_seed_finds_does_not_depend_on_what_was_asked_before(seeds: tuple[int, ...]) -> None:
    schema = {"type": "string", "pattern": "^[0-9]{2}$", "not": {"pattern": "^[0-8]"}}
    compiled = Validator(schema, "")
    assert {seed: sample_json(compiled, seed) for seed in seeds} == {seed: sampled(schema, seed) for seed in seeds}


TOO_LARGE: list[tuple[dict[str, Any], str]] = [
    ({"type": "array", "minItems": 10**9}, "minItems demands 1,000,000,000 items, and more than 10,000 are not made"),
    ({"type": "object", "minProperties": 10**7}, "minProperties demands 10,000,000 properties"),
    ({"type": "array", "contains": {"const": 1}, "minContains": 10**8}, "minContains demands 100,000,000 items"),
    ({"type": "string", "minLength": 10**12}, "minLength demands 1,000,000,000,000 characters"),
    ({"type": "array", "minItems": 9000, "items": {"type": "array", "minItems": 9000}}, "it was given up"),
    ({"type": "array", "minItems": 9000, "items": {"type": "string", "minLength": 10**6}}, "it was given up"),
]


@pytest.mark.parametrize(("schema", "why"), TOO_LARGE, ids=lambda each: str(each)[:50])
def test_what_is_too_large_is_refused_and_said(schema: dict[str, Any], why: str) -> None:
    with pytest.raises(Unsatisfiable, match=re.escape(why)):
        sample_json(Validator(schema, ""), 1)


def test_what_is_too_large_is_left_out_where_it_may_be() -> None:
    huge = {"type": "array", "minItems": 10**9}
    assert sampled({"properties": {"a": huge, "b": {"const": 1}}}) == {"b": 1}
    assert sampled({"oneOf": [huge, {"const": 3}]}) == 3


def test_a_recursion_that_fans_out_stays_small() -> None:
    schema = {"$ref": "#/$defs/A", "$defs": {"A": {"properties": {f"p{n}": {"$ref": "#/$defs/A"} for n in range(60)}}}}
    assert len(json.dumps(sampled(schema))) < 100_000


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_kept(name: str) -> None:
    for seed in range(20):
        value = sampled({"type": "string", "format": name}, seed)
        assert valid({"type": "string", "format": name}, value), value


def test_every_format_that_is_asserted_can_be_made() -> None:
    assert set(FORMATS) >= ASSERTED_FORMATS


RELEASES = [release.name for api in catalog.apis() for release in catalog.releases(api)]


@pytest.mark.parametrize("name", RELEASES)
def test_every_schema_of_the_catalogue_gets_valid_values(name: str) -> None:
    tried = 0
    for site in sites(load(name)):
        schema = site.schema.json_schema(site.direction)
        for seed in range(3):
            assert valid(schema, sample(site.schema, site.direction, seed)), site.schema.pointer
            tried += 1
    assert tried > 50


def test_the_documents_own_examples_are_preferred() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "examples": ["only"]}, "b": {"default": 7}}}
    assert sampled(schema) == {"a": "only", "b": 7}


def test_a_walk_may_bring_several_values() -> None:
    values = list(attempts(Validator({"type": "integer"}, ""), 1, count=6))
    assert len(values) == 6
    assert len(set(map(str, values))) > 1


def test_a_lean_walk_makes_no_member_that_an_object_may_do_without() -> None:
    inner = {"type": "object", "required": ["b"], "properties": {"b": {"type": "boolean"}, "c": {"type": "string"}}}
    schema = {"type": "object", "required": ["a"], "properties": {"a": inner, "d": inner, "e": {"type": "string"}}}
    assert [{each: [*value[each]] for each in value} for value in attempts(Validator(schema, ""), 1, 3, lean=True)] == [
        {"a": ["b"]}
    ] * 3


SCRIPT = """
import json, specs
from specs.sampling import sample
from specs.schemas import Direction
document = specs.load("phonebridge-webapp")
print(json.dumps({name: sample(each, Direction.RESPONSE, "seed") for name, each in document.schemas.items()}))
"""


def test_the_same_seed_gives_the_same_values_in_another_process() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-P", "-c", SCRIPT],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    here = {n: sample(s, Direction.RESPONSE, "seed") for n, s in load("phonebridge-webapp").schemas.items()}
    assert json.loads(runs[0]) == here
    other = {n: sample(s, Direction.RESPONSE, "other") for n, s in load("phonebridge-webapp").schemas.items()}
    assert here != other


NAMES = st.sampled_from("abc")
SCALARS = st.one_of(
    st.builds(
        lambda low, size: {"type": "integer", "minimum": low, "maximum": low + size},
        st.integers(-50, 50),
        st.integers(0, 9),
    ),
    st.builds(lambda low: {"type": "number", "exclusiveMinimum": low}, st.floats(-1e6, 1e6)),
    st.builds(
        lambda low, size: {"type": "string", "minLength": low, "maxLength": low + size},
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"enum": [1, "a", None]}, {"const": {"x": [1]}}, {}]),
    st.sampled_from(sorted(ASSERTED_FORMATS)).map(lambda name: {"type": "string", "format": name}),
)


def _combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.builds(
        lambda properties, required, closed: {
            "type": "object",
            "properties": properties,
            "required": sorted(required & properties.keys()),
            **({"additionalProperties": False} if closed else {}),
        },
        st.dictionaries(NAMES, inner, max_size=3),
        st.sets(NAMES),
        st.booleans(),
    )
    arrays = st.builds(
        lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 2)
    )
    choices = st.builds(
        lambda word, members: {word: members},
        st.sampled_from(["anyOf", "oneOf"]),
        st.lists(inner, min_size=1, max_size=2),
    )
    return objects | arrays | choices


@settings(max_examples=150, deadline=None)
@given(st.recursive(SCALARS, _combined, max_leaves=6), st.integers(0, 9))
def test_made_up_schemas_get_values_that_both_libraries_accept(schema: dict[str, Any], seed: int) -> None:
    try:
        value = sampled(schema, seed)
    except Unsatisfiable:
        assume("oneOf" in json.dumps(schema))  # two equal members of a oneOf contradict each other
        return
    assert valid(schema, value)


def test_directions_are_sampled_apart() -> None:
    document = load("phonebridge-webapp")
    for name, schema in document.schemas.items():
        sent = sample(schema, Direction.REQUEST, 1)
        hidden = (
            [key for key, each in (schema.raw.get("properties") or {}).items() if each.get("readOnly")]
            if isinstance(schema.raw, dict)
            else []
        )
        assert not (isinstance(sent, dict) and sent.keys() & set(hidden)), name


OBJECT = {
    "type": "object",
    "required": ["id", "made"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "made": {"type": "string", "format": "date-time"},
        "changed": {"type": "string", "format": "date-time"},
        "size": {"type": "integer", "minimum": 3},
    },
}


@pytest.mark.parametrize("varied", [False, True])
@given(seed=st.integers(), known=st.dictionaries(st.sampled_from(["id", "size", "more"]), st.integers(3)))
def test_an_object_is_completed_around_what_is_known(varied: bool, seed: int, known: dict[str, int]) -> None:
    compiled = Validator(OBJECT, "")
    made = completed(compiled, known, frozenset({"name"}), seed, varied=varied)
    assert made is not None
    assert compiled.accepts(made)
    assert known.items() <= made.items()
    assert "name" not in made
    assert made == completed(compiled, known, frozenset({"name"}), seed, varied=varied)


@pytest.mark.parametrize(
    ("schema", "known"),
    [
        (OBJECT, {"size": 2}),
        ({**OBJECT, "maxProperties": 1}, {"id": 1}),
        ({**OBJECT, "properties": {"made": False}}, {"id": 1}),
        ({"type": "string"}, {}),
    ],
)
def test_what_cannot_be_completed_is_none(schema: dict[str, Any], known: dict[str, int]) -> None:
    assert completed(Validator(schema, ""), known, frozenset(), 1) is None


def test_that_a_choice_was_made_before_changes_no_value() -> None:
    pets = [{"properties": {name: {"anyOf": [{"type": "string"}, {"type": "integer"}]}}} for name in ("cat", "dog")]
    schema = {"type": "object", "required": ["pet"], "properties": {"pet": {"anyOf": pets, "type": "object"}}}
    kept = Validator(schema, "")
    again = [sample_json(kept, seed) for seed in range(40)]
    assert again == [sample_json(Validator(schema, ""), seed) for seed in range(40)]
    assert {type(value) for made in again for value in made["pet"].values()} == {str, int}
