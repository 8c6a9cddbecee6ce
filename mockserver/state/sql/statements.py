"""What is asked of the tables; made once, for that takes longer than asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from mockserver.state.sql.tables import GONE, ITEMS, OPENED, OVER, RECORDS

_ROW = ("space", "collection", "name")
_RECORD = ("space", "kind", "name")


def where(table: Table, *names: str) -> list[ColumnElement[bool]]:
    """That columns are what ``wanted`` says."""
    return [table.c[name] == bindparam(f"w_{name}") for name in names]


def wanted(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the parameters of what asks for it."""
    return {f"w_{name}": value for name, value in row.items()}


LATEST: Select[Any] = select(func.max(OVER.c.session)).where(*where(OVER, "space"))
"""See ``before.latest``; told along with what is mostly asked before something is changed."""
_LATEST = LATEST.scalar_subquery().label("latest")
GET: Select[Any] = select(ITEMS, _LATEST).where(*where(ITEMS, *_ROW))
LIST: Select[Any] = select(ITEMS).where(*where(ITEMS, "space", "collection")).order_by(ITEMS.c.place)
CHILDREN: Select[Any] = select(ITEMS).where(*where(ITEMS, "space", "subject"))
REMOVE: Delete = delete(ITEMS).where(*where(ITEMS, *_ROW))
REVIVE: Delete = delete(GONE).where(*where(GONE, *_ROW))
IS_GONE: Select[Any] = select(GONE.c.space).where(*where(GONE, *_ROW))
IS_USED: Select[Any] = select(or_(*(exists().where(*where(each, *_ROW)) for each in (ITEMS, GONE))))
_TOUCHED = [exists().where(*where(each, "space", "collection")) for each in (OPENED, ITEMS, GONE)]
IS_OPEN: Select[Any] = select(or_(*_TOUCHED), _LATEST)
ADD: Mapping[str, Insert] = {each.name: insert(each) for each in (ITEMS, GONE, OPENED)}
RECORD: Select[Any] = select(RECORDS.c.value).where(*where(RECORDS, *_RECORD))
FORGET: Delete = delete(RECORDS).where(*where(RECORDS, "space", "kind"))
PRUNE: Delete = delete(RECORDS).where(RECORDS.c.space == bindparam("w_space"), RECORDS.c.until < bindparam("w_now"))
