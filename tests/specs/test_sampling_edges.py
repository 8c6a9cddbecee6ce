"""Edge cases: bounds, what is empty and what is longest, every choice in turn; all valid, in a fixed order."""

from __future__ import annotations

import json
import time
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from pace import fair
from sampling_cases import EMPTY, SATISFIABLE
from test_sampling_suite import EMPTY as NO_VALUE
from test_sampling_suite import GROUPS, UNREAD_BY_PYTHON, second_opinion, self_contained

from specs import load
from specs.sampling import Mode, Unsatisfiable, edges, sample, sample_json
from specs.schemas import Direction
from specs.sites import sites
from specs.validation import Validator


def cases(schema: Any) -> list[Any]:
    return list(edges(Validator(schema, "")))


HOLDS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"type": "integer", "minimum": 3, "maximum": 10}, [3, 4, 9, 10]),
    ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, [0.5, 1]),
    ({"type": "integer"}, [0, 2**53 - 1, -(2**63)]),
    ({"type": "integer", "multipleOf": 5, "minimum": 10}, [10, 15]),
    ({"type": "string", "minLength": 2, "maxLength": 4}, ["aa", "aaa", "aaaa", "\U0001f600" * 4]),
    ({"type": "string"}, ["", " a ", "e\u0301", "\U0001f600"]),
    ({"type": "string", "format": "date"}, ["2020-02-29"]),
    ({"type": ["string", "null"], "maxLength": 1}, ["", None]),
    ({"enum": [1, "a", None]}, [1, "a", None]),
    ({"type": "boolean"}, [True, False]),
    ({"type": "array", "items": {"type": "boolean"}, "maxItems": 3}, [[], [True], [False]]),
    ({"oneOf": [{"const": 1}, {"const": 2}, {"type": "array", "maxItems": 0}]}, [1, 2, []]),
    ({"anyOf": [{"type": "object", "properties": {"a": {"enum": [1, 2]}}, "required": ["a"]}, {"const": 0}]},
     [{"a": 1}, {"a": 2}, 0]),
    ({"type": "object", "additionalProperties": False, "required": ["a"],
      "properties": {"a": {"const": 1}, "b": {"type": ["boolean", "null"]}}},
     [{"a": 1}, {"a": 1, "b": True}, {"a": 1, "b": False}, {"a": 1, "b": None}]),
    ({"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"const": 5}, "type": ["string", "integer"]},
     ["", 5]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "wanted"), HOLDS, ids=lambda each: json.dumps(each)[:60])
def test_the_edges_of_a_schema_are_among_its_cases(schema: dict[str, Any], wanted: list[Any]) -> None:
    found = [json.dumps(each) for each in cases(schema)]
    assert [value for value in wanted if json.dumps(value) not in found] == []
    assert len(set(found)) == len(found)


def test_every_branch_inside_is_taken() -> None:
    kinds = [{"type": "object", "required": ["k"], "properties": {"k": {"const": f"k{n}"}}} for n in range(12)]
    schema = {"type": "object", "required": ["x"], "properties": {"x": {"oneOf": kinds}}}
    assert {each["x"]["k"] for each in cases(schema)} == {f"k{n}" for n in range(12)}


def test_a_recursion_is_followed_far_and_not_at_all() -> None:
    schema = {"$ref": "#/$defs/N", "$defs": {"N": {"type": "object", "properties": {"n": {"$ref": "#/$defs/N"}}}}}
    depths = {json.dumps(each).count('"n"') for each in cases(schema)}
    assert min(depths) == 0
    assert max(depths) >= 20


def test_something_undeclared_is_added_where_that_is_allowed() -> None:
    open_, closed = {"type": "object"}, {"type": "object", "additionalProperties": False}
    assert any("x-\U0001f600" in each for each in cases(open_))
    assert cases(closed) == [{}]


def test_the_seed_counts_through_the_cases() -> None:
    compiled = Validator({"enum": ["a", "b", "c"]}, "")
    values = [sample_json(compiled, seed, mode=Mode.EDGE) for seed in range(6)]
    assert sorted(values[:3]) == ["a", "b", "c"]  # type: ignore[type-var]
    assert values[:3] == values[3:]
    assert sample_json(compiled, "x", mode=Mode.EDGE) == sample_json(compiled, "x", mode=Mode.EDGE)


def test_who_changes_a_case_changes_nobody_elses() -> None:
    compiled = Validator({"const": {"a": []}}, "")
    first: Any = sample_json(compiled, 0, mode=Mode.EDGE)
    first["a"].append(1)
    assert sample_json(compiled, 0, mode=Mode.EDGE) == {"a": []}


@pytest.mark.parametrize("schema", SATISFIABLE, ids=lambda schema: json.dumps(schema)[:90])
def test_edge_cases_are_valid_in_the_eyes_of_two_libraries(schema: Any) -> None:
    first = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    second = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    found = [value for value in cases(schema) if not _coarse(schema, value)]
    assert [value for value in found if not (first.is_valid(value) and second.is_valid(value))] == []


def _coarse(schema: Any, value: Any) -> bool:
    """Where the second library divides floats, and cannot tell."""
    return "multipleOf" in json.dumps(schema) and not (isinstance(value, int) and abs(value) < 2**53)


@pytest.mark.parametrize("name", [name for name in GROUPS if name not in NO_VALUE])
def test_edge_cases_of_the_official_suite_are_valid(name: str) -> None:
    schema = self_contained(GROUPS[name]["schema"])
    compiled = Validator(schema, "")
    second = second_opinion(schema)
    for seed in range(8):
        value = sample_json(compiled, seed, mode=Mode.EDGE)
        assert compiled.accepts(value)
        assert name in UNREAD_BY_PYTHON or second.is_valid(value), value


@pytest.mark.parametrize("schema", EMPTY, ids=lambda schema: json.dumps(schema)[:60])
def test_what_has_no_value_has_no_edges(schema: Any) -> None:
    assert cases(schema) == []
    with pytest.raises(Unsatisfiable):
        sample_json(Validator(schema, ""), 1, mode=Mode.EDGE)


def test_the_edges_of_every_schema_of_a_document_are_found_soon() -> None:
    document = load("phonebridge-webapp@1.3.8")
    before, count = time.process_time(), 0
    for site in sites(document):
        schema = site.schema.json_schema(site.direction)
        second = second_opinion(schema)
        values = list(edges(Validator(schema, ""), limit=30))
        assert values
        assert all(second.is_valid(value) for value in values)
        count += 1
    assert count > 50
    assert fair(time.process_time() - before) < 60
    named = next(iter(document.schemas.values()))
    assert sample(named, Direction.RESPONSE, 3, mode=Mode.EDGE) == sample(named, Direction.RESPONSE, 3, mode=Mode.EDGE)
