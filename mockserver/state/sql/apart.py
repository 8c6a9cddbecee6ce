"""What a session remembers, in a database: what it has changed, over what others remembered when it was opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from mockserver.errors import StoreError, StoreFullError
from mockserver.state.snapshots import Snapshot
from mockserver.state.sql import before, dumping, statements
from mockserver.state.sql.database import Database, digest, memo
from mockserver.state.sql.rows import item_of, row_of, series_of
from mockserver.state.sql.statements import wanted, where
from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, OPENED, OVER
from mockserver.state.sql.writing import writing
from mockserver.state.store import Item, Key

_OVERHEAD = 256
"""Bytes that an item takes beside its values, about."""
_ALONE = select(OVER.c.alone).where(*where(OVER, "space", "session"))
_SET_ALONE = update(OVER).where(*where(OVER, "space", "session"))
_TAKEN = select(func.coalesce(func.sum(func.length(ITEMS.c.members) + _OVERHEAD), 0)).where(*where(ITEMS, "space"))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a session lies over a space of a database.

    Attributes:
        space: what it sees.
        own: what it has changed.
        session: its id.
        lasting: whether it is never over.
    """

    database: Database
    space: str
    own: str
    session: int
    lasting: bool = False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Ask as if nobody else asked in the session. Raises StoreError: it is over, or there is no database."""
        with self.database.transaction(self.own) as connection:
            if not self.lasting:
                self.alone(connection)
            yield connection

    def alone(self, connection: Connection) -> bool:
        """Whether the session sees nothing of what others remember; asked once in a transaction."""
        known = memo(connection)
        if self.own not in known:
            row = {"space": self.space, "session": self.session}
            known[self.own] = connection.execute(_ALONE, wanted(row)).scalar()
        if known[self.own] is None:
            raise StoreError("the session is over")
        return bool(known[self.own])

    def set_alone(self, connection: Connection, *, alone: bool) -> None:
        """Have the session see nothing of what others remember, or what there was when it was opened."""
        row = {"space": self.space, "session": self.session}
        connection.execute(_SET_ALONE.values(alone=int(alone)), wanted(row))
        memo(connection)[self.own] = int(alone)

    def one(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
        """A row of what others had when the session was opened; None where there is none."""
        if self.alone(connection):
            return None
        return before.one(connection, table, {**row, "space": self.space}, self.session)

    def rows(self, connection: Connection, table: Table, **narrowed: str) -> list[Any]:
        """Rows of what others had then."""
        if self.alone(connection):
            return []
        return before.rows(connection, table, {"space": self.space, **narrowed}, self.session)

    def changed(self, connection: Connection, table: Table, **narrowed: str) -> list[Any]:
        """Rows that the session itself has made."""
        return before.rows(connection, table, {"space": self.own, **narrowed})


class ApartStore:
    """See ``Store``.

    What the session itself has goes first. An item that it has replaced says of which place; one that it has taken
    away is among what is gone.

    Args:
        place: where it is.
        clock: the time in seconds since 1970.
        room: bytes that the items may take which it makes and changes, about.
    """

    def __init__(self, place: Place, clock: Callable[[], float], room: int) -> None:
        self._place, self._clock, self._room = place, clock, room

    def transaction(self) -> AbstractContextManager[Connection]:
        """See ``Store``."""
        return self._place.transaction()

    def clear(self) -> None:
        """Hold what there was when the session was opened."""
        with self.transaction() as connection:
            dumping.clear(connection, self._place.own)
            self._place.set_alone(connection, alone=False)

    def snapshot(self) -> Snapshot:
        """See ``Store``."""
        with self.transaction() as connection:
            return dumping.dumped(lambda table: self._seen(connection, table))

    def restore(self, earlier: Snapshot) -> None:
        """See ``Store``."""
        with self.transaction() as connection:
            dumping.restore(connection, self._place.own, earlier)
            self._place.set_alone(connection, alone=True)

    def opened(self, key: Key) -> bool:
        """See ``Store``."""
        row = {"space": self._place.own, "collection": digest(*key)}
        with self.transaction() as connection:
            if connection.execute(statements.IS_OPEN, wanted(row)).scalar_one():
                return True
            connection.execute(statements.ADD[OPENED.name], {**row, "collection_key": json.dumps(key)})
            if self._place.one(connection, OPENED, row) is not None:
                return True
            collection = row["collection"]
            return any(self._place.rows(connection, table, collection=collection) for table in (ITEMS, GONE))

    def items(self, key: Key) -> list[Item]:
        """See ``Store``."""
        with self.transaction() as connection:
            return [item_of(each) for each in self._seen(connection, ITEMS, collection=digest(*key))]

    def get(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        with self.transaction() as connection:
            row = self._row(key, identity)
            found = self._own(connection, ITEMS, row) or self._below(connection, row)
            return item_of(found) if found is not None else None

    def put(self, key: Key, item: Item) -> Item:
        """See ``Store``. Raises StoreFullError: there is no room for it."""
        row = self._row(key, item.id)
        with self.transaction() as connection:
            own = self._own(connection, ITEMS, row)
            self._demand_room(connection, item, len(own.members) if own is not None else 0)
            below = self._below(connection, row) if own is None else None
            known = own or below
            kept = Item(item.id, item.values, item.parents, known.version + 1 if known else 1, self._clock())
            told = row_of(self._place.own, key, kept) | {"replaces": below.place if below else None}
            if own is None:
                connection.execute(statements.ADD[ITEMS.name], told)
                connection.execute(statements.REVIVE, wanted(row))
            else:
                writing(connection).kept(connection, told)
        return kept

    def remove(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        row = self._row(key, identity)
        with self.transaction() as connection:
            item = self.get(key, identity)
            if item is not None:
                connection.execute(statements.REMOVE, wanted(row))
                told = {**row, "collection_key": json.dumps(key), "id": json.dumps(identity)}
                connection.execute(statements.ADD[GONE.name], told)
            return item

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """See ``Store``."""
        with self.transaction() as connection:
            for each in self._seen(connection, ITEMS, subject=digest(subject)):
                if json.loads(each.parents).get(resource) == identity:
                    self.remove(tuple(json.loads(each.collection_key)), json.loads(each.id))

    def gone(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        row = self._row(key, identity)
        with self.transaction() as connection:
            if self._own(connection, GONE, row) is not None:
                return True
            if self._own(connection, ITEMS, row) is not None:
                return False
            return self._place.one(connection, GONE, row) is not None

    def used(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        with self.transaction():
            return self.get(key, identity) is not None or self.gone(key, identity)

    def number(self, name: str) -> int:
        """See ``Store``."""
        row = series_of(self._place.own, name)
        with self.transaction() as connection:
            own = self._own(connection, NUMBERS, row)
            below = None if own is not None else self._place.one(connection, NUMBERS, row)
            first = below.next if below is not None else 0
            return writing(connection).counted(connection, {**row, "next": first + 1}) - 1

    def _own(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
        return before.one(connection, table, row)

    def _below(self, connection: Connection, row: Mapping[str, Any]) -> Any:
        """An item that others had and the session has not taken away."""
        if self._own(connection, GONE, row) is not None:
            return None
        return self._place.one(connection, ITEMS, row)

    def _seen(self, connection: Connection, table: Table, **narrowed: str) -> list[Any]:
        """The rows of a table, those of the session in place of others'; items in their order."""
        own = self._place.changed(connection, table, **narrowed)
        below = self._place.rows(connection, table, **narrowed)
        if table is NUMBERS:
            return [*{each.name: each for each in (*below, *own)}.values()]
        if table is OPENED:
            return [*{each.collection: each for each in (*below, *own)}.values()]
        other = ITEMS if table is GONE else GONE
        only = {name: value for name, value in narrowed.items() if name in other.c}
        hidden = {_named(each) for each in (*own, *self._place.changed(connection, other, **only))}
        kept = [each for each in below if _named(each) not in hidden]
        if table is GONE:
            return kept + own
        replaced = [(each.replaces, each) for each in own if each.replaces is not None]
        whole = sorted([*((each.place, each) for each in kept), *replaced], key=lambda each: each[0])
        return [*(each for _, each in whole), *(each for each in own if each.replaces is None)]

    def _demand_room(self, connection: Connection, item: Item, earlier: int) -> None:
        """Raises StoreFullError: there is no room for an item in place of what takes so many bytes."""
        more = len(repr(item.values)) - earlier
        taken = connection.execute(_TAKEN, wanted({"space": self._place.own})).scalar_one()
        if more > 0 and taken + _OVERHEAD + more > self._room:
            raise StoreFullError(f"no more than {self._room} bytes are remembered here")

    def _row(self, key: Key, identity: str) -> dict[str, str]:
        return {"space": self._place.own, "collection": digest(*key), "name": digest(identity)}


def _named(row: Any) -> tuple[str, str]:
    return row.collection, row.name
