"""What may be answered otherwise, what a client made of it, and what came of a search."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.findings import Place
from specs.messages import Exchange


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """One difference between the answer that a client usually gets and another one that is valid, too.

    Attributes:
        id: eight hex digits, the same for the same document whatever else there is to choose.
        kind: what kind of difference: ``omitted``, ``null``, ``status``, …
        operation: key of the operation.
        status: of the usual answer, or of the one that there is instead.
        part: of the message: ``body``, ``header``, ``status``, or ``collections`` for all that the mock remembers.
        place: JSON pointer into the body, or the name of a header field.
        told: what becomes of the place, e.g. ``is null``.
        change: what has the mock answer so: keys of an override, or of its settings for ``collections``.
        weight: how long a text or a list it holds is; 0 for anything else.
        source: where the document speaks of it.
    """

    id: str
    kind: str
    operation: str = ""
    status: int = 0
    part: str
    place: str = ""
    told: str
    change: Mapping[str, Any]
    weight: int = 0
    source: Place | None = None

    @property
    def alone(self) -> bool:
        """Whether it is not tried together with others: it takes the place of a whole answer."""
        return self.part in ("status", "collections")

    @property
    def where(self) -> tuple[str, str, int, str, str]:
        """What differences have in common of which one is enough to know."""
        return self.kind, self.operation, self.status, self.part, "" if self.part == "status" else self.place

    def __str__(self) -> str:
        named = {"body": self.place or "the body", "header": self.place or "the header"}.get(self.part, "")
        return f"{named} {self.told}".strip()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """What one run of a client came to.

    Attributes:
        passed: whether it took everything as it should.
        told: how it ended.
        output: what it wrote last.
        reached: of the choices that it was given, by their ids, the first exchange that shows each.
        operations: keys of those that it called.
    """

    passed: bool
    told: str = ""
    output: str = ""
    reached: Mapping[str, Exchange | None] = field(default_factory=dict)
    operations: frozenset[str] = frozenset()


def identity(*told: object) -> str:
    """The ``id`` of a choice of which all of this is true."""
    return hashlib.sha256("\x1f".join(map(str, told)).encode()).hexdigest()[:8]


Attempt = Callable[[Sequence[Choice]], Run]
"""Runs the client while the mock answers so."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breakage:
    """Differences that make a client fail, and no part of which does.

    Attributes:
        choices: them; more than one where none is enough.
        run: the run that has shown it.
        smallest: whether all was tried that could make them fewer.
        flaky: whether the client passed when they were tried once more.
    """

    choices: tuple[Choice, ...]
    run: Run
    smallest: bool = True
    flaky: bool = False


@dataclass(slots=True, eq=False)
class Searched:
    """What a search has come to; it grows.

    Attributes:
        breakages: in the order in which they were found.
        passed: ids of the choices that the client has taken.
        spared: ids of those that were left out because another one of their place breaks the client already.
        unreached: ids of those that the client never came to.
        runs: how often it was run.
        stopped: why not everything was tried; empty where it was.
    """

    breakages: list[Breakage] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    unreached: set[str] = field(default_factory=set)
    runs: int = 0
    stopped: str = ""

    @property
    def broken(self) -> set[str]:
        """Ids of the choices that break the client, alone or together."""
        return {each.id for breakage in self.breakages for each in breakage.choices}
