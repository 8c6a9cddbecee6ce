"""What the mock remembers, in memory. Gone when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from mockserver.state.snapshots import Snapshot
from mockserver.state.store import Item, Key


class MemoryStore:
    """See ``Store``.

    Args:
        clock: the time in seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._tables: dict[Key, dict[str, Item]] = {}
        self._gone: dict[Key, set[str]] = {}
        self._numbers: dict[str, int] = {}

    def transaction(self) -> AbstractContextManager[object]:
        """See ``Store``; what was changed before something went wrong stays."""
        return self._lock

    def clear(self) -> None:
        """See ``Store``."""
        with self._lock:
            self._begin()

    def opened(self, key: Key) -> bool:
        """See ``Store``."""
        known = key in self._tables
        self._tables.setdefault(key, {})
        return known

    def items(self, key: Key) -> list[Item]:
        """See ``Store``."""
        return list(self._tables.get(key, {}).values())

    def get(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        return self._tables.get(key, {}).get(identity)

    def put(self, key: Key, item: Item) -> Item:
        """See ``Store``."""
        table = self._tables.setdefault(key, {})
        before = table.get(item.id)
        kept = Item(item.id, item.values, item.parents, before.version + 1 if before else 1, self._clock())
        table[item.id] = kept
        self._gone.get(key, set()).discard(item.id)
        return kept

    def remove(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        item = self._tables.get(key, {}).pop(identity, None)
        if item is not None:
            self._gone.setdefault(key, set()).add(identity)
        return item

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """See ``Store``."""
        for key, table in self._tables.items():
            if key[0] == subject:
                for item in [each for each in table.values() if each.parents.get(resource) == identity]:
                    self.remove(key, item.id)

    def gone(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        return identity in self._gone.get(key, ())

    def number(self, name: str) -> int:
        """See ``Store``."""
        number = self._numbers.get(name, 0)
        self._numbers[name] = number + 1
        return number

    def snapshot(self) -> Snapshot:
        """See ``Snapshots``."""
        with self._lock:
            tables = {key: dict(table) for key, table in self._tables.items()}
            return Snapshot(tables, {key: frozenset(ids) for key, ids in self._gone.items()}, dict(self._numbers))

    def restore(self, earlier: Snapshot) -> None:
        """See ``Snapshots``."""
        with self._lock:
            self._tables = {key: dict(table) for key, table in earlier.tables.items()}
            self._gone = {key: set(ids) for key, ids in earlier.gone.items()}
            self._numbers = dict(earlier.numbers)
