"""What bounds the work on documents that mean harm does not change what is said of others."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from specs import patterns
from specs.checks.paths import _ambiguous, _pairs
from specs.load import from_mapping
from specs.schemas import Direction
from specs.validation import validator


def test_paths_are_paired_where_they_can_take_the_same_requests() -> None:
    chosen = random.Random(1)
    for length in (1, 2, 3):
        words = [["", *(chosen.choice(("a", "b", "{x}", "{y}.z")) for _ in range(length))] for _ in range(30)]
        group = {"/".join(segments): segments for segments in words}
        every = {pair for pair in combinations(sorted(group), 2) if _ambiguous(group[pair[0]], group[pair[1]])}
        assert {pair for pair in _pairs(group) if _ambiguous(group[pair[0]], group[pair[1]])} == every
        assert len(list(_pairs(group))) == len(set(_pairs(group)))


@pytest.mark.parametrize("pattern", ["(((a{1000}){1000}){1000}){1000}", "(a{1000}){1000}", "(?<n>ab){9999999999}"])
def test_patterns_that_repeat_too_much_are_not_read_by_the_second_engine(pattern: str) -> None:
    with pytest.raises(ValueError, match="too often"):
        patterns.found_by_second(pattern, "a")


@pytest.mark.parametrize("pattern", ["^.{0,65535}$", "^([ab]{2}){1,3}$", "^(?:a|b){0,500}$", "^((a)(b{3})?){20}$|^ab$"])
def test_ordinary_repetitions_are_read(pattern: str) -> None:
    assert patterns.found_by_second(pattern, "ab")


@pytest.mark.parametrize(("length", "refused"), [(5, True), (25, True), (60, False)])
def test_references_that_lead_on_without_an_end_take_any_value(length: int, refused: bool) -> None:
    schemas = {f"A{n}": {"$ref": f"#/components/schemas/A{n + 1}"} for n in range(length)}
    schemas[f"A{length}"] = {"type": "string"}
    raw = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas}}
    document = from_mapping(raw)
    assert validator(document.schemas["A0"], Direction.REQUEST).accepts(5) is not refused
    assert not validator(document.schemas[f"A{length - 5}"], Direction.REQUEST).accepts(5)
