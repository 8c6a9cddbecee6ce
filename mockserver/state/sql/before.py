"""What a session sees of a space that others go on changing: each row as it was when the session was opened.

Nothing is copied when one is opened. Whoever changes a row for the first time since the last session was opened over
the space keeps the row as it was, and those that were opened until then look there first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, exists, select

from mockserver.state.sql.database import memo
from mockserver.state.sql.statements import LATEST, wanted, where
from mockserver.state.sql.tables import BEFORE, GONE, ITEMS, NUMBERS, OPENED, OVER, RECORDS
from mockserver.state.sql.writing import writing

_KEYS: Mapping[str, tuple[str, str]] = {
    ITEMS.name: ("collection", "name"),
    GONE.name: ("collection", "name"),
    OPENED.name: ("collection", ""),
    NUMBERS.name: ("", "name"),
    RECORDS.name: ("kind", "name"),
}
"""Of each table, the columns that tell the rows of a space apart."""


_ROW: Mapping[str, Select[Any]] = {
    table.name: select(table).where(*where(table, "space", *filter(None, _KEYS[table.name])))
    for table in (ITEMS, GONE, OPENED, NUMBERS, RECORDS)
}
_SINCE = [*where(BEFORE, "space", "kind"), BEFORE.c.session >= bindparam("w_session")]
_IMAGE = select(BEFORE.c.row).where(*_SINCE, *where(BEFORE, "collection", "name")).order_by(BEFORE.c.session).limit(1)
_IMAGES: Mapping[tuple[str, ...], Select[Any]] = {
    narrowed: select(BEFORE).where(*_SINCE, *where(BEFORE, *narrowed)).order_by(BEFORE.c.session)
    for narrowed in ((), ("collection",), ("subject",))
}
_KEPT = select(BEFORE.c.collection, BEFORE.c.name).where(*_SINCE)
_KEPT_ONE = _KEPT.where(*where(BEFORE, "collection", "name"))
_ROWS: Mapping[tuple[str, tuple[str, ...]], Select[Any]] = {
    (table.name, narrowed): select(table).where(*where(table, "space", *narrowed))
    for table in (ITEMS, GONE, OPENED, NUMBERS, RECORDS)
    for narrowed in (*_IMAGES, ("kind",))
    if all(name in table.c for name in narrowed)
}
_NEEDED = exists().where(OVER.c.space == BEFORE.c.space, OVER.c.session <= BEFORE.c.session)
_NEEDLESS = delete(BEFORE).where(*where(BEFORE, "space"), ~_NEEDED)


def keep(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Keep a row as it is, or that there is none, if somebody may want to know later; called before it is changed.

    Args:
        connection: in a transaction that nobody else has of the space.
        table: of the row.
        row: the columns that tell it from others, its space and, of an item, its subject; others do not matter.
    """
    if _latest(connection, row["space"]) is not None:
        for each in _unkept(connection, table, [row]):
            found = one(connection, table, each)
            _keep(connection, table, [(each, None if found is None else found._asdict())])


def keep_all(connection: Connection, table: Table, space: str, **narrowed: str) -> None:
    """Keep all rows of a space, or those of which a column has a value."""
    if _latest(connection, space) is not None:
        found = [each._asdict() for each in rows(connection, table, {"space": space, **narrowed})]
        _keep(connection, table, [(each, each) for each in _unkept(connection, table, found)])


def keep_none(connection: Connection, table: Table, space: str, made: Iterable[Mapping[str, Any]]) -> None:
    """Keep that some rows of a space were not there."""
    if _latest(connection, space) is not None:
        _keep(connection, table, [(each, None) for each in _unkept(connection, table, list(made))])


def _keep(
    connection: Connection, table: Table, kept: Iterable[tuple[Mapping[str, Any], Mapping[str, Any] | None]]
) -> None:
    images = [
        {
            "space": row["space"],
            "kind": _kind(table),
            **_key(table, row),
            "session": _latest(connection, row["space"]),
            "subject": row["subject"] if table is ITEMS else "",
            "row": None if told is None else json.dumps(dict(told)),
        }
        for row, told in kept
    ]
    if images:
        writing(connection).unless_there(connection, BEFORE, images)


def _unkept(connection: Connection, table: Table, asked: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those rows of one space of which nothing is kept yet for the latest session, nor for one that was later.

    That may be over; what was kept for it is older than what is there now.
    """
    if not asked:
        return []
    space = asked[0]["space"]
    told = {"space": space, "kind": _kind(table), "session": _latest(connection, space)}
    if len(asked) == 1:
        found = connection.execute(_KEPT_ONE, wanted({**told, **_key(table, asked[0])}))
    else:
        found = connection.execute(_KEPT, wanted(told))
    known = {tuple(each) for each in found}
    return [each for each in asked if tuple(_key(table, each).values()) not in known]


def _latest(connection: Connection, space: str) -> int | None:
    """The last session that is open over a space; asked once in a transaction, for none is opened meanwhile."""
    known = memo(connection)
    if space not in known:
        known[space] = connection.execute(LATEST, wanted({"space": space})).scalar()
    session: int | None = known[space]
    return session


def know(connection: Connection, space: str, latest: int | None) -> None:
    """The last session that is open over a space was told along with something else; called as ``keep`` is."""
    memo(connection)[space] = latest


def one(connection: Connection, table: Table, row: Mapping[str, Any], session: int | None = None) -> Any:
    """A row as it is, or as it was when a session was opened; None where there is none."""
    names = ("space", *filter(None, _KEYS[table.name]))
    found = connection.execute(_ROW[table.name], wanted({name: row[name] for name in names})).first()
    if session is None:
        return found
    # after the row: who changes it meanwhile keeps it first
    asked = {"space": row["space"], "kind": _kind(table), **_key(table, row), "session": session}
    image = connection.execute(_IMAGE, wanted(asked)).first()
    return found if image is None else _read(image.row)


def rows(connection: Connection, table: Table, asked: Mapping[str, str], session: int | None = None) -> list[Any]:
    """Rows as they are, or as they were when a session was opened; items in the order in which they were made.

    Args:
        connection: may see what others change meanwhile.
        table: theirs.
        asked: their space, and their collection, kind or subject.
        session: its id.
    """
    narrowed = tuple(name for name in asked if name != "space")
    found = list(connection.execute(_ROWS[table.name, narrowed], wanted(asked)))
    if session is not None:
        told = {**asked, "kind": _kind(table), "session": session}
        first: dict[tuple[str, str], str | None] = {}
        for each in connection.execute(_IMAGES[narrowed], wanted(told)):
            first.setdefault((each.collection, each.name), each.row)
        found = [each for each in found if _place(table, each) not in first]
        found += [_read(row) for row in first.values() if row is not None]
    return sorted(found, key=lambda each: each.place) if table is ITEMS else found


def forget(connection: Connection, space: str) -> None:
    """Take away what no session that is open needs to know of a space.

    It is one statement: what is kept for a session that is opened meanwhile it does not see, or else the session, too.
    """
    connection.execute(_NEEDLESS, wanted({"space": space}))


def _kind(table: Table) -> str:
    return table.name.removeprefix("ringback_")


def _key(table: Table, row: Mapping[str, Any]) -> dict[str, str]:
    return dict(zip(("collection", "name"), (row[each] if each else "" for each in _KEYS[table.name]), strict=True))


def _place(table: Table, row: Any) -> tuple[str, str]:
    collection, name = (getattr(row, each) if each else "" for each in _KEYS[table.name])
    return collection, name


def _read(row: str | None) -> Any:
    return None if row is None else SimpleNamespace(**json.loads(row))
