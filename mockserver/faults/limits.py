"""Counting requests in windows of time, and telling the client how many are left.

Source: RFC 6585, 4; draft-ietf-httpapi-ratelimit-headers-10, 3 and 4.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.faults.values import Limit
from specs.messages import Headers
from specs.model import Operation, Parameter

_KNOWN = re.compile(r"(?:x-)?rate-?limit-(limit|remaining|reset)")
_MOMENT = re.compile(r"epoch|unix|utc|timestamp")


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a window: requests, and seconds until the next. ``over``: this one was too much."""

    requests: int
    seconds: float
    over: bool


class Window:
    """Counts in windows of a fixed length, the first of which begins with the first request."""

    __slots__ = ("_begun", "_count", "_limit")

    def __init__(self, limit: Limit, counts: Mapping[str, float]) -> None:
        self._limit, self._begun = limit, counts.get("begun", -math.inf)
        self._count = int(counts.get("count", 0))

    def counts(self) -> Mapping[str, float]:
        """What a window is made with that goes on where this one is."""
        return {"begun": self._begun, "count": self._count} if self._count else {}

    def take(self, now: float) -> Left:
        """Count a request. Not for two threads at once."""
        if not 0 <= now - self._begun < self._limit.window:
            self._begun, self._count = now, 0
        self._count += 1
        left = self._begun + self._limit.window - now
        return Left(max(0, self._limit.requests - self._count), left, self._count > self._limit.requests)


def fields(name: str, limit: Limit, left: Left, now: float, operation: Operation) -> Headers:
    """The header fields that tell of a limit: the standard's, and those of other names that the document has."""
    seconds = math.ceil(left.seconds)
    called = re.sub(r"[^\w.-]", "-", name)
    told = {"limit": limit.requests, "remaining": left.requests, "reset": seconds}
    own = [
        (header.name, str(math.ceil(now + left.seconds) if kind == "reset" and _moment(header) else told[kind]))
        for header, kind in _documented(operation)
    ]
    return (
        ("RateLimit-Policy", f'"{called}";q={limit.requests};w={math.ceil(limit.window)}'),
        ("RateLimit", f'"{called}";r={left.requests};t={seconds}'),
        *dict(own).items(),
    )


def _documented(operation: Operation) -> Iterator[tuple[Parameter, str]]:
    for header in (header for entry in operation.responses for header in entry.headers):
        found = _KNOWN.fullmatch(header.name.lower())
        if found:
            yield header, found[1]


def _moment(header: Parameter) -> bool:
    """Whether a reset is a moment, in seconds since 1970, and not a time from now: documents say so in prose."""
    return bool(_MOMENT.search(header.description.lower()))
