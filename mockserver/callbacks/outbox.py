"""Sending what an API sends of its own accord: beside the answers, to allowed hosts only, a few times at most."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mockserver.callbacks.making import Outgoing
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


class Outbox:
    """Sends requests, each in its turn, by threads that begin with the first.

    Args:
        hosts: ``name`` or ``name:port`` of those that may be sent to, beside this machine.
        pauses: seconds before each further attempt.
    """

    def __init__(self, hosts: tuple[str, ...], pauses: tuple[float, ...] = _PAUSES) -> None:
        self._hosts, self._pauses = (*_LOOPBACK, *hosts), pauses
        self._waiting: queue.Queue[tuple[Callable[[], Outgoing], Book, Journal]] = queue.Queue(_MOST_WAITING)
        self._lock = threading.Lock()
        self._begun = False

    def put(self, make: Callable[[], Outgoing], book: Book, journal: Journal) -> bool:
        """Have a request made and sent, or nothing where it cannot be made; False where too many wait already.

        Every attempt is in the journal.
        """
        try:
            self._waiting.put_nowait((make, book, journal))
        except queue.Full:
            return False
        with self._lock:
            if not self._begun:
                self._begun = True
                for _ in range(_THREADS):
                    threading.Thread(target=self._work, name="callbacks", daemon=True).start()
        return True

    def _work(self) -> None:
        while True:
            make, book, journal = self._waiting.get()
            try:
                self._send(make(), book, journal)
            except Exception:  # noqa: S110 - whatever a document lets nothing be made of, the next is to be sent
                pass
            finally:
                self._waiting.task_done()

    def _send(self, what: Outgoing, book: Book, journal: Journal) -> None:
        for number, pause in enumerate((0.0, *self._pauses), start=1):
            time.sleep(pause)
            if not self._attempted(what, book, journal, number):
                break

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
