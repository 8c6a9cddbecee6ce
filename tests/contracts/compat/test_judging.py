"""Engines that are asked for less say the same of validity, and nothing that others do not say."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.judging import explaining, telling_whether
from contracts.compat.witness import COMPILERS
from specs.load import from_mapping
from specs.schemas import Direction
from specs.validation import Compile, validator

SCHEMA = {"type": "object", "required": ["a", "b"], "properties": {"c": {"type": "string"}}}
THING = from_mapping(
    {"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "components": {"schemas": {"Thing": SCHEMA}}}
).schemas["Thing"]


@pytest.mark.parametrize("compiled", COMPILERS.values(), ids=COMPILERS)
@pytest.mark.parametrize("value", [{}, {"a": 1}, {"a": 1, "b": 1}, {"c": 1}, "text"])
def test_less_is_told_and_nothing_else(compiled: Compile, value: Any) -> None:
    whole = compiled(THING, Direction.REQUEST)
    whether = telling_whether(compiled)(THING, Direction.REQUEST)
    assert whether.accepts(value) is whole.accepts(value)
    assert bool(list(whether.errors(value))) is not whole.accepts(value)
    inner = {"type": "integer"}
    assert not whether.of(inner).accepts("x")
    assert len(list(whether.of(inner).errors("x"))) == 1
    assert whether.schema == whole.schema


@pytest.mark.parametrize("value", [{}, {"a": 1}, {"a": 1, "b": 1}, {"c": 1}, "text"])
def test_more_is_told_of_combinations_alone(value: Any) -> None:
    assert [*explaining(validator)(THING, Direction.REQUEST).errors(value)] == [
        *validator(THING, Direction.REQUEST).errors(value)
    ]
    engine = explaining(validator)(THING, Direction.REQUEST).of({"anyOf": [{"type": "boolean"}, SCHEMA]})
    told = [each for error in engine.errors(value) for branch in error.branches for each in branch]
    assert told == [
        *engine.of({"type": "boolean"}).errors(value),
        *engine.of(SCHEMA).errors(value),
    ] or engine.accepts(value)
