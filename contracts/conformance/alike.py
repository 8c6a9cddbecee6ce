"""The same failure, met any number of times, with the smallest exchanges that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contracts.conformance.checks import Check
from contracts.conformance.events import Failure
from contracts.findings import Cause, Finding

_KEPT = 6
"""Exchanges kept of each failure, the smallest ones, to find one among them that both readings agree on."""


@dataclass(slots=True)
class Alike:
    """One failure, met any number of times."""

    check: Check
    cause: Cause | None
    seen: int = 0
    shown: Finding | None = None
    kept: list[tuple[tuple[Any, ...], Failure]] = field(default_factory=list)

    def add(self, failure: Failure) -> None:
        """Count it once more, and keep what shows it if that is among the smallest."""
        self.seen += 1
        self.kept.append((_weight(failure), failure))
        self.kept.sort(key=lambda pair: pair[0])
        del self.kept[_KEPT:]
        if any(each is failure for _, each in self.kept):
            self.shown = None


def _weight(failure: Failure) -> tuple[Any, ...]:
    """Small exchanges first; ties are broken by content, so that the same run shows the same one."""
    if failure.exchange is None:
        return (0,)
    request, response = failure.exchange.request, failure.exchange.response
    told = (request.method, request.path, request.query, request.body, response.status)
    size = len(request.path) + len(request.query) + len(request.body) + sum(map(len, map("".join, request.headers)))
    return (len(failure.before), size, *told)
