"""What stands before the operations of a document, each under a name: the first goes first."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from mockserver.counting import Counted, Counts
from specs.model import Document


class Standing(Counted, Protocol):
    """One of them, and what has become of it."""

    @property
    def operations(self) -> frozenset[str]:
        """Keys of those that it stands before."""


S = TypeVar("S", bound=Standing)


class Lineup(Generic[S]):
    """Those of one document. It may be changed while the mock runs: readers see it as it was or as it is.

    Args:
        document: whose operations they stand before.
        counts: what is counted of the mock.
    """

    kind = ""
    """What one is called."""

    def __init__(self, document: Document, counts: Counts | None = None) -> None:
        self._document, self._counts = document, counts or Counts()
        self._lock = threading.Lock()
        self._standing: tuple[S, ...] = ()
        self._by_operation: Mapping[str, tuple[S, ...]] = {}

    def remove(self, name: str) -> bool:
        """Take one away; whether it was there."""
        with self._lock:
            kept = [each for each in self._standing if each.name != name]
            found = len(kept) < len(self._standing)
            self._stand(*kept)
        return found

    def _put_first(self, standing: S) -> None:
        """Put one before all others, and in place of one of the same name."""
        self._counts.begin(self.kind, standing)
        with self._lock:
            self._stand(standing, *(each for each in self._standing if each.name != standing.name))

    def _stand(self, *standing: S) -> None:
        keys = {key for each in standing for key in each.operations}
        self._standing = standing
        self._by_operation = {key: tuple(each for each in standing if key in each.operations) for key in keys}
