"""What the mock remembers, in memory: items by subject and resource. Gone when the process ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Key = tuple[str, ...]
"""A subject, a resource's name, and what else tells one table from another."""


@dataclass(slots=True, eq=False)
class Item:
    """One thing that exists.

    Attributes:
        id: as text, however a body spells it.
        values: its properties by name; what is only ever written is not kept.
        parents: ids of the items it belongs to, by their resource's name.
    """

    id: str
    values: dict[str, Any]
    parents: dict[str, str] = field(default_factory=dict)


class Store:
    """Items by table. Not locked: whoever changes it holds the lock of the stage."""

    def __init__(self) -> None:
        self._tables: dict[Key, dict[str, Item]] = {}
        self._gone: dict[Key, set[str]] = {}
        self._numbers: dict[str, Iterator[int]] = {}

    def opened(self, key: Key) -> bool:
        """Whether a table has been touched before; from now on it has."""
        known = key in self._tables
        self._tables.setdefault(key, {})
        return known

    def items(self, key: Key) -> list[Item]:
        """All items of a table, oldest first."""
        return list(self._tables.get(key, {}).values())

    def get(self, key: Key, identity: str) -> Item | None:
        """One item, or None."""
        return self._tables.get(key, {}).get(identity)

    def put(self, key: Key, item: Item) -> None:
        """Add an item or replace the one with its id."""
        self._tables.setdefault(key, {})[item.id] = item
        self._gone.get(key, set()).discard(item.id)

    def remove(self, key: Key, identity: str) -> Item | None:
        """Take an item away; it is remembered that it existed."""
        item = self._tables.get(key, {}).pop(identity, None)
        if item is not None:
            self._gone.setdefault(key, set()).add(identity)
        return item

    def remove_children(self, subject: str, resource: str, identity: str) -> None:
        """Take away everything that belongs to an item."""
        for key, table in self._tables.items():
            if key[0] == subject:
                for item in [each for each in table.values() if each.parents.get(resource) == identity]:
                    self.remove(key, item.id)

    def gone(self, key: Key, identity: str) -> bool:
        """Whether an item existed and was taken away."""
        return identity in self._gone.get(key, ())

    def number(self, name: str) -> int:
        """The next number of a series, 0 first, the same series for all subjects."""
        return next(self._numbers.setdefault(name, count()))
