"""What is asked of the tables; made once, for that takes longer than asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, OPENED, RECORDS

_CHANGING = ("members", "parents", "changed")
_ROW = ("space", "collection", "name")


def _where(table: Table, *names: str) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(f"w_{name}") for name in names]


def wanted(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the parameters of what asks for it."""
    return {f"w_{name}": value for name, value in row.items()}


def _kept(dialect: str) -> Any:
    """An item is added, or takes the place of the one with its id, a version later."""
    made = (postgresql if dialect == "postgresql" else sqlite).insert(ITEMS)
    later = {name: made.excluded[name] for name in _CHANGING} | {"version": ITEMS.c.version + 1}
    return made.on_conflict_do_update(index_elements=_ROW, set_=later).returning(ITEMS.c.version)


KEEP = {dialect: _kept(dialect) for dialect in ("postgresql", "sqlite")}
GET: Select[Any] = select(ITEMS).where(*_where(ITEMS, *_ROW))
LIST: Select[Any] = select(ITEMS).where(*_where(ITEMS, "space", "collection")).order_by(ITEMS.c.place)
CHILDREN: Select[Any] = select(ITEMS).where(*_where(ITEMS, "space", "subject"))
REMOVE: Delete = delete(ITEMS).where(*_where(ITEMS, *_ROW))
BURY: Insert = insert(GONE)
REVIVE: Delete = delete(GONE).where(*_where(GONE, *_ROW))
IS_GONE: Select[Any] = select(GONE.c.space).where(*_where(GONE, *_ROW))
IS_OPEN: Select[Any] = select(OPENED.c.space).where(*_where(OPENED, "space", "collection"))
OPEN: Insert = insert(OPENED)
COUNT: Any = (
    update(NUMBERS).where(*_where(NUMBERS, "space", "name")).values(next=NUMBERS.c.next + 1).returning(NUMBERS.c.next)
)
COUNT_FIRST: Insert = insert(NUMBERS)
CLEAR: tuple[Delete, ...] = tuple(delete(each).where(*_where(each, "space")) for each in (ITEMS, GONE, OPENED, NUMBERS))
_RECORD = ("space", "kind", "name")
RECORD: Select[Any] = select(RECORDS.c.value).where(*_where(RECORDS, *_RECORD))
RECORD_AGAIN: Update = update(RECORDS).where(*_where(RECORDS, *_RECORD)).values(value=bindparam("told"))
RECORD_FIRST: Insert = insert(RECORDS)
TAKE: Any = delete(RECORDS).where(*_where(RECORDS, *_RECORD)).returning(RECORDS.c.value)
