"""What is kept of requests, as opposed to what follows from the document: by a host, or by one session of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mockserver.access.tokens import Tokens, tokens_of
from mockserver.callbacks.outbox import Outbox
from mockserver.clock import Clock
from mockserver.observing.recording import Journal
from mockserver.settings import Settings
from mockserver.state import keeping as keepings
from mockserver.state.keeping import Keeping
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

    def apart(self, journal_bytes: int, room: int) -> Kept:
        """The same as it is now, and from then on what becomes of it there; its journal is empty.

        Args:
            journal_bytes: that the exchanges may take together, about.
            room: bytes that the items may take which are made or changed there, about.

        Raises:
            MockError: what is kept is in a database.
        """
        clock = self.clock.apart()
        keeping = self.keeping.apart(clock, room)
        tokens = self.tokens.apart(clock, keeping.records)
        journal = self.journal.apart(journal_bytes, clock)
        return Kept(clock=clock, keeping=keeping, tokens=tokens, journal=journal, outbox=self.outbox)


def begun(settings: Settings, documents: Iterable[Document], clock: Clock) -> Kept:
    """What is kept where nothing is yet, but for what is in a database. Raises MockError: it cannot be reached."""
    keeping = keepings.kept(settings.state, clock)
    outbox = Outbox(settings.callback_hosts) if settings.callbacks else None
    if outbox:
        clock.listen(outbox.wake)
    return Kept(
        clock=clock,
        keeping=keeping,
        tokens=tokens_of(settings, documents, clock, keeping),
        journal=Journal(settings.journal_size, settings.journal_bytes, clock),
        outbox=outbox,
    )
