"""What is done about a database that does not answer: connections are broken off, and not everybody waits."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy.exc import DBAPIError

_OF_CLIENT = range(2000, 3000)
"""What MySQL's clients have numbers for. Source: MySQL 8.4, Error Message Reference, 3."""


@dataclass(slots=True, eq=False)
class Watched:
    """A connection that is to be done with its work at some time.

    Attributes:
        end: when, as ``monotonic`` tells it.
        broken: whether it was not, and is broken off.
    """

    line: socket.socket
    end: float
    broken: bool = field(default=False, init=False)


class Watch:
    """Breaks connections off whose work takes too long, for a driver waits for ever.

    A server that is stopped ends its connections; one that stands still does not, nor does its machine's kernel.

    Args:
        patience: seconds; the same for all.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._watched: dict[int, Watched] = {}
        self._changed = threading.Condition()
        self._idle = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, number: int) -> Iterator[Watched]:
        """Watch over the connection with this file number meanwhile."""
        # of its own, for the driver may close the number it has, and somebody else get it
        with socket.socket(fileno=os.dup(number)) as line:
            watched = Watched(line, monotonic() + self._patience)
            with self._changed:
                self._watched[id(watched)] = watched
                self._wake()
            try:
                yield watched
            finally:
                with self._changed:
                    del self._watched[id(watched)]

    def close(self) -> None:
        """Watch no more, until there is something to watch over again."""
        with self._changed:
            self._thread, self._idle = None, False
            self._changed.notify_all()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="silence", daemon=True)
            self._thread.start()
        elif self._idle:
            self._idle = False
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while self._thread is threading.current_thread():
                now = monotonic()
                for each in self._watched.values():
                    if not each.broken and each.end <= now:
                        each.broken = True
                        with suppress(OSError):
                            each.line.shutdown(socket.SHUT_RDWR)
                first = next((each for each in self._watched.values() if not each.broken), None)
                self._idle = first is None
                # who comes meanwhile ends later, and need not wake it
                self._changed.wait(first.end - now if first else None)


class Turns:
    """Lets one ask at a time while a database does not answer; the others are told so without delay.

    Args:
        patience: seconds after which somebody has waited in vain.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._silent = False
        self._probe = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Whether the database may be asked now."""
        probing = self._silent
        if probing and not self._probe.acquire(blocking=False):
            yield False
            return
        start = monotonic()
        try:
            yield True
        except DBAPIError as error:
            self._silent = _unanswered(error) and monotonic() - start >= self._patience
            raise
        else:
            self._silent = False
        finally:
            if probing:
                self._probe.release()


def _unanswered(error: DBAPIError) -> bool:
    """Whether it was not the server that has said what is wrong."""
    if any(getattr(error.orig, name, None) for name in ("sqlstate", "pgcode")):
        return False
    told = error.orig.args[0] if error.orig and error.orig.args else None
    return not isinstance(told, int) or told in _OF_CLIENT
