"""Items in a database."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Row

from mockserver.state.snapshots import Snapshot
from mockserver.state.sql import before, dumping, statements
from mockserver.state.sql.database import Database, digest
from mockserver.state.sql.rows import item_of, row_of, series_of
from mockserver.state.sql.statements import wanted
from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, OPENED
from mockserver.state.sql.writing import writing
from mockserver.state.store import Item, Key


class SqlStore:
    """See ``Store``.

    Args:
        database: others may use it as well.
        name: what of it is this store's; all who use the same name have the same items.
        clock: the time in seconds since 1970.
    """

    def __init__(self, database: Database, name: str, clock: Callable[[], float]) -> None:
        self._database, self._space, self._clock = database, digest(name), clock

    def transaction(self) -> AbstractContextManager[Connection]:
        """See ``Store``."""
        return self._database.transaction(self._space)

    def clear(self) -> None:
        """See ``Store``."""
        with self.transaction() as connection:
            _keep_all(connection, self._space)
            dumping.clear(connection, self._space)

    def snapshot(self) -> Snapshot:
        """See ``Store``."""
        with self.transaction() as connection:
            return dumping.dumped(lambda table: before.rows(connection, table, {"space": self._space}))

    def restore(self, earlier: Snapshot) -> None:
        """See ``Store``."""
        with self.transaction() as connection:
            _keep_all(connection, self._space)
            for table, made in dumping.restore(connection, self._space, earlier):
                before.keep_none(connection, table, self._space, made)

    def opened(self, key: Key) -> bool:
        """See ``Store``."""
        row = {"space": self._space, "collection": digest(*key)}
        with self.transaction() as connection:
            known, latest = connection.execute(statements.IS_OPEN, wanted(row)).one()
            before.know(connection, self._space, latest)
            if not known:
                before.keep(connection, OPENED, row)
                connection.execute(statements.ADD[OPENED.name], {**row, "collection_key": json.dumps(key)})
        return bool(known)

    def items(self, key: Key) -> list[Item]:
        """See ``Store``."""
        row = {"space": self._space, "collection": digest(*key)}
        with self.transaction() as connection:
            return [item_of(each) for each in connection.execute(statements.LIST, wanted(row))]

    def get(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        with self.transaction() as connection:
            row = connection.execute(statements.GET, wanted(self._row(key, identity))).first()
            if row is None:
                return None
            before.know(connection, self._space, row.latest)
            return item_of(row)

    def put(self, key: Key, item: Item) -> Item:
        """See ``Store``."""
        row, now = self._row(key, item.id), self._clock()
        told = row_of(self._space, key, Item(item.id, item.values, item.parents, 1, now))
        with self.transaction() as connection:
            before.keep(connection, ITEMS, told)
            version, buried = writing(connection).kept(connection, told)
            if buried:
                before.keep(connection, GONE, row)
                connection.execute(statements.REVIVE, wanted(row))
        return Item(item.id, item.values, item.parents, version, now)

    def remove(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        row = self._row(key, identity)
        with self.transaction() as connection:
            before.keep(connection, ITEMS, {**row, "subject": digest(key[0])})
            found = writing(connection).removed(connection, row)
            if found is None:
                return None
            before.keep(connection, GONE, row)
            told = {**row, "collection_key": json.dumps(key), "id": json.dumps(identity)}
            connection.execute(statements.ADD[GONE.name], told)
            return item_of(found)

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """See ``Store``."""
        said = json.dumps({resource: identity})[1:-1]  # as it stands in the column, whatever else does
        row = wanted({"space": self._space, "subject": digest(subject)})
        theirs = statements.CHILDREN.where(ITEMS.c.parents.contains(said, autoescape=True))
        with self.transaction() as connection:
            rows = connection.execute(theirs, row).all()
        for each in rows:
            item = item_of(each)
            if item.parents.get(resource) == identity:
                self.remove(tuple(json.loads(each.collection_key)), item.id)

    def gone(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        return self._first(statements.IS_GONE, wanted(self._row(key, identity))) is not None

    def used(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        found = self._first(statements.IS_USED, wanted(self._row(key, identity)))
        return bool(found and found[0])

    def number(self, name: str) -> int:
        """See ``Store``."""
        row = series_of(self._space, name)
        with self.transaction() as connection:
            before.keep(connection, NUMBERS, row)
            return writing(connection).counted(connection, row) - 1

    def _first(self, statement: Any, values: dict[str, Any]) -> Row[Any] | None:
        with self.transaction() as connection:
            return connection.execute(statement, values).first()

    def _row(self, key: Key, identity: str) -> dict[str, str]:
        return {"space": self._space, "collection": digest(*key), "name": digest(identity)}


def _keep_all(connection: Connection, space: str) -> None:
    for table in dumping.TABLES:
        before.keep_all(connection, table, space)
