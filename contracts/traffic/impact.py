"""What a new release does to consumers that were recorded: calls that it refuses, and changes that reach them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.compat.compare import compare
from contracts.coverage.counting import Counting
from contracts.coverage.goals import Kind, Reached
from contracts.findings import Finding, Place, Report, Severity, Verdict, Witness
from contracts.traffic.consumers import Telling
from contracts.traffic.holding import Meant, Reader
from contracts.traffic.reading import Call
from specs.messages import Exchange
from specs.model import Document
from specs.reproduce import curl_of_witness
from specs.validation import Violation

RULE = "recorded-call-refused"
_USED = (Kind.OPERATIONS, Kind.PARAMETERS, Kind.PROPERTIES, Kind.VALUES, Kind.STATUSES)
"""What is told of what a consumer uses."""


class Standing(StrEnum):
    """What a release means for a consumer."""

    BREAKS = "breaks"
    """The new release refuses calls that it was recorded making."""
    AT_RISK = "at risk"
    """Answers that it was recorded reading change so that a reader may break."""
    SAFE = "safe"
    """Nothing that breaks reaches what it was recorded using."""
    UNSEEN = "unseen"
    """It was not recorded."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Consumer:
    """A consumer, and what a release means for it.

    Attributes:
        calls: that were recorded and lead to an operation of the old document.
        used: what of the old document they exercise.
        breaks: calls that the new document refuses, one finding for each cause, ``seen`` telling how many there were.
        risks: findings of the comparison about answers that it reads.
        strangers: how many calls lead to no operation of the old document.
        faulty: how many calls the old document refuses already, and the new one for nothing else.
    """

    name: str
    calls: int = 0
    used: tuple[Reached, ...] = ()
    breaks: tuple[Finding, ...] = ()
    risks: tuple[Finding, ...] = ()
    strangers: int = 0
    faulty: int = 0

    @property
    def standing(self) -> Standing:
        """What the release means for it."""
        if not self.calls:
            return Standing.UNSEEN
        return Standing.BREAKS if self.breaks else Standing.AT_RISK if self.risks else Standing.SAFE

    @property
    def operations(self) -> tuple[str, ...]:
        """Keys of those that it calls."""
        return tuple(each.goal.where for each in self.used if each.goal.kind is Kind.OPERATIONS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Impact:
    """What a release means for those that were recorded.

    Attributes:
        report: of the comparison.
        consumers: those that break first, then by name.
        unmet: findings that break clients and that no recorded call meets: for whom they do is not known.
        recorded: whether there were recordings.
    """

    report: Report
    consumers: tuple[Consumer, ...]
    unmet: tuple[Finding, ...]
    recorded: bool

    @property
    def hurts(self) -> bool:
        """Whether a consumer breaks or is at risk; without recordings, whether any may."""
        if not self.recorded:
            return bool(self.unmet)
        return any(each.standing in (Standing.BREAKS, Standing.AT_RISK) for each in self.consumers)

    @property
    def calls(self) -> int:
        """How many recorded calls could be judged."""
        return sum(each.calls for each in self.consumers)


def impact(
    old: Document, new: Document, calls: Iterable[Call] | None, telling: Telling, expected: Sequence[str] = ()
) -> Impact:
    """What a new release means for consumers.

    Args:
        old: what they were written against.
        new: what the server is about to do.
        calls: what was recorded; None where nothing was.
        telling: whose a call is.
        expected: names of consumers that are to be told of even where they were not recorded.
    """
    report = compare(old, new)
    broken = tuple(each for each in report.findings if each.verdict is Verdict.BREAKING)
    ledgers: dict[str, _Ledger] = {}
    readers = Reader(old), Reader(new)
    for call in calls or ():
        name = telling.name(call)
        if name not in ledgers:
            ledgers[name] = _Ledger(name, *readers)
        ledgers[name].take(call)
    made = [*(each.closed(broken) for each in ledgers.values())]
    made += [Consumer(name=name) for name in dict.fromkeys(expected) if name not in ledgers]
    met = {id(finding) for each in made for finding in each.risks}
    refused = {key for each in made for finding in each.breaks for key in finding.operations}
    unmet = [each for each in broken if id(each) not in met and not _explains(each, refused)]
    order = list(Standing)
    return Impact(
        report=report,
        consumers=tuple(sorted(made, key=lambda each: (order.index(each.standing), each.name))),
        unmet=tuple(unmet),
        recorded=calls is not None,
    )


def _explains(finding: Finding, refused: set[str]) -> bool:
    """Whether recorded calls that are refused show a finding."""
    return finding.direction != "response" and not refused.isdisjoint(finding.operations)


@dataclass(slots=True)
class _Break:
    """Calls that one cause breaks: the one that is shown, and how many there are."""

    exchange: Exchange
    place: str
    violation: Violation
    new: Place
    count: int = 0


@dataclass(slots=True)
class _Ledger:
    """What is known of one consumer; it grows with the document, not with the number of calls."""

    name: str
    old: Reader
    new: Reader
    calls: int = 0
    strangers: int = 0
    faulty: int = 0
    counting: Counting = field(init=False)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    breaks: dict[tuple[str, ...], _Break] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counting = Counting(self.old.document)

    def take(self, call: Call) -> None:
        """Note a call."""
        request = call.exchange.request
        meant = self.old.meant(request)
        if meant is None:
            self.strangers += 1
            return
        self.calls += 1
        self.statuses[meant.operation.key, call.exchange.response.status] += 1
        bare = replace(request, path=request.path.removeprefix(meant.base))
        self.counting.take(meant.operation.key, Exchange(bare, call.exchange.response))
        found = [*self._refused(call, meant)]
        self.faulty += bool(meant.violations) and not found
        for violation in found:
            self._note(call, meant, violation)

    def _refused(self, call: Call, meant: Meant) -> Iterator[Violation]:
        """What the new document finds wrong with a request, and the old one did not."""
        now = self.new.meant(call.exchange.request, meant.base)
        if now is None:
            told = "the new document has no such operation"
            yield Violation(place="operation", rule="removed", message=told, source="")
            return
        known = {_cause(each) for each in meant.violations}
        yield from (each for each in now.violations if _cause(each) not in known)

    def _note(self, call: Call, meant: Meant, violation: Violation) -> None:
        key = meant.operation.key, *_cause(violation)
        shown = self.old.shown(call, meant.operation)
        known = self.breaks.get(key)
        if known is None or _size(shown) < _size(known.exchange):
            line = self.new.document.place(violation.source)
            count = known.count if known else 0
            self.breaks[key] = _Break(shown, call.place, violation, Place(pointer=violation.source, line=line), count)
        self.breaks[key].count += 1

    def closed(self, broken: Sequence[Finding]) -> Consumer:
        """The consumer, once all calls are known."""
        used = tuple(each for each in self.counting.coverage().reached if each.times and each.goal.kind in _USED)
        return Consumer(
            name=self.name,
            calls=self.calls,
            used=used,
            breaks=tuple(_finding(key[0], each, broken) for key, each in sorted(self.breaks.items())),
            risks=tuple(each for each in broken if self._reads(each)),
            strangers=self.strangers,
            faulty=self.faulty,
        )

    def _reads(self, finding: Finding) -> bool:
        """Whether a change of answers is one of an answer that the consumer was recorded getting."""
        if finding.direction != "response":
            return False
        status = finding.witness.response.status if finding.witness and finding.witness.response else None
        seen = {key for key, code in self.statuses if status in (None, code)}
        return not seen.isdisjoint(finding.operations)


def _cause(violation: Violation) -> tuple[str, str, str, str]:
    parts = ["*" if part.isdecimal() else part for part in violation.pointer.split("/")]
    return violation.place, violation.name, "/".join(parts), violation.rule


def _size(exchange: Exchange) -> int:
    request = exchange.request
    return len(request.path) + len(request.query) + len(request.body)


def _finding(operation: str, each: _Break, broken: Sequence[Finding]) -> Finding:
    """A refused call as a finding, with the advice of the comparison where that speaks of it."""
    violation = each.violation
    where = " ".join(filter(None, (violation.place, violation.name))) + violation.pointer
    alike = next((finding for finding in broken if _speaks_of(finding, operation, violation)), None)
    return Finding(
        rule=alike.rule if alike else RULE,
        message=f"{operation} refuses what was sent: {alike.message}"
        if alike
        else _message(operation, where, violation),
        severity=Severity.ERROR,
        verdict=Verdict.BREAKING,
        operations=(operation,),
        direction="request",
        subject=f"{operation} {where}",
        old=alike.old if alike else None,
        new=each.new if violation.source else None,
        witness=Witness(
            request=each.exchange.request,
            accepted_by="old",
            refused_by="new",
            place=violation.place,
            name=violation.name,
            pointer=violation.pointer,
            reason=f"{violation.message} ({each.place})",
        ),
        advice=alike.advice if alike else "",
        seen=each.count,
        reproduce=curl_of_witness(each.exchange.request),
    )


def _message(operation: str, where: str, violation: Violation) -> str:
    if violation.place == "operation":
        return f"{operation} is gone"
    return f"{operation} refuses what was sent: {where}: {violation.message}"


def _speaks_of(finding: Finding, operation: str, violation: Violation) -> bool:
    witness = finding.witness
    if witness is None or finding.direction == "response" or operation not in finding.operations:
        return False
    return (witness.place, witness.name) == (violation.place, violation.name) and (
        violation.place != "body" or _cause(violation)[2] == _starred(witness.pointer)
    )


def _starred(pointer: str) -> str:
    return "/".join("*" if part.isdecimal() else part for part in pointer.split("/"))
