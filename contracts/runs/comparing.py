"""Two runs → what is new, fixed, flaky, still there, no longer tested, and slower."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.errors import ContractError
from contracts.findings import Finding, Severity
from contracts.runs.about import About, Difference, differences
from contracts.runs.pace import Paces, paces, times
from contracts.runs.part import Part, Piece
from contracts.runs.past import Past


class Change(StrEnum):
    """What has become of a finding."""

    NEW = "new"
    """The second run met it, and the first did not."""
    FLAKY = "flaky"
    """One of them met it, though nothing is different, or did not see it each time that it sent the request again."""
    STILL = "still-there"
    """Both met it."""
    FIXED = "fixed"
    """The first met it, and the second did not where it could have."""
    UNTESTED = "no-longer-tested"
    """The first met it, and the second did not try what had shown it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A finding in two runs.

    Attributes:
        finding: as the later run tells it that met it.
        seen: how often each of both met it.
    """

    change: Change
    finding: Finding
    seen: tuple[int, int]

    @property
    def shown(self) -> bool:
        """Whether a reader wants to see it again."""
        return self.change in (Change.NEW, Change.FLAKY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs compared.

    Attributes:
        first: what the first was of.
        second: what the second was of.
        unlike: what is not the same in both.
        unfinished: those of the two that did not come to their end.
        findings: of both, by what has become of them, then the gravest first.
        paces: what has become of the times.
        common: operations that both tested.
        dropped: operations that only the first tested.
        added: operations that only the second tested.
        same_server: whether somebody says that the server was the same.
    """

    first: About
    second: About
    unlike: tuple[Difference, ...]
    unfinished: tuple[str, ...]
    findings: tuple[Compared, ...]
    paces: Paces
    common: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    same_server: bool

    def of(self, change: Change) -> list[Compared]:
        """The findings of which that has become."""
        return [each for each in self.findings if each.change is change]

    def fails(self, mildest: Severity) -> bool:
        """Whether something is new that is at least as grave."""
        return any(each.finding.severity.rank <= mildest.rank for each in self.of(Change.NEW))


def compared(first: Past, second: Past, *, same_server: bool = False) -> Comparison:
    """Compare two runs.

    Args:
        first: the earlier one.
        second: the later one.
        same_server: whether nothing but chance can be the reason of a difference where document, seed and choices are
            the same.

    Raises:
        ContractError: they have nothing in common that could be compared.
    """
    before, after = _tested(first), _tested(second)
    for past, tested in ((first, before), (second, after)):
        if not tested:
            raise ContractError(f"run {past.about.run} tested nothing, so there is nothing to compare it by")
    common = [each for each in before if each in after]
    if not common:
        raise ContractError(f"{first.about.run} and {second.about.run} tested no operation that is the other's, too")
    unlike = tuple(differences(first.about, second.about))
    chance = same_server and not unlike and first.about.choices.workers == 1
    known = {**first.findings, **second.findings}
    met = [_compared(known[each], first, second, chance=chance) for each in known]
    order = list(Change)
    return Comparison(
        first=first.about,
        second=second.about,
        unlike=unlike,
        unfinished=tuple(past.about.run for past in (first, second) if not past.ended or past.cut_short),
        findings=tuple(sorted(met, key=lambda each: (order.index(each.change), each.finding.severity.rank))),
        paces=paces(times(first.parts), times(second.parts)),
        common=tuple(common),
        dropped=tuple(each for each in before if each not in after),
        added=tuple(each for each in after if each not in before),
        same_server=same_server,
    )


def _compared(finding: Finding, first: Past, second: Past, *, chance: bool) -> Compared:
    known = finding.fingerprint
    seen = tuple(past.findings[known].seen if known in past.findings else 0 for past in (first, second))
    return Compared(_change(known, first, second, chance=chance), finding, (seen[0], seen[1]))


def _change(known: str, first: Past, second: Past, *, chance: bool) -> Change:
    if known in first.findings and known in second.findings:
        return Change.STILL
    met, other = (first, second) if known in first.findings else (second, first)
    tried = bool(_pieces(met.parts, known) & other.done)
    if tried and (chance or met.findings[known].flaky):
        return Change.FLAKY
    if met is second:
        return Change.NEW
    return Change.FIXED if tried else Change.UNTESTED


def _pieces(parts: tuple[Part, ...], known: str) -> set[Piece]:
    """The pieces of a run that met a finding."""
    return {part.piece for part in parts if known in part.found}


def _tested(past: Past) -> Mapping[str, int]:
    """The operations that answered, and how often."""
    answered: Counter[str] = Counter()
    for part in past.parts:
        for operation, _, own, number in part.answered:
            if own:
                answered[operation] += number
    return answered
