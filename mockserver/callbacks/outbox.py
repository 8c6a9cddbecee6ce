"""Sending what an API sends of its own accord: beside the answers, to allowed hosts only, a few times at most."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mockserver.callbacks.making import Outgoing
from mockserver.clock import Clock
from mockserver.errors import StoreError
from mockserver.observing.recording import Book, Journal
from specs.messages import Exchange, Request, Response
from specs.validation import Violation, check_response

if TYPE_CHECKING:
    from specs import fetch

OPTION = "--allow-callback-host"
MARK = "Ringback-Callback"
"""A field of all that is sent: a mock that gets it sends nothing because of it, or two would go on for ever."""
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_THREADS = 4
_MOST_WAITING = 1000
_LARGEST = 1024 * 1024
_SECONDS = 10.0
_PAUSES = (0.5, 2.0)
"""Seconds before another attempt; there is one more attempt than there are pauses."""
_CLOSING = 2.0
"""Seconds that what is under way has at the end."""
_LOOK = 1.0
"""Seconds between two looks whether another process has set a clock that something waits by."""
_AGAIN = frozenset({0, 408, 429})
"""Besides 5xx: statuses that may be others next time; 0 where there was no answer."""


@dataclass(frozen=True, slots=True, eq=False)
class _Attempt:
    response: Response
    violations: tuple[Violation, ...] = ()
    error: str = ""

    @property
    def delivered(self) -> bool:
        return 200 <= self.response.status < 300


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Errand:
    """A request that waits to be sent.

    Attributes:
        make: makes it.
        book: whose it is.
        journal: has every attempt.
        clock: that its attempts go by.
        number: of the next attempt, from 1 on.
        since: when it began to wait for that.
        pause: seconds that it waits.
    """

    make: Callable[[], Outgoing]
    book: Book
    journal: Journal
    clock: Clock
    number: int = 1
    since: float = 0.0
    pause: float = 0.0

    @property
    def left(self) -> float:
        """Seconds that go by until it is to be sent; none if its clock was set to a time before it began to wait."""
        return self.clock.until(self.since + self.pause) if self._waits else 0.0

    @property
    def _waits(self) -> bool:
        return 0 <= self.clock() - self.since < self.pause


class Outbox:
    """Sends requests by threads that begin with the first; what is tried again waits by the mock's clock.

    Args:
        hosts: ``name`` or ``name:port`` of those that may be sent to, beside this machine.
        pauses: seconds before each further attempt.
    """

    def __init__(self, hosts: tuple[str, ...], pauses: tuple[float, ...] = _PAUSES) -> None:
        self._hosts, self._pauses = (*_LOOPBACK, *hosts), pauses
        self._waiting: list[Errand] = []
        self._busy = 0
        self._looked = 0.0
        self._changed = threading.Condition()
        self._begun = self._looking = self._closed = False

    def put(self, errand: Errand) -> bool:
        """Have a request made and sent, or nothing where it cannot be made; False where too many wait, or none may."""
        with self._changed:
            if self._closed or len(self._waiting) >= _MOST_WAITING:
                return False
            self._waiting.append(errand)
            if not self._begun:
                self._begun = True
                for _ in range(_THREADS):
                    threading.Thread(target=self._work, name="callbacks", daemon=True).start()
            self._changed.notify()
        return True

    def close(self) -> None:
        """Send nothing more; what is under way may end within seconds, while what it is kept in is still there."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._busy and not self._looking, _CLOSING)

    def wake(self) -> None:
        """Look whether something is to be sent now, for a clock was set."""
        with self._changed:
            self._changed.notify_all()

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            again = None
            try:
                again = self._sent(errand)
            except Exception:  # noqa: S110 - whatever a document lets nothing be made of, the next is to be sent
                pass
            finally:
                with self._changed:
                    self._busy -= 1
                    self._waiting += [again] if again and not self._closed else []
                    self._changed.notify_all()

    def _next(self) -> Errand | None:
        """The first that is to be sent now, waited for until there is one; None where nothing more is to be sent."""
        while True:
            self._look()
            with self._changed:
                if self._closed:
                    return None
                left = [each.left for each in self._waiting]
                ready = next((number for number, seconds in enumerate(left) if seconds <= 0), None)
                if ready is not None:
                    self._busy += 1
                    return self._waiting.pop(ready)
                looks = [_LOOK for each in self._waiting if each.clock.followed]
                soonest = min([*left, *looks], default=math.inf)
                self._changed.wait(None if soonest == math.inf else soonest)

    def _look(self) -> None:
        """Have clocks be as other processes have set them; one thread does so, every now and then."""
        with self._changed:
            clocks = {each.clock for each in self._waiting if each.clock.followed}
            now = time.monotonic()
            if not clocks or now - self._looked < _LOOK:
                return
            self._looked, self._looking = now, True
        try:
            for clock in clocks:
                with suppress(StoreError):
                    clock.look()
        finally:
            with self._changed:
                self._looking = False
                self._changed.notify_all()

    def _sent(self, errand: Errand) -> Errand | None:
        """Send a request; what is still to be done for it."""
        what = errand.make()
        if not self._attempted(what, errand.book, errand.journal, errand.number) or errand.number > len(self._pauses):
            return None
        pause, number = self._pauses[errand.number - 1], errand.number + 1
        return replace(errand, make=lambda: what, number=number, since=errand.clock(), pause=pause)

    def _attempted(self, what: Outgoing, book: Book, journal: Journal, number: int) -> bool:
        """Whether there is reason for another attempt."""
        from specs import fetch  # it loads OpenSSL, and most mocks send nothing

        start = time.perf_counter()
        refused, attempt = False, _Attempt(Response(0))
        try:
            response = fetch.ask(
                what.url, _marked(what.request), _LARGEST, self._hosts, seconds=_SECONDS, option=OPTION
            )
            attempt = _Attempt(response, tuple(check_response(what.operation, response)))
        except fetch.NotFetchedError as error:
            refused = isinstance(error, fetch.NotAllowedError)
            attempt = replace(attempt, error=_told(error))
        except Exception as error:  # whatever a receiver or a document does, the next request is to be sent
            refused, attempt = True, replace(attempt, error=type(error).__name__)
        status = attempt.response.status
        again = not refused and (status in _AGAIN or status >= 500)
        journal.record(
            book,
            what.operation,
            Exchange(what.request, attempt.response),
            seconds=time.perf_counter() - start,
            violations=(),
            notes=_notes(what, attempt, number),
            answered=attempt.violations,
            outgoing=True,
        )
        return again


def _marked(request: Request) -> Request:
    return replace(request, headers=(*request.headers, ("User-Agent", "ringback"), (MARK, "1")))


def _told(error: fetch.NotFetchedError) -> str:
    """What went wrong, and what to do about it where that is ours to tell: nobody wanted to download anything."""
    return f"{error} ({error.hint})" if OPTION in error.hint else str(error)


def _notes(what: Outgoing, attempt: _Attempt, number: int) -> dict[str, object]:
    return {
        "callback": what.name,
        "to": what.origin,
        "attempt": number,
        "delivered": attempt.delivered,
        **({"error": attempt.error} if attempt.error else {}),
    }
