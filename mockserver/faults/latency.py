"""How long an answer takes: always the same, or drawn from a distribution with bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from mockserver import durations

LONGEST = 600.0
"""Seconds."""
_RANGE = re.compile(r"(.+?)\.\.(.+)")


class Shape(StrEnum):
    """A distribution."""

    UNIFORM = "uniform"
    """Any time between the bounds is as likely."""
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    """Most are short, few are very long: what networks do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Times in seconds; what lies outside the bounds is the bound.

    Attributes:
        mean: of ``normal`` and ``lognormal``; ``deviation`` is the standard deviation of the times themselves.
    """

    shape: Shape
    least: float
    most: float
    mean: float = 0
    deviation: float = 0

    def drawn(self, random: Random) -> float:
        """A time."""
        if self.shape is Shape.UNIFORM:
            return random.uniform(self.least, self.most)
        if self.shape is Shape.NORMAL:
            found = random.gauss(self.mean, self.deviation)
        else:
            spread = math.log1p((self.deviation / self.mean) ** 2)
            found = random.lognormvariate(math.log(self.mean) - spread / 2, math.sqrt(spread))
        return min(max(found, self.least), self.most)


def read(written: str | float | Mapping[str, Any]) -> Latency:
    """A latency as people write it: ``100ms``, ``100ms..300ms``, or an object as in ``SCHEMA``.

    Raises:
        ValueError: it is none, or its bounds leave nothing.
    """
    if isinstance(written, Mapping):
        return _distribution(written)
    bounds = _RANGE.fullmatch(written) if isinstance(written, str) else None
    least, most = (durations.seconds(each) for each in ((bounds[1], bounds[2]) if bounds else (written, written)))
    return _bounded(Latency(shape=Shape.UNIFORM, least=least, most=most))


def _distribution(written: Mapping[str, Any]) -> Latency:
    shape = Shape(written["distribution"])
    wanted = ("min", "max") if shape is Shape.UNIFORM else ("mean", "deviation")
    for name in wanted:
        if name not in written:
            raise ValueError(f"a {shape} distribution needs {' and '.join(wanted)}")
    times = {name: durations.seconds(written[name]) for name in ("min", "max", "mean", "deviation") if name in written}
    if shape is Shape.LOGNORMAL and times["mean"] == 0:
        raise ValueError("the mean of a lognormal distribution is more than 0")
    return _bounded(
        Latency(
            shape=shape,
            least=times.get("min", 0),
            most=times.get("max", LONGEST),
            mean=times.get("mean", 0),
            deviation=times.get("deviation", 0),
        )
    )


def _bounded(latency: Latency) -> Latency:
    if latency.least > latency.most:
        raise ValueError("the lower bound is above the upper one")
    if latency.most > LONGEST:
        raise ValueError(f"the longest is {LONGEST:g} seconds")
    return latency


SCHEMA: dict[str, Any] = {
    "type": ["string", "number", "object"],
    "minimum": 0,
    "additionalProperties": False,
    "required": ["distribution"],
    "properties": {
        "distribution": {"type": "string", "enum": [each.value for each in Shape]},
        **dict.fromkeys(("min", "max", "mean", "deviation"), durations.SCHEMA),
    },
    "description": "Seconds before the answer: 100ms, 100ms..300ms, or a distribution.",
}
"""What a person may write for a latency."""
