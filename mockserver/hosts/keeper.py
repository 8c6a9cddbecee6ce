"""What all mocks of a host remember, kept for later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from typing import TYPE_CHECKING

from mockserver.counting import Ledger
from mockserver.errors import MockError
from mockserver.state.snapshots import Snapshot

if TYPE_CHECKING:
    from mockserver.pipeline import Mock

MOST = 100
"""Snapshots that are kept under names."""
_KIND = "snapshots"
"""Of records in a ledger."""
Remembered = Mapping[str, Snapshot]
"""Of each mock, by its name."""


class Keeper:
    """Keeps snapshots and puts them back.

    Args:
        mocks: those there are now.
    """

    def __init__(self, mocks: Callable[[], Iterable[Mock]]) -> None:
        self._mocks = mocks
        self._named: dict[str, Remembered] = {}

    def take(self) -> Remembered:
        """What all of the mocks remember: of those that share a memory the first tells it."""
        first = {mock.compiled.memory: mock for mock in reversed(tuple(self._mocks()))}
        return {mock.name: mock.state.snapshot() for mock in self._mocks() if first[mock.compiled.memory] is mock}

    def put_back(self, remembered: Remembered) -> None:
        """Let the mocks remember this, and nothing else; a mock that is not spoken of remembers what it did.

        Raises:
            MockError: it is of other mocks. Nothing has changed.
        """
        mocks = {mock.name: mock for mock in self._mocks()}
        for name in remembered.keys() - mocks.keys():
            raise MockError(f"no mock has the name {name!r}", hint=f"there are: {', '.join(mocks)}")
        for name, snapshot in remembered.items():
            mocks[name].restore(snapshot)

    def adopt(self, other: Keeper) -> None:
        """Keep what another keeps under names, too."""
        self._named |= other._named

    @property
    def names(self) -> list[str]:
        """Of what is kept, oldest first."""
        return list(self._named)

    def keep(self, name: str) -> None:
        """Keep what is remembered now, in place of what was kept under this name. Raises MockError: too much is."""
        if name not in self._named:
            _demand_room(self._named)
        self._named[name] = self.take()

    def restore(self, name: str) -> bool:
        """Put back what is kept under a name; whether something is."""
        kept = self._named.get(name)
        if kept is not None:
            self.put_back(kept)
        return kept is not None

    def drop(self, name: str) -> bool:
        """Forget what is kept under a name; whether something was."""
        return self._named.pop(name, None) is not None


class SharedKeeper(Keeper):
    """Keeps them where all processes that answer a session find them.

    Args:
        mocks: those there are now.
        ledger: theirs.
    """

    def __init__(self, mocks: Callable[[], Iterable[Mock]], ledger: Ledger) -> None:
        super().__init__(mocks)
        self._ledger = ledger

    def adopt(self, other: Keeper) -> None:
        """See ``Keeper``; what one process keeps the others do not know."""

    @property
    def names(self) -> list[str]:
        """See ``Keeper``."""
        return list((self._ledger.get(_KIND, "") or {"names": []})["names"])

    def keep(self, name: str) -> None:
        """See ``Keeper``."""
        with self._ledger.transaction():
            names = [each for each in self.names if each != name]
            _demand_room(names)
            self._ledger.put(_KIND, "", {"names": [*names, name]})
        # not within: what each mock remembers is another matter than what they count
        remembered = {mock: snapshot.as_json() for mock, snapshot in self.take().items()}
        self._ledger.put(_KIND, f"/{name}", remembered)

    def restore(self, name: str) -> bool:
        """See ``Keeper``."""
        kept = self._ledger.get(_KIND, f"/{name}")
        if kept is not None:
            self.put_back({mock: Snapshot.of_json(each) for mock, each in kept.items()})
        return kept is not None

    def drop(self, name: str) -> bool:
        """See ``Keeper``."""
        with self._ledger.transaction():
            self._ledger.put(_KIND, "", {"names": [each for each in self.names if each != name]})
            return self._ledger.take(_KIND, f"/{name}") is not None


def _demand_room(names: Sized) -> None:
    if len(names) >= MOST:
        raise MockError(f"{MOST} snapshots are kept already", hint="take some away")
