"""A database that mocks keep what they remember in: opened, brought up to date, and asked in transactions."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, column, inspect, select, table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from mockserver.errors import MockError, StoreError
from mockserver.state.sql import engines, locking
from mockserver.state.sql.silence import Turns, Watch, Watched
from mockserver.state.sql.tables import HEAD, VERSIONS

T = TypeVar("T")
_MEMO = "ringback"


class Database:
    """One database; may be asked by several threads. To be opened in the process that uses it.

    Args:
        url: as SQLAlchemy writes them.

    Raises:
        MockError: it cannot be opened, or is not one of ours.
    """

    def __init__(self, url: str) -> None:
        self._url = engines.read(url)
        self._engine = engines.engine_of(self._url)
        self._own = threading.local()
        self._watch = Watch(engines.PATIENCE + engines.GRACE)
        self._turns = Turns(engines.PATIENCE)
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

    @property
    def kind(self) -> str:
        """What it is: ``postgresql``, ``mysql`` (MariaDB, too) or ``sqlite``."""
        return self._engine.dialect.name

    @contextmanager
    def transaction(self, *spaces: str) -> Iterator[Connection]:
        """Ask as if nobody else asked in some spaces; what is written is kept when it ends, and not if it fails.

        Within another of the same thread it is a part of that one.

        Raises:
            StoreError: the database cannot be reached, or others do not let go of it. Nothing was kept.
        """
        outer: Connection | None = getattr(self._own, "connection", None)
        if outer is not None:
            yield outer
            return
        with self._told(), self._asked(), self._begun(spaces) as connection:
            self._own.connection = connection
            connection.info[_MEMO] = {}
            try:
                yield connection
            except BaseException:
                if not connection.invalidated:
                    locking.end(connection, kept=False)
                raise
            finally:
                self._own.connection = None
            locking.end(connection, kept=True)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        with self._turns.one() as may:
            if not may:
                raise StoreError(f"the state in {self.name} cannot be reached: it does not answer", hint="see --state")
            yield

    def first(self, statement: Executable, values: Mapping[str, Any]) -> Any:
        """The first row that a statement tells which changes nothing, as of now; None where there is none.

        Nobody is waited for.

        Raises:
            StoreError: as ``transaction``.
        """
        return self.ask(lambda connection: connection.execute(statement, values).first())

    def ask(self, ask: Callable[[Connection], T]) -> T:
        """What somebody finds by one statement, which is a transaction of its own unless it is within one.

        Where the connection was lost meanwhile it may be made twice. Raises StoreError: as ``transaction``.
        """
        outer: Connection | None = getattr(self._own, "connection", None)
        if outer is not None:
            return ask(outer)
        with self._told(), self._asked(), ExitStack() as stack:
            return self._first(stack, ask)[1]

    @contextmanager
    def _begun(self, spaces: Iterable[str]) -> Iterator[Connection]:
        """A connection on which nobody else changes the spaces."""
        with ExitStack() as stack:
            yield self._first(stack, lambda connection: locking.begin(connection, spaces))[0]

    def _first(self, stack: ExitStack, ask: Callable[[Connection], T]) -> tuple[Connection, T]:
        """A connection until the stack is closed, and what was asked over it first.

        Where the other side has ended the connection since it was last used, a new one.
        """
        connection, watched = self._connected(stack)
        try:
            return connection, ask(connection)
        except DBAPIError as error:
            if not error.connection_invalidated or (watched and watched.broken):
                raise
        stack.close()
        connection, _ = self._connected(stack)
        return connection, ask(connection)

    def _connected(self, stack: ExitStack) -> tuple[Connection, Watched | None]:
        """A connection until the stack is closed, and who watches over it; nobody where no driver waits for ever."""
        connection = stack.enter_context(self._engine.connect())
        if self.kind != "postgresql":
            return connection, None
        driver: Any = connection.connection.dbapi_connection
        return connection, stack.enter_context(self._watch.over(driver.fileno()))

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
        self._watch.close()

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


def memo(connection: Connection) -> dict[Any, Any]:
    """What is known of a space, by whoever has asked, until the transaction ends in which a connection is."""
    known: dict[Any, Any] = connection.info[_MEMO]
    return known


def digest(*parts: str) -> str:
    """32 hexadecimal digits that stand for some texts."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


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
    from alembic import command  # it takes time, and most find the tables as they are to be
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
