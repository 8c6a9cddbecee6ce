"""What was made lately and takes much memory: kept while all of it together stays below a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

import orjson

Value = TypeVar("Value")
_OVERHEAD = 256
"""Bytes that a value takes beside its texts, about."""


def size(value: object) -> int:
    """Bytes of memory that a JSON value takes, about: as a weight, whatever is in it."""
    try:
        return _OVERHEAD + len(orjson.dumps(value))
    except TypeError:  # integers of more than 64 bits, or too many levels
        return _OVERHEAD + len(repr(value))


class Recent(Generic[Value]):
    """Values by key, those used last; may be asked by several threads.

    Args:
        limit: what the weights of all values may add up to; the last one is kept whatever it weighs.
    """

    __slots__ = ("_held", "_limit", "_lock", "_weight")

    def __init__(self, limit: int) -> None:
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._limit = limit
        self._weight = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value of a key, which counts as its use; None where there is none any more."""
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
            return held[0]

    def keep(self, key: Hashable, value: Value, weight: int) -> Value:
        """Hold a value from now on, or what another thread has held meanwhile; that which is held."""
        with self._lock:
            kept, _ = self._held.setdefault(key, (value, weight))
            if kept is value:
                self._weight += weight
            while self._weight > self._limit and len(self._held) > 1:
                _, (_, freed) = self._held.popitem(last=False)
                self._weight -= freed
            return kept
