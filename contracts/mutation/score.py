"""The score of a test suite, and what became of each fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from specs.messages import Exchange, Response


class Fate(StrEnum):
    """What became of a fault."""

    NOTICED = "noticed"
    SURVIVED = "survived"
    """It was shown to the suite, which passed all the same."""
    UNREACHED = "unreached"
    """The suite asked for nothing that would have shown it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule of a document that a mock breaks.

    Attributes:
        id: tells it from others of the document.
        kind: what sort of fault it is.
        family: what kinds have in common.
        says: what the mock does wrong, as a sentence.
        operation: key of the operation that it is done at.
        pointer: into the document, of the rule; empty where HTTP has it.
        place: ``file:line`` of that.
    """

    id: str
    kind: str
    family: str
    says: str
    operation: str
    pointer: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tried:
    """A run of the suite with a fault.

    Attributes:
        why: what tells that it was noticed, such as ``exit code 1``; empty where it was not.
        seconds: that the run took.
        shown: how often the suite was shown the fault.
        exchange: what first showed it; None where nothing did.
        right: what the answer should have been.
        how: what was wrong where the answer was right.
    """

    fault: Fault
    fate: Fate
    why: str
    seconds: float
    shown: int = 0
    exchange: Exchange | None = None
    right: Response | None = None
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many faults had which fate."""

    noticed: int
    survived: int
    unreached: int

    @property
    def reached(self) -> int:
        """How many were shown to the suite."""
        return self.noticed + self.survived

    @property
    def percentage(self) -> float | None:
        """The noticed ones, of those that were shown; None where none was."""
        return 100 * self.noticed / self.reached if self.reached else None

    @property
    def of_all(self) -> float | None:
        """The noticed ones, of all; None where there are none."""
        total = self.reached + self.unreached
        return 100 * self.noticed / total if total else None


def count(tried: Iterable[Tried]) -> Count:
    """How many of some had which fate."""
    fates = [each.fate for each in tried]
    return Count(
        noticed=fates.count(Fate.NOTICED), survived=fates.count(Fate.SURVIVED), unreached=fates.count(Fate.UNREACHED)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Score:
    """What a suite noticed.

    Attributes:
        title: of the document.
        document: where it came from.
        command: the suite, as it was called.
        seed: chose the faults.
        plain: seconds that the suite took without a fault.
        tried: the runs, in order.
        untried: how many faults there was no time for.
        asked, operations: how many operations the suite asks for, and how many there are.
    """

    title: str
    document: str
    command: str
    seed: int
    plain: float
    tried: tuple[Tried, ...]
    untried: int = 0
    asked: int = 0
    operations: int = 0

    @property
    def count(self) -> Count:
        """Of all."""
        return count(self.tried)

    @property
    def families(self) -> Mapping[str, Count]:
        """Of each family, in their order."""
        names = dict.fromkeys(each.fault.family for each in self.tried)
        return {name: count(each for each in self.tried if each.fault.family == name) for name in names}

    def of(self, fate: Fate) -> tuple[Tried, ...]:
        """The runs that ended so."""
        return tuple(each for each in self.tried if each.fate is fate)
