"""What the console knows of comparing two documents: who can compare them hands it in, for no mock can."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from specs.messages import Request, Response
from specs.model import Document

_MOST = 8
"""Comparisons that are kept, the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """What a message shows of the change from one document to another.

    Attributes:
        fingerprint: tells it from others.
        message: what it is, in one sentence.
        tone: how bad it is: ``bad``, ``warn`` or ``note``.
        verdict: the same in a word.
        advice: what to do about it; empty for nothing.
        operations: keys of those that it reaches.
        reason: why the message that shows it is refused, and by whom.
        request: that message, or what it answers.
        response: that message, where it is a response.
        override: what makes a mock answer with the response; None where nothing does.
    """

    fingerprint: str
    message: str
    tone: str
    verdict: str
    advice: str
    operations: tuple[str, ...]
    reason: str
    request: Request | None
    response: Response | None
    override: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What came of comparing two documents.

    Attributes:
        title: which.
        new: the name of the new document, as its source has it.
        headline: whether the new one breaks clients of the old one, in a word or two.
        tone: as that of a ``Change``.
        explanation: of the headline.
        counts: how many findings there are, by what they are called.
        changes: those that a message shows, the gravest first.
        page: the whole report, in HTML that needs nothing else.
    """

    title: str
    new: str
    headline: str
    tone: str
    explanation: str
    counts: Mapping[str, int]
    changes: tuple[Change, ...]
    page: str


Compare = Callable[[Document, Document], Comparison]
"""Compares an old document with a new one."""


class Comparisons:
    """Makes some, one at a time, and keeps the last ones.

    Args:
        compare: makes one.
    """

    def __init__(self, compare: Compare) -> None:
        self._compare = compare
        self._kept: OrderedDict[int, Comparison] = OrderedDict()
        self._numbers, self._lock = itertools.count(1), threading.Lock()

    def make(self, old: Document, new: Document) -> int:
        """Compare two documents; the number of what came of it."""
        with self._lock:
            made, number = self._compare(old, new), next(self._numbers)
            self._kept[number] = made
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return number

    def find(self, number: int) -> Comparison | None:
        """One that is kept."""
        return self._kept.get(number)

    def all(self) -> list[tuple[int, Comparison]]:
        """Those that are kept, the newest first."""
        return list(self._kept.items())[::-1]
