"""What a verdict costs is counted before it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from specs import effort
from specs.validators import Validator

_LEVELS = 30


def _chain(branches: list[Any], levels: int = _LEVELS) -> dict[str, Any]:
    """A schema of so many levels, ``NEXT`` in branches being the next one; at their end is a string."""

    def named(part: Any, name: str) -> Any:
        if isinstance(part, dict):
            return {keyword: named(inner, name) for keyword, inner in part.items()}
        return {"$ref": f"#/$defs/{name}"} if part == "NEXT" else part

    levelled = {f"A{n}": {"anyOf": [named(each, f"A{n + 1}") for each in branches]} for n in range(levels)}
    return {"$ref": "#/$defs/A0", "$defs": {**levelled, f"A{levels}": {"type": "string"}}}


def _deep(levels: int, name: str = "a") -> Any:
    value: Any = "leaf"
    for _ in range(levels):
        value = {name: value}
    return value


_SAME = [{"properties": {"a": "NEXT"}}, {"properties": {"a": "NEXT"}}]
_ONE_EACH = [{"properties": {"a": "NEXT"}}, {"properties": {"b": "NEXT"}}]


def test_what_doubles_is_counted_as_often_as_it_is_done() -> None:
    counts = [effort.work(_chain(_SAME, levels), _deep(levels), 10**9) for levels in (4, 5, 6)]
    first, second, third = counts
    assert third - second == 2 * (second - first)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        pytest.param({"items": {"type": "string"}}, ["a"] * 7, id="items"),
        pytest.param({"properties": {"a": {}}, "additionalProperties": {}}, {"a": 1, "b": 2}, id="properties"),
        pytest.param({"prefixItems": [{}, {}], "items": {}}, [1, 2, 3], id="prefixItems"),
        pytest.param({"contains": {}, "prefixItems": [{}]}, [1, 2], id="contains"),
        pytest.param(
            {"minProperties": 1, "properties": {"a": {}}, "patternProperties": {"^a": {}}}, {"a": 1}, id="both"
        ),
        pytest.param({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}, 1, id="a loop"),
        pytest.param({"patternProperties": {"^a": {}}}, {"a": 1, "ab": 1}, id="patternProperties"),
    ],
)
def test_each_part_counts_for_each_schema_it_is_held_against(schema: dict[str, Any], value: Any) -> None:
    parts = {"items": 7, "properties": 2, "prefixItems": 3, "$ref": 1, "patternProperties": 2}
    parts |= {"contains": 3, "minProperties": 2}
    assert effort.work(schema, value, 10**9) == 1 + parts[next(iter(schema))]


def test_counting_ends_where_it_matters_no_more() -> None:
    assert effort.work(_chain(_SAME), _deep(_LEVELS), 1000) > 1000


def test_a_deep_value_is_judged_where_nothing_doubles() -> None:
    compiled = Validator(_chain(_ONE_EACH), "")
    assert compiled.verdict(_deep(_LEVELS)) is True


def test_a_deep_value_is_not_judged_where_each_level_doubles() -> None:
    compiled = Validator(_chain(_SAME), "")
    assert compiled.verdict(_deep(_LEVELS)) is None
    assert compiled.verdict(_deep(5)) is not None


@pytest.mark.parametrize(
    ("value", "levels"),
    [(1, 0), ({}, 0), ([], 0), ({"a": []}, 1), ([1, {"b": 2}], 2), ({"a": 1, "b": [[{"c": {}}]]}, 4), ([[], {}], 1)],
)
def test_levels_are_those_that_hold_something(value: object, levels: int) -> None:
    assert [effort.deeper(value, each) for each in range(6)] == [each < levels for each in range(6)]


def test_definitions_that_ask_too_much_are_counted_up_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of many definitions holds a value against all the others, in every order."""
    names = [f"E{number}" for number in range(8)]
    others = [{"$ref": f"#/$defs/{name}"} for name in names]
    named = {name: {"anyOf": [{"oneOf": [*others, {"type": "string"}]}, {"type": "null"}]} for name in names}
    gone, ways = [], effort._Counts.ways
    monkeypatch.setattr(effort._Counts, "ways", lambda self, *asked: gone.append(asked) or ways(self, *asked))
    steps = effort.Steps()
    counted = [steps.of({"$ref": f"#/$defs/{name}", "$defs": named}, 1000) for name in names]
    assert min(counted) > 1000
    assert len(gone) == 1
