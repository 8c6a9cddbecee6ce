"""All that a store holds in a database, read as a snapshot and written from one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, delete, insert

from mockserver.state.snapshots import Snapshot
from mockserver.state.sql.database import digest
from mockserver.state.sql.rows import item_of, row_of
from mockserver.state.sql.statements import wanted, where
from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, OPENED
from mockserver.state.store import Item, Key

TABLES = (ITEMS, GONE, OPENED, NUMBERS)
"""Those that a snapshot tells of."""
_CLEAR: tuple[Delete, ...] = tuple(delete(each).where(*where(each, "space")) for each in TABLES)
_ADD: Mapping[str, Insert] = {each.name: insert(each) for each in TABLES}


def dumped(rows: Callable[[Table], Iterable[Any]]) -> Snapshot:
    """What the rows of each table say; nothing else may change them meanwhile."""
    tables: dict[Key, dict[str, Item]] = {key: {} for key, _ in _named(rows(OPENED))}
    gone: dict[Key, set[str]] = {}
    for key, row in _named(rows(GONE)):
        tables.setdefault(key, {})
        gone.setdefault(key, set()).add(json.loads(row.id))
    for key, row in _named(rows(ITEMS)):
        item = item_of(row)
        tables.setdefault(key, {})[item.id] = item
    counted = {json.loads(row.series): row.next for row in rows(NUMBERS) if row.series}
    return Snapshot(tables, {key: frozenset(ids) for key, ids in gone.items()}, counted)


def _named(rows: Iterable[Any]) -> Iterator[tuple[Key, Any]]:
    """Rows whose names are known, with their keys."""
    for row in rows:
        if row.collection_key:
            yield tuple(json.loads(row.collection_key)), row


def clear(connection: Connection, space: str) -> None:
    """Leave nothing in a space."""
    for statement in _CLEAR:
        connection.execute(statement, wanted({"space": space}))


def restore(
    connection: Connection, space: str, earlier: Snapshot
) -> Iterable[tuple[Table, Sequence[Mapping[str, Any]]]]:
    """Leave nothing in a space but what a snapshot holds; the rows of each table that were made."""
    clear(connection, space)
    rows: dict[Table, list[dict[str, Any]]] = {
        ITEMS: [row_of(space, key, item) for key, items in earlier.tables.items() for item in items.values()],
        OPENED: [_collection(space, key) for key in earlier.tables],
        GONE: [
            {**_collection(space, key), "name": digest(each), "id": json.dumps(each)}
            for key, ids in earlier.gone.items()
            for each in ids
        ],
        NUMBERS: [
            {"space": space, "name": digest(name), "series": json.dumps(name), "next": number}
            for name, number in earlier.numbers.items()
        ],
    }
    for table, each in rows.items():
        if each:
            connection.execute(_ADD[table.name], each)
    return rows.items()


def _collection(space: str, key: Key) -> dict[str, Any]:
    return {"space": space, "collection": digest(*key), "collection_key": json.dumps(key)}
