"""What is asked of the tables; made once, for that takes longer than asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, OPENED, RECORDS

_CHANGING = ("members", "parents", "changed")
_ROW = ("space", "collection", "name")
_RECORD = ("space", "kind", "name")


def where(table: Table, *names: str) -> list[ColumnElement[bool]]:
    """That columns are what ``wanted`` says."""
    return [table.c[name] == bindparam(f"w_{name}") for name in names]


def wanted(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the parameters of what asks for it."""
    return {f"w_{name}": value for name, value in row.items()}


def _of_each(made: Callable[[Any], Any]) -> Mapping[str, Any]:
    """A statement that adds a row, or changes the one that is there, by the name of the database's dialect."""
    return {"postgresql": made(postgresql.insert), "sqlite": made(sqlite.insert)}


def _kept(insert: Any) -> Any:
    """An item is added, or takes the place of the one with its id, a version later; and was there one, long ago?"""
    made = insert(ITEMS)
    # named in full by hand: what is returned has no names of tables, and the inner one's would be meant
    buried = exists().where(*(GONE.c[name] == literal_column(f"{ITEMS.name}.{name}") for name in _ROW))
    later = {name: made.excluded[name] for name in _CHANGING} | {"version": ITEMS.c.version + 1}
    return made.on_conflict_do_update(index_elements=_ROW, set_=later).returning(ITEMS.c.version, buried)


def _counted(insert: Any) -> Any:
    made = insert(NUMBERS)
    again = {"next": NUMBERS.c.next + made.excluded.next}
    return made.on_conflict_do_update(index_elements=("space", "name"), set_=again).returning(NUMBERS.c.next)


def _recorded(insert: Any) -> Any:
    made = insert(RECORDS)
    changing = {name: made.excluded[name] for name in ("value", "until")}
    return made.on_conflict_do_update(index_elements=_RECORD, set_=changing)


KEEP = _of_each(_kept)
GET: Select[Any] = select(ITEMS).where(*where(ITEMS, *_ROW))
LIST: Select[Any] = select(ITEMS).where(*where(ITEMS, "space", "collection")).order_by(ITEMS.c.place)
CHILDREN: Select[Any] = select(ITEMS).where(*where(ITEMS, "space", "subject"))
REMOVE: Delete = delete(ITEMS).where(*where(ITEMS, *_ROW))
REVIVE: Delete = delete(GONE).where(*where(GONE, *_ROW))
IS_GONE: Select[Any] = select(GONE.c.space).where(*where(GONE, *_ROW))
IS_USED: Select[Any] = select(or_(*(exists().where(*where(each, *_ROW)) for each in (ITEMS, GONE))))
_TOUCHED = [exists().where(*where(each, "space", "collection")) for each in (OPENED, ITEMS, GONE)]
IS_OPEN: Select[Any] = select(or_(*_TOUCHED))
_COUNT = _of_each(_counted)
ADD: Mapping[str, Insert] = {each.name: insert(each) for each in (ITEMS, GONE, OPENED)}
RECORD: Select[Any] = select(RECORDS.c.value).where(*where(RECORDS, *_RECORD))
RECORD_KEEP = _of_each(_recorded)
RECORD_ONCE = _of_each(lambda insert: insert(RECORDS).on_conflict_do_nothing(index_elements=_RECORD))
FORGET: Delete = delete(RECORDS).where(*where(RECORDS, "space", "kind"))
PRUNE: Delete = delete(RECORDS).where(RECORDS.c.space == bindparam("w_space"), RECORDS.c.until < bindparam("w_now"))
TAKE: Any = delete(RECORDS).where(*where(RECORDS, *_RECORD)).returning(RECORDS.c.value)


def counted(connection: Connection, row: Mapping[str, Any]) -> int:
    """Have a series go on by as many numbers as a row of it says; the one that comes next then."""
    return int(connection.execute(_COUNT[connection.dialect.name], row).scalar_one())
