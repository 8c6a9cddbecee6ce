"""Where everything is kept that must outlive a request: in this process, or in a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mockserver.access.records import MemoryRecords, Records
from mockserver.errors import MockError
from mockserver.state.memory import MemoryStore
from mockserver.state.store import Store


class Keeping(Protocol):
    """What keeps everything of one host."""

    @property
    def records(self) -> Records:
        """Codes, tokens and what became of them."""

    @property
    def key(self) -> bytes | None:
        """Signs tokens, for all who share what is kept; None where nobody else does."""

    @property
    def waits(self) -> bool:
        """Whether asking it takes so long that others should not wait for it."""

    def close(self) -> None:
        """Let go of it."""

    def store(self, name: str) -> Store:
        """The store of a mock; the same for the same name."""

    def apart(self, clock: Callable[[], float], room: int) -> Keeping:
        """What keeps the same as it is now, for one session, and from then on what becomes of it there.

        Args:
            clock: the session's time in seconds since 1970.
            room: bytes that the items may take which are made or changed there, about.

        Raises:
            MockError: what is kept belongs to others, too.
        """


class InMemory:
    """See ``Keeping``; gone when the process ends.

    Args:
        clock: the time in seconds since 1970.
    """

    key = None
    waits = False

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.records = MemoryRecords()
        self._stores: dict[str, MemoryStore] = {}

    def close(self) -> None:
        """See ``Keeping``."""

    def store(self, name: str) -> MemoryStore:
        """See ``Keeping``."""
        if name not in self._stores:
            self._stores[name] = MemoryStore(self._clock)
        return self._stores[name]

    def apart(self, clock: Callable[[], float], room: int) -> InMemory:
        """See ``Keeping``."""
        other = InMemory(clock)
        other.records = self.records.apart()
        other._stores = {name: store.apart(clock, room) for name, store in self._stores.items()}
        return other


def kept(url: str, clock: Callable[[], float]) -> Keeping:
    """What keeps everything under a URL, as SQLAlchemy writes them; empty for memory.

    Raises:
        MockError: there is no such database, it cannot be reached, or what is needed for it is not installed.
    """
    if not url:
        return InMemory(clock)
    try:
        from mockserver.state.sql.keeping import InDatabase

        return InDatabase(url, clock)
    except ModuleNotFoundError as error:
        hint = "pip install 'ringback[sql]'"
        raise MockError(f"a state in a database needs {error.name}, which is not installed", hint=hint) from error
