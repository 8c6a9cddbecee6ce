"""Numbers: within bounds, on a grid."""

from __future__ import annotations

import math
from random import Random

from specs.sampling.budget import Stuck
from specs.schemas import JsonSchema

_NEAR = 1_000
_FAR = 1_000_000


def number(schema: JsonSchema, random: Random, *, whole: bool, daring: bool, wild: bool) -> int | float:
    """A number within a schema's bounds and on its grid.

    Raises:
        Stuck: no number is.
    """
    step = schema.get("multipleOf")
    if step:
        return _multiple(random, *_rounded(schema, whole=whole), step, whole=whole)
    low, high = interval(schema, whole=whole, daring=daring, wild=wild)
    if low > high:
        raise Stuck
    if whole:
        return random.randint(int(low), int(high))
    return min(max(round(random.uniform(low, high), 2), low), high)


def interval(schema: JsonSchema, *, whole: bool, daring: bool, wild: bool = False) -> tuple[float, float]:
    """Between which numbers a schema's are to lie; none are where the first is beyond the second."""
    low, high = _rounded(schema, whole=whole)
    if low > high:
        return low, high
    if math.isinf(low) and math.isinf(high):
        low, high = 1, _FAR if wild else _NEAR
    low = max(low, high - 1000) if math.isinf(low) else low
    return low, min(high, low + 1000) if math.isinf(high) or not daring else high


def _rounded(schema: JsonSchema, *, whole: bool) -> tuple[float, float]:
    low, high = _bounds(schema, whole=whole)
    if not whole:
        return low, high
    return low if math.isinf(low) else math.ceil(low), high if math.isinf(high) else math.floor(high)


def _multiple(random: Random, low: float, high: float, step: float, *, whole: bool) -> int | float:
    from fractions import Fraction

    exact = Fraction(str(step))
    first = math.ceil(Fraction(str(low)) / exact) if not math.isinf(low) else 0 if high >= 0 else None
    last = math.floor(Fraction(str(high)) / exact) if not math.isinf(high) else None
    if first is None:
        first = (last or 0) - 10
    last = first + 20 if last is None else min(last, first + 1000)
    if first > last:
        raise Stuck
    for _ in range(20):
        number = exact * random.randint(first, last)
        if not whole or number.denominator == 1:
            return int(number) if number.denominator == 1 else float(number)
    raise Stuck


def _bounds(schema: JsonSchema, *, whole: bool) -> tuple[float, float]:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if above is not None:
        low = max(low, math.floor(above) + 1 if whole else _beyond(above, 1))
    if below is not None:
        high = min(high, math.ceil(below) - 1 if whole else _beyond(below, -1))
    if low > high and not whole and above is not None and below is not None:
        low = high = (above + below) / 2  # a gap narrower than the usual distance from an exclusive bound
    return low, high


def _beyond(bound: float, sign: int) -> float:
    return bound + sign * max(0.01, abs(bound) * 1e-9)
