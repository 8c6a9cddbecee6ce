"""What the mock remembers, in memory. Gone when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Self

from mockserver.errors import StoreFullError
from mockserver.layers import Layer
from mockserver.state.snapshots import NOTHING, Snapshot
from mockserver.state.store import Item, Key
from specs.recent import size

_Table = dict[str, Item] | Layer[Item]
_EMPTY: Mapping[str, Item] = {}


class MemoryStore:
    """See ``Store``. What it holds lies over a snapshot, of which it holds nothing but the differences.

    What a transaction has changed is noted with how to change it back. Where the order of a table is lost by that, the
    table as it was is kept instead.

    Args:
        clock: the time in seconds since 1970.
        start: what it holds from the start, and when it is cleared.
        lock: of its transactions, where it has it in common with others.
        room: bytes that the items which are put may take, about; None for no limit.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        start: Snapshot = NOTHING,
        lock: threading.RLock | None = None,
        room: int | None = None,
    ) -> None:
        self._clock, self._start, self._room = clock, start, room
        self._lock = lock or threading.RLock()
        self._depth = self._taken_before = 0
        self._undo: list[Callable[[], object]] = []
        self._before: dict[Key, _Table] = {}
        self._begin(start)

    def _begin(self, below: Snapshot) -> None:
        self._below = below
        self._tables: dict[Key, _Table] = {}
        self._gone: dict[Key, set[str]] = {}
        self._numbers = dict(below.numbers)
        self._taken = 0

    def apart(self, clock: Callable[[], float], room: int) -> MemoryStore:
        """A store that holds the same now, and from then on what becomes of it there.

        Their transactions have one lock: what the mock works out of the document within them, it works out once.
        """
        return MemoryStore(clock, self.snapshot(), self._lock, room)

    def transaction(self) -> Self:
        """See ``Store``."""
        return self

    def __enter__(self) -> None:
        self._lock.acquire()
        if not self._depth:
            self._taken_before = self._taken
        self._depth += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not None and self._depth == 1:
                self._take_back()
        finally:
            self._depth -= 1
            if not self._depth:
                self._undo.clear()
                self._before.clear()
            self._lock.release()

    def _take_back(self) -> None:
        self._tables |= self._before
        for change in reversed(self._undo):
            change()
        self._taken = self._taken_before

    def clear(self) -> None:
        """Hold what there was at the start."""
        with self._lock:
            self._begin(self._start)

    def opened(self, key: Key) -> bool:
        """See ``Store``."""
        known = key in self._tables or key in self._below.tables
        self._own(key)
        return known

    def items(self, key: Key) -> list[Item]:
        """See ``Store``."""
        return list(self._seen(key).values())

    def get(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        return self._seen(key).get(identity)

    def put(self, key: Key, item: Item) -> Item:
        """See ``Store``. Raises StoreFullError: there is no room for it."""
        table = self._own(key)
        before = table.get(item.id)
        self._take(item, before)
        if key not in self._before:
            self._undo.append(partial(self._put_back, key, item.id, before))
        kept = Item(item.id, item.values, item.parents, before.version + 1 if before else 1, self._clock())
        table[item.id] = kept
        if self.gone(key, item.id):
            gone = self._gone_of(key)
            gone.discard(item.id)
            self._undo.append(partial(gone.add, item.id))
        return kept

    def _put_back(self, key: Key, identity: str, before: Item | None) -> None:
        if before is None:
            self._tables[key].pop(identity, None)
        else:
            self._tables[key][identity] = before

    def remove(self, key: Key, identity: str) -> Item | None:
        """See ``Store``."""
        if self.get(key, identity) is None:
            return None
        table = self._own(key)
        if key not in self._before:
            self._before[key] = table.copy()
        item = table.pop(identity, None)
        self._take(None, item)
        gone = self._gone_of(key)
        gone.add(identity)
        self._undo.append(partial(gone.discard, identity))
        return item

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """See ``Store``."""
        for key in [each for each in (*self._tables, *self._below.tables) if each[0] == subject]:
            for item in [each for each in self._seen(key).values() if each.parents.get(resource) == identity]:
                self.remove(key, item.id)

    def gone(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        own = self._gone.get(key)
        return identity in (self._below.gone.get(key, ()) if own is None else own)

    def used(self, key: Key, identity: str) -> bool:
        """See ``Store``."""
        return self.get(key, identity) is not None or self.gone(key, identity)

    def number(self, name: str) -> int:
        """See ``Store``."""
        number = self._numbers.get(name, 0)
        self._numbers[name] = number + 1
        self._undo.append(partial(self._numbers.__setitem__, name, number))
        return number

    def snapshot(self) -> Snapshot:
        """See ``Store``. What is held lies over it from then on, so that it costs as much as was changed since."""
        with self._lock:
            if self._tables or self._gone or self._numbers != self._below.numbers:
                tables = {key: dict(table.items()) for key, table in self._tables.items()}
                gone = {key: frozenset(ids) for key, ids in self._gone.items()}
                taken = self._taken
                self._begin(
                    Snapshot({**self._below.tables, **tables}, {**self._below.gone, **gone}, dict(self._numbers))
                )
                self._taken = taken
            return self._below

    def restore(self, earlier: Snapshot) -> None:
        """See ``Store``."""
        with self._lock:
            self._begin(earlier)

    def _seen(self, key: Key) -> Mapping[str, Item] | Layer[Item]:
        """A table as it is, to be looked at."""
        own = self._tables.get(key)
        return self._below.tables.get(key, _EMPTY) if own is None else own

    def _own(self, key: Key) -> _Table:
        """A table to be changed."""
        own = self._tables.get(key)
        if own is None:
            below = self._below.tables.get(key)
            own = self._tables[key] = {} if below is None else Layer(below)
            self._undo.append(partial(self._tables.pop, key))
        return own

    def _gone_of(self, key: Key) -> set[str]:
        if key not in self._gone:
            self._gone[key] = set(self._below.gone.get(key, ()))
        return self._gone[key]

    def _take(self, item: Item | None, before: Item | None) -> None:
        """Note the room that an item takes in place of another. Raises StoreFullError: it is not there."""
        if self._room is None:
            return
        more = (size(item.values) if item else 0) - (size(before.values) if before else 0)
        if more > 0 and self._taken + more > self._room:
            raise StoreFullError(f"no more than {self._room} bytes are remembered here")
        self._taken = max(0, self._taken + more)
