"""Everything that is kept in one database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial

from sqlalchemy import select

from mockserver.access.records import Records
from mockserver.state.sql.apart import ApartStore, Place
from mockserver.state.sql.apart_records import ApartRecords
from mockserver.state.sql.database import Database
from mockserver.state.sql.exchanges import Exchanges
from mockserver.state.sql.homes import LEDGER, Homes, place
from mockserver.state.sql.records import SPACE, SqlRecords
from mockserver.state.sql.store import SqlStore
from mockserver.state.store import Store

_STEP = 50
"""Exchanges after which it is seen to it that there are not too many."""


class InDatabase:
    """See ``keeping.Keeping``.

    Args:
        url: of the database.
        clock: the time in seconds since 1970.
        together: see ``keeping.kept``.

    Raises:
        MockError: it cannot be reached.
    """

    waits = True

    def __init__(self, url: str, clock: Callable[[], float], together: Sequence[str] = ()) -> None:
        self._database, self._clock = Database(url), clock
        self._records = SqlRecords(self._database, clock)
        self.home = self.homes(together).whole() if together else None
        self._common = replace(place(self._database, self.home, LEDGER), lasting=True) if self.home else None
        self.ledger = ApartRecords(self._common) if self._common else None

    @property
    def records(self) -> Records:
        """See ``Keeping``."""
        return self._records

    @cached_property
    def key(self) -> bytes:
        """See ``Keeping``; made by whoever asks first."""
        return bytes.fromhex(self._records.once("key", "tokens", {"hex": secrets.token_hex(32)})["hex"])

    def exchanges(self, limit: int, largest: int) -> Exchanges | None:
        """See ``Keeping``."""
        return Exchanges(self._common, limit, largest, _STEP) if self._common else None

    def demand_reachable(self) -> None:
        """See ``Keeping``."""
        self._database.first(select(1), {})

    def close(self) -> None:
        """See ``Keeping``."""
        self._database.close()

    def store(self, name: str) -> Store:
        """See ``Keeping``."""
        return SqlStore(self._database, name, self._clock)

    def homes(self, memories: Sequence[str]) -> Homes:
        """See ``Keeping``."""
        return Homes(self._database, memories)

    def apart(self, clock: Callable[[], float], room: int, session: int) -> ApartInDatabase:
        """See ``Keeping``."""
        return ApartInDatabase(self, partial(place, self._database, session), clock, room)


class ApartInDatabase:
    """See ``Keeping``: what one session has.

    Args:
        whole: what it lies over.
        place: where it has what it changes of a memory.
        clock: its time in seconds since 1970.
        room: bytes that the items may take which it makes and changes, about.
    """

    waits = True

    def __init__(self, whole: InDatabase, place: Callable[[str], Place], clock: Callable[[], float], room: int) -> None:
        self._whole, self._place, self._clock, self._room = whole, place, clock, room
        self.records, self.ledger = ApartRecords(place(SPACE)), ApartRecords(place(LEDGER))

    @property
    def key(self) -> bytes:
        """See ``Keeping``."""
        return self._whole.key

    def exchanges(self, limit: int, largest: int) -> Exchanges:
        """See ``Keeping``."""
        return Exchanges(self._place(LEDGER), limit, largest)

    def demand_reachable(self) -> None:
        """See ``Keeping``."""
        self._whole.demand_reachable()

    def close(self) -> None:
        """See ``Keeping``."""

    def store(self, name: str) -> Store:
        """See ``Keeping``."""
        return ApartStore(self._place(name), self._clock, self._room)
