"""What the mock remembers, in memory. Gone when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from mockserver.state.snapshots import Snapshot
from mockserver.state.store import Item, Key


class MemoryStore:
    """See ``Store``.

    What a transaction has changed is noted with how to change it back. Where the order of a table is lost by that, the
    table as it was is kept instead.

    Args:
        clock: the time in seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.RLock()
        self._depth = 0
        self._undo: list[Callable[[], object]] = []
        self._before: dict[Key, dict[str, Item]] = {}
        self._begin()

    def _begin(self) -> None:
        self._tables: dict[Key, dict[str, Item]] = {}
        self._gone: dict[Key, set[str]] = {}
        self._numbers: dict[str, int] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See ``Store``."""
        with self._lock:
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._take_back()
                raise
            finally:
                self._depth -= 1
                if not self._depth:
                    self._undo.clear()
                    self._before.clear()

    def _take_back(self) -> None:
        self._tables |= self._before
        for change in reversed(self._undo):
            change()

    def clear(self) -> None:
        """See ``Store``."""
        with self._lock:
            self._begin()

    def opened(self, key: Key) -> bool:
        """See ``Store``."""
        known = key in self._tables
        if not known:
            self._tables[key] = {}
            self._undo.append(partial(self._tables.pop, key))
        return known

    def items(self, key: Key) -> list[Item]:
        """See ``Store``."""
        return list(self._tables.get(key, {}).values())

    def get(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        return self._tables.get(key, {}).get(identity)

    def put(self, key: Key, item: Item) -> Item:
        """See ``Store``."""
        self.opened(key)
        before = self._tables[key].get(item.id)
        if key not in self._before:
            self._undo.append(partial(self._put_back, key, item.id, before))
        kept = Item(item.id, item.values, item.parents, before.version + 1 if before else 1, self._clock())
        self._tables[key][item.id] = kept
        if self.gone(key, item.id):
            self._gone[key].discard(item.id)
            self._undo.append(partial(self._gone[key].add, item.id))
        return kept

    def _put_back(self, key: Key, identity: str, before: Item | None) -> None:
        if before is None:
            del self._tables[key][identity]
        else:
            self._tables[key][identity] = before

    def remove(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        item = self.get(key, identity)
        if item is not None:
            if key not in self._before:
                self._before[key] = dict(self._tables[key])
            del self._tables[key][identity]
            gone = self._gone.setdefault(key, set())
            gone.add(identity)
            self._undo.append(partial(gone.discard, identity))
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
        self._undo.append(partial(self._numbers.__setitem__, name, number))
        return number

    def snapshot(self) -> Snapshot:
        """See ``Store``."""
        with self._lock:
            tables = {key: dict(table) for key, table in self._tables.items()}
            return Snapshot(tables, {key: frozenset(ids) for key, ids in self._gone.items()}, dict(self._numbers))

    def restore(self, earlier: Snapshot) -> None:
        """See ``Store``."""
        with self._lock:
            self._tables = {key: dict(table) for key, table in earlier.tables.items()}
            self._gone = {key: set(ids) for key, ids in earlier.gone.items()}
            self._numbers = dict(earlier.numbers)
