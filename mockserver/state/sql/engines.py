"""Connections to a database: what its URL may say, and how each connection is begun."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from time import sleep as pause
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from mockserver.errors import MockError
from specs.whole_files import begin_privately

PATIENCE = 10
"""Seconds to wait for a connection, and for others to let go of what they hold."""
GRACE = 2
"""Seconds more in which a server has to have said that it was too long."""
_KINDS = ("sqlite", "postgresql", "mysql", "mariadb")
_HINT = "write sqlite:///state.db, or postgresql+psycopg:// or mysql+pymysql://user:password@host/database"
_DRIVERS = {"postgresql": ("sql", "postgresql+psycopg"), "mysql": ("mysql", "mysql+pymysql")}
"""What is installed for a kind of database, and how a URL names it."""
_LEVELS = ("full", "normal", "off")
_BEFORE_ANOTHER_TRY = 0.02
_OF_MYSQL = ("mysql", "mariadb")
_WHOLE = PATIENCE + GRACE
_OF_LINE = {"connect_timeout": PATIENCE, "read_timeout": _WHOLE, "write_timeout": _WHOLE}
"""How long PyMySQL waits for a server that says nothing."""


def read(url: str) -> URL:
    """A URL, as SQLAlchemy writes them. Raises MockError: it is that of no database that can be used."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise MockError("--state is no URL of a database", hint=_HINT) from error
    kind, _, driver = found.drivername.partition("+")
    if kind not in _KINDS:
        told = f"state is kept in SQLite, PostgreSQL, MySQL or MariaDB, and not in {found.get_backend_name()}"
        raise MockError(told, hint=_HINT)
    if kind in _OF_MYSQL:  # SQLAlchemy would take them for two, by their names
        found = found.set(drivername=f"mysql+{driver or 'pymysql'}")
    if found.get_backend_name() == "sqlite" and found.database in (None, "", ":memory:"):
        raise MockError("--state names no file of SQLite", hint=_HINT)
    if _synchronous(found) not in _LEVELS:
        raise MockError(f"--state has a synchronous that is none of {', '.join(_LEVELS)}", hint="leave it out for full")
    return found


def engine_of(url: URL) -> Engine:
    """Makes connections that begin no transactions of themselves. Raises MockError: there is no driver."""
    try:
        if url.get_backend_name() == "sqlite":
            file = url.difference_update_query(["synchronous"])
            with suppress(OSError):  # SQLite tells it better
                begin_privately(Path(str(url.database)))  # it would leave the permissions to the mask
            engine = create_engine(file, connect_args={"timeout": PATIENCE}, **_pool())
            event.listen(engine, "connect", partial(_durable, _synchronous(url)))
            return engine
        if url.get_backend_name() == "mysql":
            engine = create_engine(url, connect_args=_OF_LINE, **_pool())
            event.listen(engine, "connect", _limited)
            return engine
        return create_engine(url, connect_args=_limits(url), **_pool())
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        told = f"{url.drivername} needs a driver that is not installed: {error}"
        extra, driver = _DRIVERS.get(url.get_backend_name(), _DRIVERS["postgresql"])
        raise MockError(told, hint=f"pip install 'ringback[{extra}]' and write {driver}://…") from error


def _pool() -> dict[str, Any]:
    """As many connections as there are threads that answer requests, and no more, for servers have few to give."""
    return {"isolation_level": "AUTOCOMMIT", "pool_size": 8, "max_overflow": 0, "pool_timeout": PATIENCE}


def _limited(connection: Any, _: object) -> None:
    """How long MySQL may wait, and for us; and what a transaction sees that has waited for a lock: see ``locking``."""
    cursor = connection.cursor()
    cursor.execute(f"SET SESSION innodb_lock_wait_timeout = {PATIENCE}, wait_timeout = {PATIENCE + GRACE}")
    cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    cursor.close()


def _limits(url: URL) -> dict[str, Any]:
    """How long PostgreSQL may take, and wait for us; what the URL has for options goes on counting."""
    of_server = dict.fromkeys(("lock_timeout", "statement_timeout"), PATIENCE)
    of_server["idle_in_transaction_session_timeout"] = PATIENCE + GRACE  # of a machine that has vanished
    waits = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in of_server.items())
    said = url.query.get("options", "")
    options = (waits, said) if isinstance(said, str) else (waits, *said)
    return {"connect_timeout": PATIENCE, "options": " ".join(filter(None, options))}


def _synchronous(url: URL) -> str:
    """Of a file of SQLite, what has to be on the disk, and when."""
    return str(url.query.get("synchronous", "full")).lower()


def _durable(level: str, connection: Any, _: object) -> None:
    """Each commit is on the disk before it is acknowledged, unless the URL says that this does not matter."""
    cursor = connection.cursor()
    for line in ("PRAGMA journal_mode=WAL", f"PRAGMA synchronous={level}"):
        _insist(partial(cursor.execute, line))
    cursor.close()


def _insist(ask: Callable[[], object]) -> None:
    """Ask again for as long as a file is locked: whoever changes its journal is not made to wait, but refused at once.

    Source: SQLite, "Result and Error Codes", SQLITE_BUSY: a busy handler is not called where two could wait for each
    other.
    """
    end = monotonic() + PATIENCE
    while True:
        try:
            ask()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= end:
                raise
        else:
            return
        pause(_BEFORE_ANOTHER_TRY)
