"""How many requests of each operation were sent, and how many were held back."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """What became of the requests of a run. Safe to share between threads.

    Attributes:
        sent: by operation.
        held: by operation and rule.
        details: the first word on each of those.
    """

    sent: Counter[str] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    details: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note_sent(self, key: str) -> None:
        """Count a request of an operation."""
        with self._lock:
            self.sent[key] += 1

    def note_held(self, key: str, rule: str, detail: str) -> None:
        """Count one that was held back."""
        with self._lock:
            self.held[key, rule] += 1
            self.details.setdefault(f"{key} {rule}", detail)
