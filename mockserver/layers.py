"""A dict over another one that nobody changes any more: what a session has, over what there was when it began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V")


class Layer(Generic[V]):
    """Behaves as a copy of a dict would, and holds only what is different.

    Args:
        below: texts to values, none of which is None; never changed while this is there.
    """

    __slots__ = ("_added", "_below", "_changed", "_hidden")

    def __init__(self, below: Mapping[str, V]) -> None:
        self._below = below
        self._changed: dict[str, V] = {}
        self._added: dict[str, V] = {}
        self._hidden: set[str] = set()

    def get(self, key: str) -> V | None:
        """As of a dict."""
        found = self._added.get(key)
        if found is None:
            found = self._changed.get(key)
        return self._below.get(key) if found is None and key not in self._hidden else found

    def __setitem__(self, key: str, value: V) -> None:
        kept = key in self._below and key not in self._hidden
        (self._changed if kept else self._added)[key] = value

    def pop(self, key: str, default: None = None) -> V | None:
        """As of a dict."""
        found = self.get(key)
        if found is None:
            return default
        self._changed.pop(key, None)
        self._added.pop(key, None)
        if key in self._below:
            self._hidden.add(key)
        return found

    def copy(self) -> Layer[V]:
        """As of a dict, over the same one."""
        other = Layer(self._below)
        other._changed, other._added, other._hidden = self._changed.copy(), self._added.copy(), self._hidden.copy()
        return other

    def items(self) -> Iterator[tuple[str, V]]:
        """In the order of a dict: what is replaced stays in its place, what comes again is last."""
        changed, hidden = self._changed, self._hidden
        yield from ((key, changed.get(key, value)) for key, value in self._below.items() if key not in hidden)
        yield from self._added.items()

    def values(self) -> Iterator[V]:
        """As of a dict."""
        return (value for _, value in self.items())

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.items())

    def __len__(self) -> int:
        return len(self._below) - len(self._hidden) + len(self._added)
