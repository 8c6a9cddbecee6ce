"""What is kept of requests, as opposed to what follows from the document: by a host, or by one session of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from mockserver.access.tokens import Tokens, tokens_of
from mockserver.callbacks.outbox import Outbox
from mockserver.clock import Clock
from mockserver.observing.recording import Journal
from mockserver.observing.shared import SharedJournal
from mockserver.settings import Settings
from mockserver.state import keeping as keepings
from mockserver.state.keeping import Keeping, Whole
from specs.model import Document


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """Where mocks keep things, and the time that they go by.

    Attributes:
        keeping: has items and records.
        tokens: recognises them; they are good for all.
        journal: the last exchanges of all.
        outbox: sends what the API sends itself; None where nothing is sent.
    """

    clock: Clock
    keeping: Keeping
    tokens: Tokens
    journal: Journal
    outbox: Outbox | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptWhole(Kept):
    """That of a host, over which sessions lie."""

    keeping: Whole

    def apart(self, journal_bytes: int, room: int, session: int) -> Kept:
        """The same as it is now, and from then on what becomes of it there; its journal is empty.

        Args:
            journal_bytes: that the exchanges may take together, about.
            room: bytes that the items may take which are made or changed there, about.
            session: see ``Whole.apart``.
        """
        clock = self.clock.apart()
        keeping = self.keeping.apart(clock, room, session)
        tokens = self.tokens.apart(clock, keeping.records)

        made = self.journal.apart(journal_bytes, partial(_journal, keeping, clock))
        return Kept(clock=clock, keeping=keeping, tokens=tokens, journal=made, outbox=self.outbox)


def begun(settings: Settings, documents: Iterable[Document], clock: Clock, memories: Sequence[str]) -> KeptWhole:
    """What is kept where nothing is yet, but for what is in a database.

    Args:
        settings: where that is.
        documents: those that are served.
        clock: the time that mocks go by.
        memories: what they remember is called so.

    Raises:
        MockError: the database cannot be reached.
    """
    keeping = keepings.kept(settings.state, clock, () if settings.alone else memories)
    outbox = Outbox(settings.callback_hosts) if settings.callbacks else None
    if outbox:
        clock.listen(outbox.wake)
    return KeptWhole(
        clock=clock,
        keeping=keeping,
        tokens=tokens_of(settings, documents, clock, keeping),
        journal=_journal(keeping, clock, settings.journal_size, settings.journal_bytes),
        outbox=outbox,
    )


def _journal(keeping: Keeping, clock: Clock, limit: int, largest: int) -> Journal:
    exchanges = keeping.exchanges(limit, largest)
    return Journal(limit, largest, clock) if exchanges is None else SharedJournal(exchanges, limit, largest, clock)
