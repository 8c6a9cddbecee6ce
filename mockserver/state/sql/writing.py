"""What changes rows: in one statement that tells what there is then, or in as many as MySQL and MariaDB need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Table, delete, exists, insert, literal_column, select, text
from sqlalchemy.dialects import mysql, postgresql, sqlite

from mockserver.state.sql.statements import GET, IS_GONE, RECORD, REMOVE, wanted, where
from mockserver.state.sql.tables import GONE, ITEMS, NUMBERS, RECORDS, SESSIONS

_CHANGING = ("members", "parents", "changed")
_ROW = ("space", "collection", "name")
_RECORD = ("space", "kind", "name")
_TOLD = ("value", "until")
REVISION = select(SESSIONS.c.revision).where(*where(SESSIONS, "id"))
"""How often what a session has beside items was changed."""
Row = Mapping[str, Any]


class Writing(Protocol):
    """Asked in a transaction that nobody else has of the row's space."""

    def kept(self, connection: Connection, row: Row) -> tuple[int, bool]:
        """An item is added, or takes the place of the one with its id; its version, and was there one, long ago?"""

    def removed(self, connection: Connection, row: Row) -> Any:
        """An item is taken away; its row as it was, None where there was none."""

    def counted(self, connection: Connection, row: Row) -> int:
        """A series goes on by as many numbers as its row says; the one that comes next then. Needs no transaction."""

    def drawn(self, connection: Connection, row: Row, session: int) -> tuple[int, int | None]:
        """See ``counted``, and the revision of a session as it is then, or just before; None where it is over."""

    def record(self, connection: Connection, row: Row) -> None:
        """A record is added, or takes the place of the one with its name."""

    def record_once(self, connection: Connection, row: Row) -> None:
        """A record is added, unless there is one with its name."""

    def taken(self, connection: Connection, row: Row) -> str | None:
        """The value of a record that is taken away; None where there was none."""

    def unless_there(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Rows are added that are not there."""


class Returning:
    """See ``Writing``: in one statement each, made once, for that takes longer than asking.

    Args:
        insert: makes one that may know what to do where there is such a row.
    """

    def __init__(self, insert: Callable[[Table], Any]) -> None:
        self._insert = insert
        self._kept, self._counted = _kept(insert(ITEMS)), _counted(insert(NUMBERS))
        self._drawn = _counted(insert(NUMBERS)).returning(REVISION.scalar_subquery())
        self._removed: Any = REMOVE.returning(ITEMS)
        self._record = _recorded(insert(RECORDS))
        self._once = insert(RECORDS).on_conflict_do_nothing(index_elements=_RECORD)
        self._taken: Any = delete(RECORDS).where(*where(RECORDS, *_RECORD)).returning(RECORDS.c.value)

    def kept(self, connection: Connection, row: Row) -> tuple[int, bool]:
        """See ``Writing``."""
        version, buried = connection.execute(self._kept, row).one()
        return version, buried

    def removed(self, connection: Connection, row: Row) -> Any:
        """See ``Writing``."""
        return connection.execute(self._removed, wanted(row)).first()

    def counted(self, connection: Connection, row: Row) -> int:
        """See ``Writing``."""
        return int(connection.execute(self._counted, row).scalar_one())

    def drawn(self, connection: Connection, row: Row, session: int) -> tuple[int, int | None]:
        """See ``Writing``."""
        number, revision = connection.execute(self._drawn, {**row, "w_id": session}).one()
        return number, revision

    def record(self, connection: Connection, row: Row) -> None:
        """See ``Writing``."""
        connection.execute(self._record, row)

    def record_once(self, connection: Connection, row: Row) -> None:
        """See ``Writing``."""
        connection.execute(self._once, row)

    def taken(self, connection: Connection, row: Row) -> str | None:
        """See ``Writing``."""
        found: str | None = connection.execute(self._taken, wanted(row)).scalar()
        return found

    def unless_there(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writing``."""
        connection.execute(self._insert(table).on_conflict_do_nothing(), list(rows))


def _kept(made: Any) -> Any:
    # named in full by hand: what is returned has no names of tables, and the inner one's would be meant
    buried = exists().where(*(GONE.c[name] == literal_column(f"{ITEMS.name}.{name}") for name in _ROW))
    later = {name: made.excluded[name] for name in _CHANGING} | {"version": ITEMS.c.version + 1}
    return made.on_conflict_do_update(index_elements=_ROW, set_=later).returning(ITEMS.c.version, buried)


def _counted(made: Any) -> Any:
    again = {"next": NUMBERS.c.next + made.excluded.next}
    return made.on_conflict_do_update(index_elements=("space", "name"), set_=again).returning(NUMBERS.c.next)


def _recorded(made: Any) -> Any:
    return made.on_conflict_do_update(index_elements=_RECORD, set_={name: made.excluded[name] for name in _TOLD})


class Plain:
    """See ``Writing``: neither MySQL nor every MariaDB tells what a row is after it was changed."""

    def __init__(self) -> None:
        items, records = mysql.insert(ITEMS), mysql.insert(RECORDS)
        later = {name: items.inserted[name] for name in _CHANGING} | {"version": ITEMS.c.version + 1}
        self._kept = items.on_duplicate_key_update(later)
        self._record = records.on_duplicate_key_update({name: records.inserted[name] for name in _TOLD})
        # the number that it is then, whoever has it count in between. Source: MySQL 8.4, 14.15, LAST_INSERT_ID(expr)
        self._counted = text(
            "INSERT INTO ringback_numbers (space, name, next, series) "
            "VALUES (:space, :name, LAST_INSERT_ID(:next), :series) "
            "ON DUPLICATE KEY UPDATE next = LAST_INSERT_ID(next + :next)"
        )
        self._number = text("SELECT LAST_INSERT_ID()")

    def kept(self, connection: Connection, row: Row) -> tuple[int, bool]:
        """See ``Writing``."""
        connection.execute(self._kept, row)
        asked = wanted({name: row[name] for name in _ROW})
        buried = connection.execute(IS_GONE, asked).first() is not None
        return connection.execute(GET, asked).one().version, buried

    def removed(self, connection: Connection, row: Row) -> Any:
        """See ``Writing``."""
        found = connection.execute(GET, wanted(row)).first()
        connection.execute(REMOVE, wanted(row))
        return found

    def counted(self, connection: Connection, row: Row) -> int:
        """See ``Writing``."""
        connection.execute(self._counted, row)
        return int(connection.execute(self._number).scalar_one())

    def drawn(self, connection: Connection, row: Row, session: int) -> tuple[int, int | None]:
        """See ``Writing``."""
        revision = connection.execute(REVISION, wanted({"id": session})).scalar()
        return self.counted(connection, row), revision

    def record(self, connection: Connection, row: Row) -> None:
        """See ``Writing``."""
        connection.execute(self._record, row)

    def record_once(self, connection: Connection, row: Row) -> None:
        """See ``Writing``."""
        self.unless_there(connection, RECORDS, [row])

    def taken(self, connection: Connection, row: Row) -> str | None:
        """See ``Writing``."""
        found: str | None = connection.execute(RECORD, wanted(row)).scalar()
        connection.execute(delete(RECORDS).where(*where(RECORDS, *_RECORD)), wanted(row))
        return found

    def unless_there(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writing``."""
        connection.execute(insert(table).prefix_with("IGNORE"), list(rows))


_OF_EACH: Mapping[str, Writing] = {
    "postgresql": Returning(postgresql.insert),
    "sqlite": Returning(sqlite.insert),
    "mysql": Plain(),
}


def writing(connection: Connection) -> Writing:
    """How the database is written to that a connection leads to."""
    return _OF_EACH[connection.dialect.name]
