"""Where the mock keeps what it remembers: what every store does, wherever it keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from mockserver.state.snapshots import Snapshot

Key = tuple[str, ...]
"""A subject, a resource's name, and what else tells one table from another."""


NO_PARENTS: Mapping[str, str] = MappingProxyType({})


class Item(NamedTuple):
    """One thing that exists, as it is at one time.

    Attributes:
        id: as text, however a body spells it.
        values: its properties by name; what is only ever written is not kept. Never changed, only replaced.
        parents: ids of the items it belongs to, by their resource's name.
        version: 1 when it was created, then one more with each change; 0 before it is kept.
        changed: seconds since 1970 when it was last put, by the mock's clock.
        whole: its properties as another release has put them, where this one tells others; never kept.
    """

    id: str
    values: dict[str, Any]
    parents: Mapping[str, str] = NO_PARENTS
    version: int = 0
    changed: float = 0.0
    whole: Mapping[str, Any] | None = None

    def telling(self, name: str | None, identity: Any) -> dict[str, Any]:
        """Its properties, that of a name with an id of just that kind; they themselves where they tell it so."""
        if name is None:
            return self.values
        own = self.values.get(name)
        return self.values if type(own) is type(identity) and own == identity else {**self.values, name: identity}


class Store(Protocol):
    """Items by table. Everything but ``clear``, ``snapshot`` and ``restore`` is asked within a ``transaction``."""

    def transaction(self) -> AbstractContextManager[object]:
        """What is asked within it happens as if nobody else asked at the time, and is kept when it ends.

        Within another of the same thread it is a part of that one. Nothing has changed where it ends with an exception.

        Raises:
            StoreError: it cannot be reached. Nothing was kept.
        """

    def clear(self) -> None:
        """Forget everything."""

    def snapshot(self) -> Snapshot:
        """All that it holds."""

    def restore(self, earlier: Snapshot) -> None:
        """Hold this, and nothing else."""

    def opened(self, key: Key) -> bool:
        """Whether a table has been touched before, by this or by having an item; from now on it has."""

    def items(self, key: Key) -> list[Item]:
        """All items of a table, oldest first."""

    def get(self, key: Key, identity: str) -> Item | None:
        """One item, or None."""

    def put(self, key: Key, item: Item) -> Item:
        """Add an item or replace the one with its id; the item as it is kept."""

    def remove(self, key: Key, identity: str) -> Item | None:
        """Take an item away; it is remembered that it existed."""

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """Take away everything that belongs to an item."""

    def gone(self, key: Key, identity: str) -> bool:
        """Whether an item existed and was taken away."""

    def used(self, key: Key, identity: str) -> bool:
        """Whether there is an item with an id, or was one."""

    def number(self, name: str) -> int:
        """The next number of a series, 0 first, the same series for all subjects."""
