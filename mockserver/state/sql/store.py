"""Items in a database."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Row

from mockserver.state.sql import statements
from mockserver.state.sql.database import Database, digest
from mockserver.state.sql.statements import wanted
from mockserver.state.sql.tables import ITEMS
from mockserver.state.store import Item, Key
from specs.messages import write_json


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
        for statement in statements.CLEAR:
            self._do(statement, wanted({"space": self._space}))

    def opened(self, key: Key) -> bool:
        """See ``Store``."""
        row = {"space": self._space, "collection": digest(*key)}
        known = self._first(statements.IS_OPEN, wanted(row)) is not None
        if not known:
            self._do(statements.OPEN, row)
        return known

    def items(self, key: Key) -> list[Item]:
        """See ``Store``."""
        row = {"space": self._space, "collection": digest(*key)}
        with self.transaction() as connection:
            return [_item(each) for each in connection.execute(statements.LIST, wanted(row))]

    def get(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        row = self._first(statements.GET, wanted(self._row(key, identity)))
        return _item(row) if row is not None else None

    def put(self, key: Key, item: Item) -> Item:
        """See ``Store``."""
        row, now = self._row(key, item.id), self._clock()
        told = {
            "subject": digest(key[0]),
            "collection_key": json.dumps(key),
            "id": json.dumps(item.id),
            "members": write_json(item.values).decode(),
            "parents": json.dumps(dict(item.parents)),
            "version": 1,
            "changed": now,
        }
        with self.transaction() as connection:
            version: int = connection.execute(statements.KEEP[connection.dialect.name], {**row, **told}).scalar_one()
            if version == 1:
                connection.execute(statements.REVIVE, wanted(row))
        return Item(item.id, item.values, item.parents, version, now)

    def remove(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        item, row = self.get(key, identity), self._row(key, identity)
        if item is not None:
            self._do(statements.REMOVE, wanted(row))
            self._do(statements.BURY, row)
        return item

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """See ``Store``."""
        said = json.dumps({resource: identity})[1:-1]  # as it stands in the column, whatever else does
        row = wanted({"space": self._space, "subject": digest(subject)})
        theirs = statements.CHILDREN.where(ITEMS.c.parents.contains(said, autoescape=True))
        with self.transaction() as connection:
            rows = connection.execute(theirs, row).all()
        for each in rows:
            item = _item(each)
            if item.parents.get(resource) == identity:
                self.remove(tuple(json.loads(each.collection_key)), item.id)

    def gone(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        return self._first(statements.IS_GONE, wanted(self._row(key, identity))) is not None

    def number(self, name: str) -> int:
        """See ``Store``."""
        row = {"space": self._space, "name": digest(name), "next": 1}
        with self.transaction() as connection:
            return int(connection.execute(statements.COUNT[connection.dialect.name], row).scalar_one()) - 1

    def _first(self, statement: Any, values: dict[str, Any]) -> Row[Any] | None:
        with self.transaction() as connection:
            return connection.execute(statement, values).first()

    def _do(self, statement: Any, values: dict[str, Any]) -> None:
        with self.transaction() as connection:
            connection.execute(statement, values)

    def _row(self, key: Key, identity: str) -> dict[str, str]:
        return {"space": self._space, "collection": digest(*key), "name": digest(identity)}


def _item(row: Row[Any]) -> Item:
    return Item(json.loads(row.id), json.loads(row.members), json.loads(row.parents), row.version, row.changed)
