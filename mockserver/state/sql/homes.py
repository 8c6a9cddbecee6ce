"""The sessions in a database: opened by one process, seen by all, ended by any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import time
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from mockserver.errors import StoreError
from mockserver.state.sql import before
from mockserver.state.sql.apart import Place
from mockserver.state.sql.database import Database, digest
from mockserver.state.sql.exchanges import Exchanges
from mockserver.state.sql.records import SPACE
from mockserver.state.sql.rows import series_of
from mockserver.state.sql.statements import wanted, where
from mockserver.state.sql.tables import EXCHANGES, GONE, ITEMS, NUMBERS, OPENED, OVER, RECORDS, SESSIONS
from mockserver.state.sql.writing import REVISION, writing

WHOLE = ""
"""The name of the home of those processes that answer for the same; no session is called so."""
LEDGER = "\0ledger"
"""What of a session its processes count together in, as the name of a memory."""
_SLACK = 60
"""A use is noted when this part of the idle time has passed since the last; a session is open for that much longer."""
_HOME = (SESSIONS.c.id, SESSIONS.c.name, SESSIONS.c.idle, SESSIONS.c.used, SESSIONS.c.revision)
_FIND = select(*_HOME).where(*where(SESSIONS, "host", "name"))
_SESSIONS = (*where(SESSIONS, "host"), SESSIONS.c.name != WHOLE)
_LIST = select(*_HOME).where(*_SESSIONS).order_by(SESSIONS.c.id)
_COUNT = select(func.count()).select_from(SESSIONS).where(*_SESSIONS)
_OPEN = insert(SESSIONS)
_USE = update(SESSIONS).where(*where(SESSIONS, "id"), SESSIONS.c.used < bindparam("now")).values(used=bindparam("now"))
_LATE = SESSIONS.c.used + SESSIONS.c.idle * (1 + 1 / _SLACK) < bindparam("w_now")
_OVERDUE = select(SESSIONS.c.id).where(_LATE)
_END = delete(SESSIONS).where(*where(SESSIONS, "id"))
_PLACES = select(OVER.c.space, OVER.c.own).where(*where(OVER, "session"))
_LEAVE = delete(OVER).where(*where(OVER, "session"))
_EMPTY = [delete(each).where(*where(each, "space")) for each in (ITEMS, GONE, OPENED, NUMBERS, RECORDS, EXCHANGES)]
_TOLD = select(SESSIONS.c.revision, SESSIONS.c.begun, SESSIONS.c.told).where(*where(SESSIONS, "id"))
_TELL = update(SESSIONS).where(*where(SESSIONS, "id")).values(told=bindparam("now"), revision=SESSIONS.c.revision + 1)
_BEGIN = _TELL.values(begun=bindparam("as"))
_FOR_EVER = 1e15
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Home:
    """One session.

    Attributes:
        id: no other ever has it.
        idle: seconds without a request after which it is over.
        used: when the last one came, about, by the system's clock.
        revision: how often what it has beside items was changed.
    """

    id: int
    name: str
    idle: float
    used: float
    revision: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a session has beside items, as JSON: when it began, and now."""

    revision: int
    begun: str
    now: str


class Homes:
    """Those of mocks that remember the same, in however many processes.

    Args:
        database: where they are.
        memories: what the mocks remember is called so.
        now: the system's clock, which those of other machines are not far from.
    """

    def __init__(self, database: Database, memories: Sequence[str], now: Callable[[], float] = time) -> None:
        self._database, self._now = database, now
        self._memories = sorted({*memories})
        self._host = digest("host", *self._memories)

    def find(self, name: str) -> Home | None:
        """One that is open, which is used now; one that was idle for too long is ended."""
        row = self._database.first(_FIND, wanted({"host": self._host, "name": name}))
        if row is None:
            return None
        found, now = Home(*row), self._now()
        if now - found.used > found.idle * (1 + 1 / _SLACK):
            self._end(found.id, overdue=True)
            return None
        if now - found.used > found.idle / _SLACK:
            with self._database.transaction(self._host) as connection:
                connection.execute(_USE, {**wanted({"id": found.id}), "now": now})
        return found

    def open(self, name: str, idle: float, told: str, most: int) -> tuple[Home | None, bool]:
        """The session of a name, and whether it was opened for this; None where so many are open that there is none.

        It sees what is remembered now: whoever is about to change that is waited for.
        """
        self.sweep()
        spaces = {digest(each) for each in self._memories} | {digest(SPACE)}
        with self._database.transaction(self._host, *spaces) as connection:
            row = connection.execute(_FIND, wanted({"host": self._host, "name": name})).first()
            if row is not None:
                return Home(*row), False
            if connection.execute(_COUNT, wanted({"host": self._host})).scalar_one() >= most:
                return None, True
            return self._made(connection, name, idle, told, (*self._memories, SPACE, LEDGER)), True

    def whole(self) -> int:
        """The number of what all processes have that answer for the same, without any session; it never ends."""
        with self._database.transaction(self._host) as connection:
            row = connection.execute(_FIND, wanted({"host": self._host, "name": WHOLE})).first()
            return int(row.id) if row else self._made(connection, WHOLE, _FOR_EVER, "", (LEDGER,)).id

    def _made(self, connection: Connection, name: str, idle: float, told: str, memories: Iterable[str]) -> Home:
        used = self._now()
        made = {"host": self._host, "name": name, "idle": idle, "used": used, "revision": 0}
        key = connection.execute(_OPEN, {**made, "begun": told, "told": told}).inserted_primary_key
        home = Home(key[0] if key else 0, name, idle, used, 0)
        places = [place(self._database, home.id, each) for each in memories]
        over = [{"space": each.space, "session": home.id, "own": each.own, "alone": 0} for each in places]
        connection.execute(insert(OVER), over)
        return home

    def end(self, name: str) -> bool:
        """End one, so that nothing of it is left; whether it was there."""
        row = self._database.first(_FIND, wanted({"host": self._host, "name": name}))
        return row is not None and self._end(row.id)

    def listed(self) -> list[Home]:
        """Those that are open, oldest first."""
        self.sweep()
        with self._database.transaction(self._host) as connection:
            return [Home(*row) for row in connection.execute(_LIST, wanted({"host": self._host}))]

    def sweep(self) -> None:
        """End those in the database that nobody has used for too long, whoever has opened them."""
        while (row := self._database.first(_OVERDUE, wanted({"now": self._now()}))) is not None:
            self._end(row.id, overdue=True)

    def told(self, session: int) -> Told:
        """What one has beside items. Raises StoreError: it is over."""
        row = self._database.first(_TOLD, wanted({"id": session}))
        if row is None:
            raise StoreError("the session is over")
        return Told(*row)

    def changing(self, session: int) -> AbstractContextManager[object]:
        """Nobody else changes what one has beside items meanwhile."""
        return place(self._database, session, LEDGER).transaction()

    def exchanges(self, session: int) -> int:
        """How many there were in one."""
        return Exchanges(place(self._database, session, LEDGER), 0, 0).last

    def revision(self, session: int) -> int:
        """How often what one has beside items was changed. Raises StoreError: it is over."""
        row = self._database.first(REVISION, wanted({"id": session}))
        return _there(row and row.revision)

    def drawn(self, session: int, series: str) -> tuple[int, int]:
        """The next number of a series of its processes, and the revision. Raises StoreError: as above."""
        row = series_of(place(self._database, session, LEDGER).own, series)
        number, revision = self._database.ask(lambda connection: writing(connection).drawn(connection, row, session))
        return number, _there(revision)

    def tell(self, session: int, now: str, begun: str | None = None) -> int:
        """Have it be something else, and where that is given have begun as something else; the revision."""
        asked = wanted({"id": session})
        with place(self._database, session, LEDGER).transaction() as connection:
            if begun is None:
                connection.execute(_TELL, {**asked, "now": now})
            else:
                connection.execute(_BEGIN, {**asked, "now": now, "as": begun})
            return int(connection.execute(REVISION, asked).scalar_one())

    def _end(self, session: int, *, overdue: bool = False) -> bool:
        """End one, if it is still there and, where that is asked for, still overdue."""
        asked = wanted({"session": session})
        with self._database.transaction(self._host) as connection:
            places: list[Any] = list(connection.execute(_PLACES, asked))
        # nobody is in the middle of changing something there, or of keeping what it needs to know
        taken = {each.own for each in places} | {each.space for each in places}
        with self._database.transaction(*taken, self._host) as connection:
            late = [_LATE] if overdue else []
            gone = wanted({"id": session, "now": self._now()})
            if not connection.execute(_END.where(*late), gone).rowcount:
                return False
            connection.execute(_LEAVE, asked)
            for each in places:
                for statement in _EMPTY:
                    connection.execute(statement, wanted({"space": each.own}))
                before.forget(connection, each.space)
        return True


def _there(revision: int | None) -> int:
    if revision is None:
        raise StoreError("the session is over")
    return revision


def place(database: Database, session: int, memory: str) -> Place:
    """Where a session has what it changes of a memory, of the records or of the ledger."""
    own = digest("session", str(session), memory)
    return Place(database, own if memory == LEDGER else digest(memory), own, session)
