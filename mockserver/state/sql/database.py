"""A database that mocks keep what they remember in: opened, brought up to date, and asked in transactions."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, column, create_engine, event, inspect, select, table
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from mockserver.errors import MockError, StoreError
from mockserver.state.sql.tables import HEAD, VERSIONS

_SECONDS = 10
"""Seconds to wait for a connection, and for others to let go of what they hold."""
_KINDS = ("sqlite", "postgresql")


class Database:
    """One database; may be asked by several threads. To be opened in the process that uses it.

    Args:
        url: as SQLAlchemy writes them.

    Raises:
        MockError: it cannot be opened, or is not one of ours.
    """

    def __init__(self, url: str) -> None:
        self._url = _read(url)
        self._engine = _engine(self._url)
        self._own = threading.local()
        try:
            with self.transaction(digest(VERSIONS)) as connection:
                _bring_up_to_date(connection)
        except MockError:
            self.close()
            raise

    @property
    def name(self) -> str:
        """Its URL without a password."""
        return self._url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self, space: str) -> Iterator[Connection]:
        """Ask as if nobody else asked in a space; what is written is kept when it ends, and not if it fails.

        Within another of the same thread it is a part of that one.

        Raises:
            StoreError: the database cannot be reached, or others do not let go of it. Nothing was kept.
        """
        outer: Connection | None = getattr(self._own, "connection", None)
        if outer is not None:
            yield outer
            return
        with self._told(), self._begun(space) as connection:
            self._own.connection = connection
            try:
                yield connection
            except BaseException:
                if not connection.invalidated:
                    connection.exec_driver_sql("ROLLBACK")
                raise
            finally:
                self._own.connection = None
            connection.exec_driver_sql("COMMIT")

    @contextmanager
    def _begun(self, space: str) -> Iterator[Connection]:
        """A connection on which nobody else changes the space; a new one where the other side has ended the old."""
        connection = self._engine.connect()
        try:
            try:
                connection.exec_driver_sql(self._begin(space))
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                connection.close()
                connection = self._engine.connect()
                connection.exec_driver_sql(self._begin(space))
            yield connection
        finally:
            connection.close()

    def _begin(self, space: str) -> str:
        """What begins a transaction, in one go; a lock of SQLite's is for the whole file."""
        if self._engine.dialect.name == "postgresql":
            return f"BEGIN; SELECT pg_advisory_xact_lock({int(space[:15], 16)})"
        return "BEGIN IMMEDIATE"

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            told = " ".join(str(cause).split()) or type(cause).__name__
            password = self._url.password
            told = told.replace(str(password), "***") if password else told
            raise StoreError(f"the state in {self.name} cannot be reached: {told}", hint="see --state") from error


def digest(*parts: str) -> str:
    """32 hexadecimal digits that stand for some texts."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _read(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise MockError("--state is no URL of a database", hint=_HINT) from error
    if read.get_backend_name() not in _KINDS:
        told = f"state is kept in SQLite or PostgreSQL, and not in {read.get_backend_name()}"
        raise MockError(told, hint=_HINT)
    if read.get_backend_name() == "sqlite" and read.database in (None, "", ":memory:"):
        raise MockError("--state names no file of SQLite", hint=_HINT)
    return read


_HINT = "write sqlite:///state.db or postgresql+psycopg://user:password@host/database"


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": _SECONDS}, isolation_level="AUTOCOMMIT")
            event.listen(engine, "connect", _durable)
            return engine
        waits = f"-c lock_timeout={_SECONDS}s -c statement_timeout={_SECONDS}s"
        connect: dict[str, Any] = {"connect_timeout": _SECONDS, "options": waits}
        return create_engine(url, connect_args=connect, isolation_level="AUTOCOMMIT")
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        told = f"{url.drivername} needs a driver that is not installed: {error}"
        raise MockError(told, hint="pip install 'ringback[sql]' and write postgresql+psycopg://…") from error


def _durable(connection: Any, _: object) -> None:
    """Each commit is on the disk before it is acknowledged."""
    cursor = connection.cursor()
    for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        cursor.execute(line)
    cursor.close()


def _bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that the database has not had."""
    known = None
    if inspect(connection).has_table(VERSIONS):
        known = connection.execute(select(column("version_num")).select_from(table(VERSIONS))).scalar()
    if known == HEAD:
        return
    if known is not None and known > HEAD:
        raise MockError(
            f"the state was kept by a later ringback (its tables have version {known}, this one knows {HEAD})",
            hint="install that one, or name another database",
        )
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
