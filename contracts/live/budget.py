"""How much a run has sent, and when it has to wait or stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from contracts.live.profile import Budget

_LONGEST_WAIT = 120.0
"""Seconds that a server may ask for in ``Retry-After`` before the run stops instead of waiting."""


class Spending:
    """What a run has spent. Safe to share between threads.

    Args:
        budget: what it may spend.
        clock, sleep: seconds that only go forward, and waiting for some.
    """

    def __init__(
        self,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._budget, self._clock, self._sleep = budget, clock, sleep
        self._lock, self._slots = threading.Lock(), threading.BoundedSemaphore(budget.at_once)
        self._began: float | None = None
        self._next = 0.0
        self._errors = 0
        self.requests, self.bytes = 0, 0
        self.stopped = ""
        """Why nothing more is sent; empty while something may be."""

    @contextmanager
    def one(self) -> Iterator[str]:
        """Room for one request, once it is its turn; with the reason why there is none where that is so."""
        with self._slots:
            self.more()
            yield self.stopped

    def more(self) -> bool:
        """Wait for the turn of a further request in the place of one that was let through; whether there is room."""
        wait = self._turn()
        if wait > 0 and not self.stopped:
            self._sleep(wait)
        return not self.stopped

    def answered(self, status: int, size: int, retry_after: float | None) -> None:
        """Count an answer.

        Args:
            status: 0 where there was none.
            size: of both bodies, in bytes.
            retry_after: seconds that the server asked to be left alone for.
        """
        with self._lock:
            self.bytes += size
            self._errors = self._errors + 1 if status == 0 or status >= 500 else 0
            if self._errors >= self._budget.errors:
                self._stop(f"{self._errors} errors in a row")
            if self.bytes > self._budget.megabytes * 1e6:
                self._stop(f"the budget of {self._budget.megabytes:g} MB is spent")
            if retry_after is not None and status in (429, 503):
                if retry_after > _LONGEST_WAIT:
                    self._stop(f"the server asked to be left alone for {retry_after:.0f} seconds")
                self._next = max(self._next, self._clock() + retry_after)

    def stop(self, reason: str) -> None:
        """Send nothing more."""
        with self._lock:
            self._stop(reason)

    def _turn(self) -> float:
        """Seconds to wait for the turn of one more request."""
        with self._lock:
            now = self._clock()
            self._began = now if self._began is None else self._began
            self.requests += not self.stopped
            if self.requests > self._budget.requests:
                self.requests -= 1
                self._stop(f"the budget of {self._budget.requests:,} requests is spent")
            turn = max(self._next, now)
            if turn - self._began > self._budget.seconds:
                self._stop(f"the budget of {self._budget.seconds:g} seconds is spent")
            self._next = turn + 1 / self._budget.per_second
            return turn - now

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason


def seconds(retry_after: str | None) -> float | None:
    """Seconds of a ``Retry-After``. Source: RFC 9110, 10.2.3."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None
