"""The journal of what several processes answer: each adds to it, and each tells all of it."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from mockserver.errors import StoreError
from mockserver.observing.recording import Book, Journal, Record
from specs.messages import Request, Response
from specs.validation import Violation

if TYPE_CHECKING:
    from mockserver.state.sql.exchanges import Exchanges

_PAUSE = 0.2
"""Seconds between two looks for what another process has added."""

_MEMBERS = {kind: [each.name for each in fields(kind)] for kind in (Request, Response)}


class SharedJournal(Journal):
    """See ``Journal``.

    Args:
        exchanges: where they are kept.
        limit: see ``Journal``, as for ``largest``.
        clock: the time in seconds since 1970.
    """

    def __init__(self, exchanges: Exchanges, limit: int, largest: int, clock: Callable[[], float]) -> None:
        super().__init__(limit, largest, clock)
        self._exchanges = exchanges
        self._books: Mapping[str, Book] = {}
        self._line: list[Record] = []
        self._writing = threading.Lock()
        self._settled = 0

    def know(self, books: Iterable[Book]) -> None:
        """See ``Journal``: by the name of the document, for whoever reads what another process has written."""
        self._books = {each.document: each for each in books}

    def _keep(self, kept: Record) -> None:
        self._line.append(kept)

    def _settle(self, number: int) -> None:
        """Write all that stands in line, unless somebody else has done so meanwhile.

        Of a session that is over nothing is kept any more, nor while the database is lost.
        """
        with self._writing:
            if number <= self._settled:
                return
            with self._lock:
                line, self._line = self._line, []
            with suppress(StoreError):
                self._exchanges.add([(each.size, _written(each)) for each in line])
            self._settled = line[-1].id

    @property
    def last(self) -> int:
        """See ``Journal``."""
        return self._exchanges.last

    def wait(self, since: int, seconds: float) -> bool:
        """See ``Journal``."""
        end = time.monotonic() + seconds
        while self.last <= since and (left := end - time.monotonic()) > 0:
            with self._lock:
                self._changed.wait(min(left, _PAUSE))
        return self.last > since

    def records(self) -> tuple[Record, ...]:
        """See ``Journal``. Those of a document that this process does not serve are not among them."""
        found = ((number, json.loads(text)) for number, text in self._exchanges.all())
        return tuple(
            _read(number, raw, self._books[raw["book"]]) for number, raw in found if raw["book"] in self._books
        )

    def __len__(self) -> int:
        return len(self.records())

    def clear(self) -> None:
        """See ``Journal``."""
        self._exchanges.clear()


def _written(record: Record) -> str:
    """All but the number as JSON."""
    told = record._asdict()
    del told["id"]
    told["book"], told["notes"] = record.book.document, dict(record.notes)
    told["request"], told["response"] = _message(record.request), _message(record.response)
    told["violations"], told["answered"] = map(list, (map(asdict, record.violations), map(asdict, record.answered)))
    return json.dumps(told)


def _message(message: Request | Response) -> dict[str, Any]:
    told = {name: getattr(message, name) for name in _MEMBERS[type(message)]}
    return {**told, "body": base64.b64encode(message.body).decode()}


def _read(number: int, raw: dict[str, Any], book: Book) -> Record:
    request, response = (
        {**raw[side], "headers": tuple((name, value) for name, value in raw[side]["headers"]), "body": _body(raw[side])}
        for side in ("request", "response")
    )
    violations, answered = (tuple(map(_violation, raw[name])) for name in ("violations", "answered"))
    told: dict[str, Any] = {"book": book, "request": Request(**request), "response": Response(**response)}
    return Record(**{**raw, **told, "id": number, "violations": violations, "answered": answered})


def _violation(raw: Mapping[str, Any]) -> Violation:
    return Violation(**{**raw, "members": tuple(raw["members"]), "branches": ()})


def _body(raw: Mapping[str, Any]) -> bytes:
    return base64.b64decode(raw["body"])
