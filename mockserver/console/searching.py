"""Which exchanges of the journal a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.console.visit import Visit
from mockserver.observing.recording import Record
from mockserver.observing.selection import Chooser, Selection
from specs.messages import Exchange

NAMES = ("operation", "method", "path", "status", "document", "violations", "text")
"""What a query may ask for."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for.

    Attributes:
        chooser: tells by what the control interface knows, too.
        text: what an exchange has in its address or a body, in letters of any case; empty for anything.
    """

    chooser: Chooser
    text: str

    def newest(self, records: Sequence[Record], *, before: int = 0, since: int = 0) -> Iterator[Record]:
        """Those that are meant, newest first."""
        for record in reversed(records):
            if record.id <= since:
                return
            if (not before or record.id < before) and self._means(record):
                yield record

    def _means(self, record: Record) -> bool:
        """What is secret in an exchange is not found: without its secrets it is looked at where it may be meant."""
        if not self.chooser.means(record):
            return False
        return not self.text or (
            self._in(Exchange(record.request, record.response)) and self._in(record.shown().exchange)
        )

    def _in(self, exchange: Exchange) -> bool:
        request, response = exchange.request, exchange.response
        address = f"{request.path}?{request.query}".encode()
        wanted = self.text.lower().encode()
        return any(wanted in each.lower() for each in (address, request.body, response.body))


def asked(visit: Visit) -> dict[str, str]:
    """What is to be shown, as the query has it."""
    return {name: visit.query[name] for name in NAMES if name in visit.query}


def search(visit: Visit) -> Search:
    """What is to be shown. Raises MockError: nobody can tell."""
    told: dict[str, Any] = asked(visit)
    wrong, text = True if told.pop("violations", "") else None, told.pop("text", "")
    documents = (mock.document for mock in visit.world.mocks)
    return Search(Selection(**told, violations=wrong).known_to(documents), text)
