"""Counting what becomes of requests: in this process, or in a database for all processes that answer the same."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from mockserver.access.records import Records


class Ledger(Records, Protocol):
    """Records that several processes have together."""

    def transaction(self) -> AbstractContextManager[object]:
        """What is asked within it happens as if nobody else asked at the time."""


class Others(Protocol):
    """Other processes that answer for the same."""

    def look(self) -> None:
        """Have all be as it has become by what they have done."""

    def number(self, series: str) -> int:
        """The next number of a series that all count together; see ``look`` for what else comes of it."""


class Counted(Protocol):
    """What is called by a name, and counts."""

    @property
    def name(self) -> str:
        """Tells it from the others."""

    def counts(self) -> Mapping[str, float]:
        """Where it is; nothing where it has counted nothing."""

    def count_from(self, counts: Mapping[str, float]) -> None:
        """Go on from there."""


class Counts:
    """What is counted of one mock.

    Args:
        ledger: where the processes count together; None where this one counts alone.
        name: of the mock.

    Attributes:
        round: how often all was begun anew.
    """

    def __init__(self, ledger: Ledger | None = None, name: str = "") -> None:
        self._ledger, self._name = ledger, name
        self._others: Others | None = None
        self.round = 0
        self._lock = threading.Lock()
        self._numbers: Counter[str] = Counter()

    def share(self, ledger: Ledger | None, others: Others | None = None) -> None:
        """Count with others from now on, where there is a ledger; what was counted up to now is of no concern."""
        self._ledger, self._others = ledger, others

    def look(self) -> None:
        """Know what others have done, where no number is asked for, which tells that, too."""
        if self._others is not None:
            self._others.look()

    def apart(self, ledger: Ledger | None) -> Counts:
        """Those of a session, from the start."""
        return Counts(ledger, self._name)

    def succeed(self, earlier: Counts) -> None:
        """Go on with the series of those of an earlier state of the document."""
        self.round, self._numbers = earlier.round, earlier._numbers

    def number(self, key: str) -> int:
        """The next number of a series, 1 first."""
        if self._others is not None:
            return self._heard(self._others, key)
        if self._ledger is not None:
            return self._ledger.number(self._key(key))
        with self._lock:
            self._numbers[key] += 1
            return self._numbers[key]

    def _heard(self, others: Others, key: str) -> int:
        """The next number of a series as it is by what others have done, who may have begun all anew."""
        while True:
            series = self._key(key)
            number = others.number(series)
            if series == self._key(key):
                return number

    @contextmanager
    def of(self, kind: str, each: Counted) -> Iterator[None]:
        """Let something count, and nobody else meanwhile."""
        if self._ledger is None:
            with self._lock:
                yield
            return
        key = self._key(each.name)
        with self._ledger.transaction():
            before = self._ledger.get(kind, key) or {}
            each.count_from(before)
            yield
            now = each.counts()
            if now != before:
                self._ledger.put(kind, key, now)

    def seen(self, kind: str, each: Counted) -> None:
        """Have something know what others have counted."""
        if self._ledger is not None:
            each.count_from(self._ledger.get(kind, self._key(each.name)) or {})

    def begin(self, kind: str, each: Counted) -> None:
        """Have something count from the start."""
        with self._lock:
            each.count_from({})
        if self._ledger is not None:
            self._ledger.put(kind, self._key(each.name), {})

    def begin_anew(self) -> None:
        """Have all series begin anew."""
        with self._lock:
            self.round += 1
            self._numbers.clear()

    def _key(self, name: str) -> str:
        return f"{self.round}/{self._name}/{name}"
