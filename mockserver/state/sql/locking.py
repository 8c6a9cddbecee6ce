"""Transactions as if nobody else asked in some spaces, in the words of each database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from mockserver.state.sql.engines import PATIENCE


def begin(connection: Connection, spaces: Iterable[str]) -> None:
    """Begin one, once nobody else is in one of the spaces; a lock of SQLite's is for the whole file."""
    _BEGIN[connection.dialect.name](connection, sorted(spaces))  # in one order, or two would wait for each other


def end(connection: Connection, *, kept: bool) -> None:
    """End it; whether what was written is kept."""
    try:
        connection.exec_driver_sql("COMMIT" if kept else "ROLLBACK")
    finally:
        if connection.dialect.name == "mysql":  # or whoever gets this connection next has them
            connection.exec_driver_sql("DO RELEASE_ALL_LOCKS()")


def _sqlite(connection: Connection, _: Iterable[str]) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(connection: Connection, spaces: Iterable[str]) -> None:
    """In one go, whatever the database takes for granted.

    With REPEATABLE READ, what others commit while this one waits for the lock would not be seen, and changing it would
    fail. Source: PostgreSQL 17, 13.2.1 and 13.4.2.
    """
    locks = [f"SELECT pg_advisory_xact_lock({int(each[:15], 16)})" for each in spaces]
    connection.exec_driver_sql("; ".join(["BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", *locks]))


def _mysql(connection: Connection, spaces: Iterable[str]) -> None:
    """Locks are the connection's, and of the whole server. Source: MySQL 8.4, 14.14; MariaDB, GET_LOCK."""
    database = hashlib.blake2b((connection.engine.url.database or "").encode(), digest_size=8).hexdigest()
    for each in spaces:
        asked = f"SELECT GET_LOCK('ringback{database}{each}', {PATIENCE})"
        if not connection.exec_driver_sql(asked).scalar():
            connection.exec_driver_sql("DO RELEASE_ALL_LOCKS()")
            raise OperationalError(asked, None, TimeoutError("others do not let go of it"))
    connection.exec_driver_sql("START TRANSACTION")


_BEGIN = {"sqlite": _sqlite, "postgresql": _postgresql, "mysql": _mysql}
