"""Which of the recorded exchanges somebody means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property

from mockserver.errors import MockError
from mockserver.observing.recording import Record
from specs import selectors
from specs.model import Document

_STATUS = re.compile(r"[1-5](?:\d\d|XX)", re.IGNORECASE)
_MOST_STARS = 8


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What exchanges must have in common; what is left empty does not matter.

    Attributes:
        operation: as ``specs.selectors`` has it.
        method: upper or lower case.
        path: as on the wire, without the query; ``*`` stands for anything, ``?`` for one character.
        status: ``404`` or ``4XX``.
        document: its name, as ``Mock.name``.
        since: only those after the one with this id.
        violations: whether something is wrong with the request or, where that is known, with the response.
    """

    operation: str = ""
    method: str = ""
    path: str = ""
    status: str = ""
    document: str = ""
    since: int = 0
    violations: bool | None = None

    def known_to(self, documents: Iterable[Document]) -> Chooser:
        """What tells the exchanges that are meant.

        Raises:
            MockError: no document has such an operation, or nobody can tell what is meant.
        """
        if self.status and not _STATUS.fullmatch(self.status):
            raise MockError(f"{self.status[:20]!r} is no status", hint="write 404 or 4XX")
        if self.path.count("*") > _MOST_STARS:
            raise MockError(f"the pattern {self.path[:80]!r} has more than {_MOST_STARS} stars")
        if not self.operation:
            return Chooser(self, None)
        documents = tuple(documents)
        keys = {each.key for document in documents for each in selectors.selected(document, self.operation)}
        if not keys:
            raise MockError(selectors.unknown(documents, self.operation))
        return Chooser(self, frozenset(keys))


@dataclass(frozen=True)
class Chooser:
    """Tells the exchanges that a selection means.

    Attributes:
        keys: of the operations; None for any, and for requests that lead to none.
    """

    selection: Selection
    keys: frozenset[str] | None

    @cached_property
    def _path(self) -> re.Pattern[str]:
        return re.compile(translate(self.selection.path or "*"))

    def means(self, record: Record) -> bool:
        """Whether an exchange is meant."""
        wanted, status = self.selection, str(record.response.status)
        return (
            record.id > wanted.since
            and (self.keys is None or record.key in self.keys)
            and wanted.method.upper() in ("", record.request.method.upper())
            and wanted.status.upper() in ("", status, f"{status[0]}XX")
            and wanted.document in ("", record.book.document)
            and wanted.violations in (None, record.wrong)
            and self._path.fullmatch(record.request.path) is not None
        )
