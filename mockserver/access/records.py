"""Where codes, tokens and what became of them are kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mockserver.layers import Layer

_MOST = 10_000
"""Of each kind; of more the oldest are forgotten."""


class Records(Protocol):
    """Small JSON objects by kind and key."""

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """A record; None where there is none."""

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep a record, in place of one that was there.

        If it has a member ``end``, in seconds since 1970, nobody asks for it after that, and it may be forgotten.
        """

    def take(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """Take a record away; of several that ask at once, one gets it."""

    def forget(self, kind: str) -> None:
        """Keep none of a kind any more."""

    def number(self, kind: str) -> int:
        """The next number of a series, 1 first."""


_Held = dict[str, Mapping[str, Any]] | Layer[Mapping[str, Any]]


class MemoryRecords:
    """Records that last as long as the process."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Held] = {}
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def apart(self) -> MemoryRecords:
        """The same records as they are now, and from then on what becomes of them there."""
        other = MemoryRecords()
        with self._lock:
            other._kinds = {kind: Layer(dict(held.items())) for kind, held in self._kinds.items()}
            other._numbers = dict(self._numbers)
        return other

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        held = self._kinds.get(kind)
        return held.get(key) if held else None

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """See ``Records``."""
        with self._lock:
            held = self._kinds.setdefault(kind, {})
            held.pop(key, None)
            held[key] = value
            if len(held) > _MOST:
                held.pop(next(iter(held)))

    def take(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        with self._lock:
            held = self._kinds.get(kind)
            return held.pop(key, None) if held else None

    def forget(self, kind: str) -> None:
        """See ``Records``."""
        with self._lock:
            self._kinds.pop(kind, None)

    def number(self, kind: str) -> int:
        """See ``Records``."""
        with self._lock:
            self._numbers[kind] = self._numbers.get(kind, 0) + 1
            return self._numbers[kind]


Clock = Callable[[], float]
"""The time in seconds since 1970."""
