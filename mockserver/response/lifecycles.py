"""How long operations will be there: what answers tell of it, and what becomes of them when their day has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from mockserver.clock import Clock
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from specs.messages import Headers
from specs.model import Operation


class _Lifecycle(NamedTuple):
    sunset: datetime | None
    fields: Headers


class Lifecycles:
    """Those of the operations of one document."""

    def __init__(self) -> None:
        self._known: dict[str, _Lifecycle] = {}

    def fields(self, operation: Operation) -> Headers:
        """What answers tell of an operation."""
        return self._of(operation).fields

    def end(self, clock: Clock, turn: Turn) -> Refusal | None:
        """Refuse a request for an operation whose day has come while the clock went by.

        One whose day was past before the mock was started is there for good: it is there because somebody wants it.
        Source: RFC 8594, 3.
        """
        sunset = self._of(turn.operation).sunset
        if sunset is None or not clock.passed(sunset.timestamp()):
            return None
        detail = f"The operation was there until {sunset.isoformat().replace('+00:00', 'Z')}."
        return Refusal(statuses=(410, 404), kind="sunset", detail=detail)

    def _of(self, operation: Operation) -> _Lifecycle:
        known = self._known.get(operation.key)
        if known is None:
            sunset = _sunset(operation)
            known = self._known[operation.key] = _Lifecycle(sunset, tuple(_fields(operation, sunset)))
        return known


def _sunset(operation: Operation) -> datetime | None:
    try:
        day = datetime.fromisoformat(operation.sunset) if operation.sunset else None
    except ValueError:
        return None
    return None if day is None else day.astimezone(UTC) if day.tzinfo else day.replace(tzinfo=UTC)


def _fields(operation: Operation, sunset: datetime | None) -> Iterator[tuple[str, str]]:
    """Since when an operation is deprecated no document says; the beginning of time says that it is.

    Source: RFC 9745, 2; RFC 8594, 3.
    """
    if operation.deprecated:
        yield "Deprecation", "@0"
    if sunset is not None:
        from email.utils import format_datetime

        yield "Sunset", format_datetime(sunset, usegmt=True)
