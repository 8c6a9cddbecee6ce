"""Where everything is kept that must outlive a request: in this process, or in a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from mockserver.access.records import MemoryRecords, Records
from mockserver.counting import Ledger
from mockserver.errors import MockError
from mockserver.state.memory import MemoryStore
from mockserver.state.store import Store

if TYPE_CHECKING:
    from mockserver.state.sql.exchanges import Exchanges
    from mockserver.state.sql.homes import Homes


class Keeping(Protocol):
    """What keeps everything of one host, or of one session of it."""

    @property
    def records(self) -> Records:
        """Codes, tokens and what became of them."""

    @property
    def key(self) -> bytes | None:
        """Signs tokens, for all who share what is kept; None where nobody else does."""

    @property
    def waits(self) -> bool:
        """Whether asking it takes so long that others should not wait for it."""

    @property
    def ledger(self) -> Ledger | None:
        """Where the processes that answer a session count together; None where one does, or each counts for itself."""

    def exchanges(self, limit: int, largest: int) -> Exchanges | None:
        """Where these processes keep a journal; None as above. See ``Journal`` for what it is made with."""

    def demand_reachable(self) -> None:
        """Raises StoreError: it cannot be asked now."""

    def close(self) -> None:
        """Let go of it."""

    def store(self, name: str) -> Store:
        """The store of a mock; the same for the same name."""


class Whole(Keeping, Protocol):
    """What keeps everything of one host."""

    @property
    def home(self) -> int | None:
        """The number among ``homes`` of what all processes have that answer for the same; None where one does."""

    def homes(self, memories: Sequence[str]) -> Homes | None:
        """The sessions of all who share what is kept; None where nobody else does.

        Args:
            memories: the names of the host's stores.
        """

    def apart(self, clock: Callable[[], float], room: int, session: int) -> Keeping:
        """What keeps the same as it is now, for one session, and from then on what becomes of it there.

        Args:
            clock: the session's time in seconds since 1970.
            room: bytes that the items may take which are made or changed there, about.
            session: its id among ``homes``, when it was opened; anything where there are none.
        """


class InMemory:
    """See ``Keeping``; gone when the process ends.

    Args:
        clock: the time in seconds since 1970.
    """

    key = None
    waits = False
    ledger = None
    home = None

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.records = MemoryRecords()
        self._stores: dict[str, MemoryStore] = {}

    def exchanges(self, limit: int, largest: int) -> None:
        """See ``Keeping``."""

    def demand_reachable(self) -> None:
        """See ``Keeping``."""

    def close(self) -> None:
        """See ``Keeping``."""

    def homes(self, memories: Sequence[str]) -> None:
        """See ``Whole``."""

    def store(self, name: str) -> MemoryStore:
        """See ``Keeping``."""
        if name not in self._stores:
            self._stores[name] = MemoryStore(self._clock)
        return self._stores[name]

    def apart(self, clock: Callable[[], float], room: int, session: int) -> InMemory:  # noqa: ARG002 - of others
        """See ``Whole``."""
        other = InMemory(clock)
        other.records = self.records.apart()
        other._stores = {name: store.apart(clock, room) for name, store in self._stores.items()}
        return other


def of_server(url: str) -> bool:
    """Whether a database is one that other machines can use, too: then there may be other processes there."""
    return bool(url) and not url.startswith("sqlite")


def kept(url: str, clock: Callable[[], float], together: Sequence[str] = ()) -> Whole:
    """What keeps everything under a URL, as SQLAlchemy writes them; empty for memory.

    Args:
        url: of the database.
        clock: the time in seconds since 1970.
        together: what is remembered by those who answer for the same; empty where this process answers alone.

    Raises:
        MockError: there is no such database, it cannot be reached, or what is needed for it is not installed.
    """
    if not url:
        return InMemory(clock)
    try:
        from mockserver.state.sql.keeping import InDatabase

        return InDatabase(url, clock, together)
    except ModuleNotFoundError as error:
        hint = "pip install 'ringback[sql]'"
        raise MockError(f"a state in a database needs {error.name}, which is not installed", hint=hint) from error
