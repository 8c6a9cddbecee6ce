"""Keywords of JSON Schema that judge a value by itself: does it keep them, and is it at the very limit?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from specs.errors import SpecError
from specs.schemas import JsonSchema
from specs.validators import ASSERTED_FORMATS, Validator


class Fit(IntEnum):
    """How a value stands to a keyword. What has no limit knows only ``PAST`` and ``AT``."""

    BROKEN = 0
    PAST = 1
    """Broken by the least that can be."""
    INSIDE = 2
    AT = 3
    """Kept, and at the limit."""


Test = Callable[[Any], Fit]


def _least(bound: float, measure: Callable[[Any], float], *, whole: bool) -> Test:
    """At least ``bound``."""

    def test(value: Any) -> Fit:
        size = measure(value)
        if size >= bound:
            return Fit.AT if size == bound else Fit.INSIDE
        return Fit.PAST if not whole or size == bound - 1 else Fit.BROKEN

    return test


def _most(bound: float, measure: Callable[[Any], float], *, whole: bool) -> Test:
    """At most ``bound``."""
    return _least(-bound, lambda value: -measure(value), whole=whole)


def _itself(value: Any) -> Any:
    return value


def _above(bound: float, *, whole: bool) -> Test:
    """More than ``bound``; where numbers need not be whole, any that is."""
    if whole:
        return _least(bound + 1, _itself, whole=True)
    return lambda value: Fit.AT if value > bound else Fit.PAST


def _below(bound: float, *, whole: bool) -> Test:
    """Less than ``bound``."""
    upwards = _above(-bound, whole=whole)
    return lambda value: upwards(-value)


def _by_engine(schema: JsonSchema) -> Test:
    """As the validator judges it."""
    accepts = Validator(schema, "").accepts
    return lambda value: Fit.AT if accepts(value) else Fit.PAST


def _unique(wanted: bool) -> Test:
    accepts = Validator({"uniqueItems": wanted}, "").accepts

    def test(value: Any) -> Fit:
        if not accepts(value):
            return Fit.PAST
        return Fit.AT if len(value) > 1 else Fit.INSIDE

    return test


_SIZES = {
    "minLength": ("string", _least),
    "maxLength": ("string", _most),
    "minItems": ("array", _least),
    "maxItems": ("array", _most),
    "minProperties": ("object", _least),
    "maxProperties": ("object", _most),
}
_NUMBERS: Mapping[str, Callable[[float, bool], Test]] = {
    "minimum": lambda bound, whole: _least(bound, _itself, whole=whole),
    "maximum": lambda bound, whole: _most(bound, _itself, whole=whole),
    "exclusiveMinimum": lambda bound, whole: _above(bound, whole=whole),
    "exclusiveMaximum": lambda bound, whole: _below(bound, whole=whole),
    "multipleOf": lambda bound, _: _by_engine({"multipleOf": bound}),
}
LIMITS = frozenset({*_SIZES, *_NUMBERS}) - {"multipleOf"}
"""Keywords that are a limit, which a request can be exactly at. Nobody can make a server answer like that."""
_NEVER_BROKEN = frozenset({"minLength", "minItems", "minProperties"})
"""By nothing where they ask for none."""


def breakable(keyword: str, operand: Any) -> bool:
    """Whether a value can break a keyword at all."""
    return not (keyword in _NEVER_BROKEN and operand == 0)


def test_of(keyword: str, operand: Any, schema: JsonSchema) -> tuple[str, Test] | None:
    """The kind of value that a keyword judges, and its test; None for one that does not judge a value by itself.

    Args:
        keyword: the keyword.
        operand: what stands behind it.
        schema: the object it stands in.
    """
    try:
        return _test(keyword, operand, schema)
    except (SpecError, TypeError):
        return None  # what the document has there is no operand of this keyword


def _test(keyword: str, operand: Any, schema: JsonSchema) -> tuple[str, Test] | None:
    if keyword in _SIZES and isinstance(operand, int):
        kind, make = _SIZES[keyword]
        return kind, make(operand, len, whole=True)
    if keyword in _NUMBERS and isinstance(operand, int | float):
        return "number", _NUMBERS[keyword](operand, _is_whole(schema))
    if keyword == "pattern" or (keyword == "format" and operand in ASSERTED_FORMATS):
        return "string", _by_engine({keyword: operand})
    return ("array", _unique(operand)) if keyword == "uniqueItems" and operand else None


def _is_whole(schema: JsonSchema) -> bool:
    types = schema.get("type")
    return types == "integer" or (isinstance(types, list) and "integer" in types and "number" not in types)
