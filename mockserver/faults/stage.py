"""The stage that makes things go wrong, and what is added to it and switched while the mock runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from mockserver.answer import Delivery
from mockserver.counting import Counts
from mockserver.faults import limits
from mockserver.faults.values import Drop, Fault
from mockserver.lineup import Lineup
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from specs import selectors
from specs.messages import Response
from specs.model import Document

_WAITS = (429, 503)
"""Statuses that say how long to wait. Source: RFC 6585, 4; RFC 9110, 15.6.4."""
_LOST = Response(503)
"""Stands in the journal for an answer that nobody got."""


class _Standing:
    """A fault, how many calls it has seen, and whether it is on."""

    __slots__ = ("calls", "enabled", "fault", "hits", "operations", "window")

    def __init__(self, fault: Fault, operations: frozenset[str]) -> None:
        self.fault, self.operations, self.enabled = fault, operations, fault.enabled
        self.count_from({})

    @property
    def name(self) -> str:
        return self.fault.name

    def counts(self) -> Mapping[str, float]:
        """See ``Counted``."""
        return {"calls": self.calls, "hits": self.hits, **(self.window.counts() if self.window else {})}

    def count_from(self, counts: Mapping[str, float]) -> None:
        """See ``Counted``."""
        self.calls, self.hits = int(counts.get("calls", 0)), int(counts.get("hits", 0))
        self.window = limits.Window(self.fault.limit, counts) if self.fault.limit else None

    def follow(self, other: _Standing) -> None:
        """Go on counting where another state of the same fault is, unless that was off and this is on."""
        if self.enabled and not other.enabled:
            return
        self.calls, self.hits = other.calls, other.hits
        if self.fault.limit == other.fault.limit:
            self.window = other.window


class Faults(Lineup[_Standing]):
    """The faults of one mock. All that befall a call add up; of several failures the first is answered.

    Args:
        document: whose operations they are of.
        seed: of the draws, where a fault has none of its own.
        clock: the time in seconds, for limits.
        given: those there are from the start; those of no operation of the document are left out.
        counts: what is counted of the mock.
    """

    kind = "fault"

    def __init__(
        self,
        document: Document,
        seed: int,
        clock: Callable[[], float],
        given: Iterable[Fault] = (),
        counts: Counts | None = None,
    ) -> None:
        super().__init__(document, counts)
        self._seed, self._clock = seed, clock
        for fault in reversed(tuple(given)):
            self.add(fault)

    def apart(self, seed: int, clock: Callable[[], float], counts: Counts) -> Faults:
        """The same ones for a session, on or off as they are, with nothing counted."""
        other = Faults(self._document, seed, clock, counts=counts)
        other._stand(
            *(_Standing(replace(each.fault, enabled=each.enabled), each.operations) for each in self._standing)
        )
        return other

    @property
    def given(self) -> tuple[Fault, ...]:
        """Those there are, on or off as they are now."""
        return tuple(replace(each.fault, enabled=each.enabled) for each in self._standing)

    def add(self, fault: Fault) -> bool:
        """Put a fault before all others; whether the document has such an operation."""
        operations = self._keys(fault)
        if operations:
            self._put_first(_Standing(fault, operations))
        return bool(operations)

    def become(self, faults: Iterable[Fault]) -> None:
        """Be these, the first first, and no others; those of no operation of the document are left out."""
        self._stand(*(_Standing(each, keys) for each in faults if (keys := self._keys(each))))

    def _keys(self, fault: Fault) -> frozenset[str]:
        found = (selectors.selected(self._document, each) for each in fault.targets)
        return frozenset(each.key for operations in found for each in operations)

    def enable(self, name: str, on: bool) -> bool:
        """Switch a fault on or off; whether it was there. What is switched on begins anew."""
        found = [each for each in self._standing if each.name == name]
        for each in found:
            if on and not each.enabled:
                self._counts.begin(self.kind, each)
            each.enabled = on
        return bool(found)

    def listed(self) -> list[dict[str, Any]]:
        """The faults as JSON: as they were written, with ``name``, ``enabled``, ``calls`` and ``hits``."""
        for each in self._standing:
            self._counts.seen(self.kind, each)
        return [
            {
                **each.fault.raw,
                "name": each.name,
                "enabled": each.enabled,
                "calls": each.calls,
                "hits": each.hits,
            }
            for each in self._standing
        ]

    def rewind(self, seed: int | None = None) -> None:
        """Begin anew: counts, draws and windows; with another seed where one is given."""
        self._seed = self._seed if seed is None else seed
        for each in self._standing:
            self._counts.begin(self.kind, each)

    def go_on(self, seed: int) -> None:
        """Draw with another seed, and count as before."""
        self._seed = seed

    def adopt(self, others: Faults) -> list[str]:
        """Take over from the mock of an earlier state of the document what was added, switched and counted.

        Returns:
            What is wrong with those that do not fit the document any more: they are left out.
        """
        own = {each.name for each in self._standing}
        told = []
        for each in reversed(others._standing):
            if each.name not in own and not self.add(each.fault):
                missing = selectors.unknown((self._document,), each.fault.targets[0])
                told.append(f"{each.fault.place('/operation')}: {missing}")
            if each.enabled != each.fault.enabled:
                self.enable(each.name, each.enabled)
        with self._lock:
            earlier = {each.name: each for each in others._standing}
            for each in self._standing:
                if each.name in earlier:
                    each.follow(earlier[each.name])
        return told

    def strike(self, turn: Turn) -> Response | Refusal | None:
        """Let happen to a request what is to happen to it; a failure ends the turn."""
        failure: Response | Refusal | None = None
        for each in self._by_operation.get(turn.operation.key, ()):
            found = self._one(each, turn) if each.enabled else None
            failure = found if failure is None else failure
        return failure

    def _one(self, standing: _Standing, turn: Turn) -> Response | Refusal | None:
        fault = standing.fault
        with self._counts.of(self.kind, standing):
            number = standing.calls
            standing.calls += 1
            random = fault.random(number, self._seed)
            if not fault.befalls(number, random):
                return None
            left = standing.window.take(self._clock()) if standing.window else None
            hit = left is None or left.over
            standing.hits += hit
        if hit:
            turn.notes["faults"] = (*_names(turn), fault.name)
        if fault.limit and left:
            turn.fields = (*turn.fields, *limits.fields(fault.name, fault.limit, left, self._clock(), turn.operation))
            return _failure(429, fault, left.seconds) if left.over else None
        turn.delivery = _delivered(turn.delivery, fault, random)
        if fault.drop is Drop.REQUEST:
            return _LOST
        return _failure(fault.status, fault, 1) if fault.status else None


def _names(turn: Turn) -> tuple[str, ...]:
    found = turn.notes.get("faults", ())
    return found if isinstance(found, tuple) else ()


def _delivered(delivery: Delivery, fault: Fault, random: Random) -> Delivery:
    """A delivery that is as bad as it was, and as bad as the fault makes it."""
    if fault.latency:
        return replace(delivery, delay=delivery.delay + fault.latency.drawn(random))
    if fault.bytes_per_second:
        return replace(delivery, rate=min(delivery.rate or math.inf, fault.bytes_per_second))
    if fault.drop in (Drop.REQUEST, Drop.RESPONSE):
        return replace(delivery, drop=True)
    end = 0 if fault.drop else fault.truncate
    if end is None:
        return delivery
    return replace(delivery, truncate=end if delivery.truncate is None else min(delivery.truncate, end))


def _failure(status: int, fault: Fault, usual: float) -> Refusal:
    wait = usual if fault.retry_after is None else fault.retry_after
    told = fault.retry_after is not None or status in _WAITS
    return Refusal(
        statuses=(status,),
        detail=f"The mock was told to fail so ({fault.name}).",
        headers=(("Retry-After", str(math.ceil(wait))),) if told else (),
    )
