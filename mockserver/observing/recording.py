"""Stage 8: the last exchanges, without their secrets."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from specs.messages import Exchange, Request, Response
from specs.model import Operation
from specs.redaction import Redactor
from specs.validation import Violation

_OVERHEAD = 2048
"""Bytes that an exchange takes beside its texts, about."""
_LARGEST_KEPT = 1024 * 1024
_VALUE = itemgetter(1)
"""Of a header field."""


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Whose exchanges they are.

    Attributes:
        document: its name, as ``Mock.name``.
        redactor: knows its secrets.
    """

    document: str
    redactor: Redactor


class Record(NamedTuple):
    """An exchange as it was, its secrets included: for those who compare, never for those who show.

    Attributes:
        id: 1 for the first of a journal, then one more each.
        at: seconds since 1970, by the mock's clock.
        seconds: that it took to make the response.
        key: of the operation that it was routed to; empty where there was none.
        operation_id: of that operation; empty where it has none.
        violations: what was wrong with the request.
        answered: what was wrong with the response, where it is not the mock's own.
        notes: what was done beside what the document says, such as the name of an override.
        outgoing: the request was sent by the mock itself; a response of status 0 means that none came.
    """

    id: int
    at: float
    seconds: float
    book: Book
    key: str
    operation_id: str
    request: Request
    response: Response
    violations: tuple[Violation, ...]
    answered: tuple[Violation, ...]
    notes: Mapping[str, object]
    outgoing: bool = False

    @property
    def wrong(self) -> bool:
        """Whether one of its messages breaks the document."""
        return bool(self.violations or self.answered)

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        request, response = self.request, self.response
        fields = sum(map(len, map(_VALUE, chain(request.headers, response.headers))))
        return _OVERHEAD + len(request.path) + len(request.query) + fields + len(request.body) + len(response.body)

    @property
    def path(self) -> str:
        """The path without its secrets."""
        return self.book.redactor.path(self.request.path, self._template)

    @property
    def _template(self) -> str:
        """What tells the parameters in the path; where the mock itself sends, that is an expression."""
        return "" if self.outgoing else self.key

    def _asked(self) -> Request:
        return self.book.redactor.request(self.request, self._template)

    def shown(self) -> Entry:
        """The exchange without its secrets."""
        redactor = self.book.redactor
        return Entry(
            id=self.id,
            at=self.at,
            seconds=self.seconds,
            document=self.book.document,
            operation=self.key,
            operation_id=self.operation_id,
            exchange=Exchange(self._asked(), redactor.response(self.response)),
            violations=tuple(map(str, self.violations)),
            notes=self.notes,
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Entry:
    """A recorded exchange, to be shown; see ``Record``.

    Attributes:
        document: the name of the mock that answered.
        operation: key of the operation it was routed to; empty where there was none.
        operation_id: its ``operationId``; empty where it has none.
        violations: what was wrong with the request, one text each.
    """

    id: int
    at: float
    seconds: float
    document: str
    operation: str
    operation_id: str
    exchange: Exchange
    violations: tuple[str, ...]
    notes: Mapping[str, object]


class Journal:
    """The last exchanges of some mocks, oldest first. What is secret in them is taken out when they are read.

    Args:
        limit: how many are kept.
        largest: bytes that they may take together, about; the last one is kept whatever it takes.
        clock: the time in seconds since 1970.
    """

    def __init__(self, limit: int, largest: int, clock: Callable[[], float]) -> None:
        self._records: deque[Record] = deque()
        self._sizes: deque[int] = deque()
        self._limit, self._largest, self._clock = limit, largest, clock
        self._last = self._size = self._waiting = 0
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._listeners: tuple[Callable[[Record], None], ...] = ()

    def apart(self, largest: int, make: Callable[[int, int], Journal]) -> Journal:
        """An empty one of the same length, for a session; whoever listens to this one listens to it.

        Args:
            largest: bytes that the exchanges may take together, about, if this one's may not take less.
            make: makes it of how many exchanges it keeps, and how many bytes they may take.
        """
        other = make(self._limit, min(largest, self._largest))
        for listener in self._listeners:
            other.listen(listener)
        return other

    def listen(self, listener: Callable[[Record], None]) -> None:
        """Have every exchange told from now on, in the thread that has answered it."""
        self._listeners = (*self._listeners, listener)

    def record(
        self,
        book: Book,
        operation: Operation | None,
        exchange: Exchange,
        *,
        seconds: float,
        violations: tuple[Violation, ...],
        notes: Mapping[str, object],
        answered: tuple[Violation, ...] = (),
        outgoing: bool = False,
    ) -> None:
        """Keep an exchange; of a body beyond a mebibyte only how long it is.

        What is wrong with the response stands among the notes, too.
        """
        request, response = exchange.request, exchange.response
        with self._lock:
            self._last += 1
            kept = Record(
                id=self._last,
                at=self._clock(),
                seconds=seconds,
                book=book,
                key=operation.key if operation else "",
                operation_id=(operation.id or "") if operation else "",
                request=request if len(request.body) <= _LARGEST_KEPT else replace(request, body=_told(request.body)),
                response=(
                    response if len(response.body) <= _LARGEST_KEPT else replace(response, body=_told(response.body))
                ),
                violations=violations,
                answered=answered,
                notes={**notes, "response": [str(each) for each in answered]} if answered else notes,
                outgoing=outgoing,
            )
            self._keep(kept)
            if self._waiting:
                self._changed.notify_all()
        self._settle(kept.id)
        for listener in self._listeners:
            listener(kept)

    def _keep(self, kept: Record) -> None:
        self._records.append(kept)
        self._sizes.append(kept.size)
        self._size += self._sizes[-1]
        while len(self._records) > self._limit or (self._size > self._largest and len(self._records) > 1):
            self._records.popleft()
            self._size -= self._sizes.popleft()

    def _settle(self, number: int) -> None:
        """Have what was recorded up to a number be known to everybody who may ask for it."""

    def know(self, books: Iterable[Book]) -> None:
        """Tell from now on what is recorded of these."""

    @property
    def last(self) -> int:
        """The id of the last exchange there was; 0 before the first."""
        return self._last

    def wait(self, since: int, seconds: float) -> bool:
        """Wait until there is an exchange after the one with an id; whether there is."""
        end = time.monotonic() + seconds
        with self._lock:
            self._waiting += 1
            while self._last <= since and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            self._waiting -= 1
            return self._last > since

    def records(self) -> tuple[Record, ...]:
        """The exchanges as they were, oldest first."""
        with self._lock:
            return tuple(self._records)

    def __iter__(self) -> Iterator[Entry]:
        return (each.shown() for each in self.records())

    def __len__(self) -> int:
        return len(self._records)

    def clear(self) -> None:
        """Forget everything; ids go on from where they were."""
        with self._lock:
            self._records.clear()
            self._sizes.clear()
            self._size = 0


def _told(body: bytes) -> bytes:
    return f"[{len(body)} bytes]".encode()
