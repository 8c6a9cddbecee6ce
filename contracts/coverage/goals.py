"""What there is to exercise in a document, and what of it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from specs.words import Word


class Kind(Word):
    """What a goal is one of; the words of ``--min-coverage``."""

    OPERATIONS = "operations"
    """Answered a request that keeps to the document."""
    PARAMETERS = "parameters"
    """Sent, and left out where that is allowed."""
    PROPERTIES = "properties"
    """There, and not there where that is allowed; in either direction."""
    VALUES = "values"
    """Each value of an ``enum``, in either direction."""
    BRANCHES = "branches"
    """Each alternative of ``oneOf``, ``anyOf``, ``if`` and of several types, in either direction."""
    STATUSES = "statuses"
    MEDIA_TYPES = "media-types"
    """Sent and received."""
    HEADERS = "headers"
    """Documented fields of answers, received."""
    KEYWORDS = "keywords"
    """Keywords of schemas kept by a value; limits by a value that is exactly at them."""
    VIOLATIONS = "violations"
    """What a request can break, broken; limits of whole numbers and of lengths by exactly one."""
    SECURITY = "security"
    """Each alternative taken, and a request without credentials refused."""
    LINKS = "links"
    """Followed: the linked operation was called with what the answer said."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to exercise.

    Attributes:
        what: in words, within ``where``: ``query size left out``.
        where: the operation it belongs to, or ``schema Client`` where several share it.
        pointer: of what says so in the document.
    """

    kind: Kind
    what: str
    where: str
    pointer: str


@dataclass(slots=True)
class Goals:
    """All goals of a document while they are being reached. A goal is known by its number."""

    goals: list[Goal] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    _numbers: dict[Goal, int] = field(default_factory=dict)

    def add(self, kind: Kind, what: str, where: str, pointer: str) -> int:
        """The number of a goal; two that say the same are one."""
        goal = Goal(kind, what, where, pointer)
        number = self._numbers.setdefault(goal, len(self.goals))
        if number == len(self.goals):
            self.goals.append(goal)
            self.times.append(0)
        return number


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """A goal, ``file:line`` of what says so, and how often it was reached."""

    goal: Goal
    line: str
    times: int


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What of a document was exercised."""

    reached: tuple[Reached, ...]

    def totals(self) -> Mapping[Kind, tuple[int, int]]:
        """Goals reached and goals there are, by kind; kinds without goals are left out."""
        done, there = dict.fromkeys(Kind, 0), dict.fromkeys(Kind, 0)
        for each in self.reached:
            there[each.goal.kind] += 1
            done[each.goal.kind] += each.times > 0
        return {kind: (done[kind], there[kind]) for kind in Kind if there[kind]}

    def share(self, kind: Kind | None = None) -> float | None:
        """Per cent of the goals of a kind, or of all, that were reached; None where there are none."""
        counted = [pair for each, pair in self.totals().items() if kind in (None, each)]
        there = sum(total for _, total in counted)
        return 100 * sum(done for done, _ in counted) / there if there else None

    def missed(self) -> Mapping[str, Mapping[Kind, tuple[Reached, ...]]]:
        """The goals never reached, by what they belong to and by kind."""
        found: dict[str, dict[Kind, list[Reached]]] = {}
        for each in self._unreached():
            found.setdefault(each.goal.where, {}).setdefault(each.goal.kind, []).append(each)
        return {where: {kind: tuple(kinds[kind]) for kind in Kind if kind in kinds} for where, kinds in found.items()}

    def _unreached(self) -> Iterator[Reached]:
        return (each for each in self.reached if not each.times)
