"""All that a store holds in a database, read as a snapshot and written from one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from mockserver.state.snapshots import Snapshot
from mockserver.state.sql import statements
from mockserver.state.sql.database import digest
from mockserver.state.sql.rows import item_of, row_of
from mockserver.state.sql.statements import wanted
from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, OPENED
from mockserver.state.store import Item, Key


def dumped(connection: Connection, space: str) -> Snapshot:
    """What is in a space; nothing else may change it meanwhile."""
    tables: dict[Key, dict[str, Item]] = {key: {} for key, _ in _named(connection, OPENED.name, space)}
    gone: dict[Key, set[str]] = {}
    for key, row in _named(connection, GONE.name, space):
        tables.setdefault(key, {})
        gone.setdefault(key, set()).add(json.loads(row.id))
    for key, row in _named(connection, ITEMS.name, space):
        item = item_of(row)
        tables.setdefault(key, {})[item.id] = item
    numbers = connection.execute(statements.ALL[NUMBERS.name], wanted({"space": space}))
    counted = {json.loads(row.series): row.next for row in numbers if row.series}
    return Snapshot(tables, {key: frozenset(ids) for key, ids in gone.items()}, counted)


def _named(connection: Connection, table: str, space: str) -> Iterator[tuple[Key, Any]]:
    """The rows of a table whose names are known, with their keys."""
    for row in connection.execute(statements.ALL[table], wanted({"space": space})):
        if row.collection_key:
            yield tuple(json.loads(row.collection_key)), row


def clear(connection: Connection, space: str) -> None:
    """Leave nothing in a space."""
    for statement in statements.CLEAR:
        connection.execute(statement, wanted({"space": space}))


def restore(connection: Connection, space: str, earlier: Snapshot) -> None:
    """Leave nothing in a space but what a snapshot holds."""
    clear(connection, space)
    rows: dict[str, list[dict[str, Any]]] = {
        ITEMS.name: [row_of(space, key, item) for key, items in earlier.tables.items() for item in items.values()],
        OPENED.name: [_collection(space, key) for key in earlier.tables],
        GONE.name: [
            {**_collection(space, key), "name": digest(each), "id": json.dumps(each)}
            for key, ids in earlier.gone.items()
            for each in ids
        ],
        NUMBERS.name: [
            {"space": space, "name": digest(name), "series": json.dumps(name), "next": number}
            for name, number in earlier.numbers.items()
        ],
    }
    for table, each in rows.items():
        if each:
            connection.execute(statements.ADD[table], each)


def _collection(space: str, key: Key) -> dict[str, Any]:
    return {"space": space, "collection": digest(*key), "collection_key": json.dumps(key)}
