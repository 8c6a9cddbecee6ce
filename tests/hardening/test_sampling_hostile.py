"""What a hostile schema may cost: two seconds and 500 MB at most, and a value or one clear refusal at the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from alone import alone
from hostile import TEXTS, TREES

from specs import algebra, effort
from specs.errors import SpecError
from specs.sampling import sample_json
from specs.validation import Validator

CPU_SECONDS, MEGABYTES = 2, 500
SAMPLE = """
import sys
from specs import load
from specs.errors import SpecError
from specs.sampling import Mode, sample
from specs.sites import sites
for site in sites(load(sys.argv[1])):
    try:
        sample(site.schema, site.direction, 1)
        sample(site.schema, site.direction, 1, mode=Mode.EDGE)
    except SpecError as error:
        print(error)
"""
_REFUSED = {
    "allOf that doubles 40 times.json": "it holds a single value against more than 200,000 schemas",
    "schemas 900 deep.json": "it is nested too deeply",
    "schemas 300 deep.json": "Recursion limit reached",
    "huge minItems.json": "minItems demands 1,000,000,000,000,000 items",
    "huge minLength.json": "minLength demands",
    "huge minProperties.json": "minProperties demands",
    "nothing is valid.json": "no value was found",
}
_SATISFIED = (
    "million-entry enum", "huge multipleOf", "catastrophic pattern", "catastrophic alternatives",
    "catastrophic lookahead", "loop of one", "loop of two", "loop through allOf", "reference to the whole",
    "property named $ref", "pattern that repeats repeats", "pattern unclosed", "deep pattern",
)  # fmt: skip
DOCUMENTS = {
    **{f"{name}.json": json.dumps(tree).encode() for name, tree in TREES.items()},
    **{name: text for name, text in TEXTS.items() if name.endswith(".json")},
}


@pytest.mark.parametrize("name", [*_REFUSED, *(f"{name}.json" for name in _SATISFIED)])
def test_sampling_a_hostile_document_ends_soon(name: str, tmp_path: Path) -> None:
    (tmp_path / "main.json").write_bytes(DOCUMENTS[name])
    done = alone(SAMPLE, "main.json", tmp_path)
    said = done.out + done.err
    assert done.code == 0, said
    assert done.seconds < CPU_SECONDS
    assert done.megabytes < MEGABYTES
    assert (_REFUSED[name] in said) if name in _REFUSED else (said == "")


def named(definitions: dict[str, Any]) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{next(iter(definitions))}", "$defs": definitions}


A: dict[str, Any] = {"$ref": "#/$defs/A"}
DOUBLED = {
    "anyOf": {f"A{i}": {"anyOf": [{"$ref": f"#/$defs/A{i + 1}"}] * 2} for i in range(40)} | {"A40": {"type": "null"}},
    "if": {f"A{i}": {"if": {"$ref": f"#/$defs/A{i + 1}"}, "then": {"$ref": f"#/$defs/A{i + 1}"}} for i in range(40)}
    | {"A40": {}},
    "dependentSchemas": {
        f"A{i}": {"dependentSchemas": {"a": {"$ref": f"#/$defs/A{i + 1}"}, "b": {"$ref": f"#/$defs/A{i + 1}"}}}
        for i in range(40)
    }
    | {"A40": {}},
}


@pytest.mark.parametrize("word", DOUBLED)
def test_combinations_that_double_again_and_again_are_refused(word: str) -> None:
    with pytest.raises(SpecError, match="more than 200,000 schemas"):
        Validator(named(DOUBLED[word]), "")


@pytest.mark.parametrize(
    ("schema", "most"),
    [
        ({}, 1),
        ({"allOf": [{}, {}]}, 3),
        ({"properties": {"a": {"anyOf": [{}, {}, {}]}}}, 4),
        (named({"A": {"properties": {"a": A, "b": A}}}), 2),
        ({"not": {"not": {}}, "if": True, "then": {}}, 4),
    ],
)
def test_the_schemas_a_value_is_held_against_are_counted(schema: dict[str, Any], most: int) -> None:
    assert effort.steps(schema, 1_000) == most


def test_a_recursion_of_combinations_is_walked_once() -> None:
    wide = {"A": {"oneOf": [A, {"type": "string"}], "anyOf": [A, {"type": "string"}, A], "if": A, "then": A}}
    assert isinstance(sample_json(Validator(named(wide), ""), 1), str | int | list | dict | None)


def crowd(count: int) -> dict[str, Any]:
    """Schemas each of which holds a value against each other one."""
    names = [f"E{index}" for index in range(count)]
    each = {"oneOf": [*({"$ref": f"#/$defs/{name}"} for name in names), {"type": "string"}]}
    return named({name: {"anyOf": [each, {"type": "null"}]} for name in names})


def test_a_recursion_with_a_way_for_every_order_is_refused() -> None:
    with pytest.raises(SpecError, match="more than 200,000 schemas"):
        Validator(crowd(30), "")
    assert sample_json(Validator(crowd(3), ""), 1) is None


def test_a_base_that_names_its_hundred_children_is_none_of_them() -> None:
    children = {f"C{index}": {"allOf": [A, {"properties": {"kind": {"const": f"C{index}"}}}]} for index in range(100)}
    base = {"type": "object", "required": ["kind"], "oneOf": [{"$ref": f"#/$defs/{name}"} for name in children]}
    value = sample_json(Validator(named({"A": base, **children}), ""), 1)
    assert isinstance(value, dict)
    assert value["kind"] in children


def test_a_chain_that_would_end_the_process_is_not_simplified() -> None:
    chain = {f"A{i}": {"$ref": f"#/$defs/A{i + 1}"} for i in range(5_000)} | {"A5000": {"type": "string"}}
    assert algebra.simplified(named(chain)) is None
    assert isinstance(sample_json(Validator(named(chain), ""), 1), str)
    few: dict[str, Any] = {"type": "string", "$defs": chain}
    assert algebra.simplified(few) == algebra.simplified({"type": "string"}), "what is not referred to does not matter"


def test_a_match_without_end_is_given_up() -> None:
    schema = {"patternProperties": {"^(a+)+$": {"type": "null"}}, "required": ["a" * 60 + "!"]}
    assert isinstance(sample_json(Validator(schema, ""), 1), dict)
