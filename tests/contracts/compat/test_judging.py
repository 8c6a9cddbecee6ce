"""Engines that are asked for less say the same of validity, and nothing that others do not say."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.judging import telling_one, telling_whether
from contracts.compat.witness import COMPILERS
from specs.load import from_mapping
from specs.schemas import Direction
from specs.validation import Compile

SCHEMA = {"type": "object", "required": ["a", "b"], "properties": {"c": {"type": "string"}}}
THING = from_mapping(
    {"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "components": {"schemas": {"Thing": SCHEMA}}}
).schemas["Thing"]


@pytest.mark.parametrize("compiled", COMPILERS.values(), ids=COMPILERS)
@pytest.mark.parametrize("value", [{}, {"a": 1}, {"a": 1, "b": 1}, {"c": 1}, "text"])
def test_less_is_told_and_nothing_else(compiled: Compile, value: Any) -> None:
    whole = compiled(THING, Direction.REQUEST)
    first, whether = (made(compiled)(THING, Direction.REQUEST) for made in (telling_one, telling_whether))
    assert first.accepts(value) is whether.accepts(value) is whole.accepts(value)
    assert list(first.errors(value)) == list(whole.errors(value))[:1]
    assert bool(list(whether.errors(value))) is not whole.accepts(value)
    inner = {"type": "integer"}
    assert not first.of(inner).accepts("x")
    assert [error.keyword for error in first.of(inner).errors("x")] == ["type"]
    assert first.schema == whether.schema == whole.schema
