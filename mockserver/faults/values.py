"""A fault as a value, and what a person may write for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from mockserver import durations
from mockserver.errors import MockError
from mockserver.faults import latency
from mockserver.faults.latency import Latency
from mockserver.handwritten import NAME, demand
from mockserver.overrides.values import TARGETS

_LIMIT = re.compile(r"(\d{1,9})\s*/\s*(.+)")


class Drop(StrEnum):
    """When the connection is closed."""

    REQUEST = "request"
    """At once: nothing is done for the request."""
    RESPONSE = "response"
    """When all is done, before the answer."""
    HEADERS = "headers"
    """After the header fields of the answer; one that has no body is whole by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many requests in so many seconds."""

    requests: int
    window: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fault:
    """What goes wrong with some calls of some operations. Exactly one of the first six is not None.

    Attributes:
        latency: how long the answer takes.
        bytes_per_second: how slowly its body comes.
        drop: when the connection is closed.
        truncate: after how many bytes of the body it is closed.
        status: what is answered instead.
        limit: how many requests are answered before 429.
        retry_after: seconds; None leaves it to the status.
        probability: of each call that it could befall.
        seed: of the draws; None for the mock's.
        start: the first call that it can befall, from 1.
        length: how many calls from there; None for all.
        every: after so many calls it begins anew; None never.
        enabled: whether it is on from the start.
        name, raw, targets, place: as those of an ``Override``.
    """

    name: str
    raw: Mapping[str, Any]
    targets: tuple[str, ...]
    place: Callable[[str], str]
    latency: Latency | None = None
    bytes_per_second: float | None = None
    drop: Drop | None = None
    truncate: int | None = None
    status: int | None = None
    limit: Limit | None = None
    retry_after: float | None = None
    probability: float = 1
    seed: int | None = None
    start: int = 1
    length: int | None = None
    every: int | None = None
    enabled: bool = True

    def random(self, call: int, seed: int) -> Random:
        """What decides of a call, by its number: the same draws in whichever order the calls are finished."""
        return Random(f"{seed if self.seed is None else self.seed}/{self.name}/{call}")  # noqa: S311 - repeatable, not secret

    def befalls(self, call: int, random: Random) -> bool:
        """Whether it befalls a call, by its number from 0."""
        at = call % self.every if self.every else call
        if at < self.start - 1 or (self.length is not None and at >= self.start - 1 + self.length):
            return False
        return self.probability >= 1 or random.random() < self.probability


EFFECTS: dict[str, dict[str, Any]] = {
    "latency": latency.SCHEMA,
    "bytes_per_second": {"type": "number", "exclusiveMinimum": 0, "description": "How slowly the body is sent."},
    "drop": {
        "type": "string",
        "enum": [each.value for each in Drop],
        "description": "Close the connection: at the request, before the response, or after its headers.",
    },
    "truncate": {"type": "integer", "minimum": 0, "description": "Close the connection after so many bytes of body."},
    "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "Fail with this status."},
    "limit": {
        "type": "string",
        "pattern": rf"^\d{{1,9}}\s*/\s*{durations.PATTERN[1:]}",
        "examples": ["100/1m", "5/10s"],
        "description": "Requests in a window of time, such as 100/1m; 429 beyond.",
    },
}
"""What can go wrong: one of these in each fault."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What goes wrong on purpose.",
    "additionalProperties": False,
    "properties": {
        "operation": {**TARGETS, "default": "*"},
        "name": NAME,
        **EFFECTS,
        "retry_after": {**durations.SCHEMA, "description": "What Retry-After says."},
        "probability": {"type": "number", "minimum": 0, "maximum": 1, "default": 1, "description": "Of each call."},
        "seed": {"type": "integer", "description": "Of the draws; else the mock's."},
        "start": {"type": "integer", "minimum": 1, "default": 1, "description": "The first call that it befalls."},
        "length": {"type": "integer", "minimum": 1, "description": "How many calls from there."},
        "every": {"type": "integer", "minimum": 1, "description": "Begin anew after so many calls."},
        "enabled": {"type": "boolean", "default": True, "description": "Whether it is on from the start."},
    },
}
"""What a person may write for a fault."""


def read(raw: Mapping[str, Any], name: str, place: Callable[[str], str]) -> Fault:
    """Read a fault.

    Args:
        raw: as in ``SCHEMA``.
        name: what it is called where it says nothing.
        place: ``file:line`` of a pointer into ``raw``.

    Raises:
        MockError: it cannot be read; the message begins with the place.
    """
    demand(SCHEMA, raw, place)
    effects = [key for key in EFFECTS if key in raw]
    if len(effects) != 1:
        found = f"has {' and '.join(effects)}" if effects else "says nothing of what goes wrong"
        raise MockError(f"{place('')}: the fault {found}", hint=f"give it one of {', '.join(EFFECTS)}")
    read_values = dict(raw) | {"targets": _targets(raw.get("operation", "*")), "name": raw.get("name", name)}
    read_values.pop("operation", None)
    for key, read_one in _READERS.items():
        if key in raw:
            try:
                read_values[key] = read_one(raw[key])
            except ValueError as error:
                raise MockError(f"{place(f'/{key}')}: {error}") from error
    return Fault(raw=raw, place=place, **read_values)


def _targets(written: str | list[str]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def _limit(written: str) -> Limit:
    found = _LIMIT.fullmatch(written)
    window = durations.seconds(found[2]) if found else 0
    if found is None or not window:
        raise ValueError("a limit is written 100/1m")
    return Limit(requests=int(found[1]), window=window)


_READERS: dict[str, Callable[[Any], Any]] = {
    "latency": latency.read,
    "drop": Drop,
    "limit": _limit,
    "retry_after": durations.seconds,
}
