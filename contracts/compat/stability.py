"""How far an operation is promised to stay as it is: ``x-stability-level``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from contracts.compat.comparison import Comparison
from contracts.compat.pairing import Pair
from contracts.findings import Finding, Severity
from specs import pointers
from specs.model import Document, Operation

LEVELS = ("draft", "alpha", "beta", "stable")
"""From the one that promises least; an operation that says nothing is stable."""
_PROMISE_NOTHING = frozenset({"draft", "alpha"})
_MEMBER = "x-stability-level"


def compare(question: Comparison, both: Iterable[Pair]) -> Iterator[Finding]:
    """Findings about the levels themselves."""
    for pair in both:
        was, now = _level(question.old, pair.old), _level(question.new, pair.new)
        if was != now:
            lower = LEVELS.index(now) < LEVELS.index(was)
            rule = "stability-lowered" if lower else "stability-raised"
            yield question.finding(rule, pair.key, pair.site, was=was, now=now)


def settled(question: Comparison, findings: Sequence[Finding], both: Iterable[Pair]) -> list[Finding]:
    """The findings; one that reaches no operation whose level promises anything is a note, though it breaks."""
    loose = {pair.key: _level(question.old, pair.old) for pair in both}
    loose |= {each.key: _level(question.old, each) for each in question.old.operations}
    unsettled = {key: level for key, level in loose.items() if level in _PROMISE_NOTHING}
    return [_lenient(each, unsettled[each.operations[0]]) if _all_in(each, unsettled) else each for each in findings]


def _all_in(finding: Finding, unsettled: dict[str, str]) -> bool:
    return bool(finding.operations) and all(key in unsettled for key in finding.operations)


def _lenient(finding: Finding, level: str) -> Finding:
    if finding.severity is Severity.NOTE:
        return finding
    return replace(finding, severity=Severity.NOTE, message=f"{finding.message} ({level}: nothing is promised yet)")


def _level(document: Document, operation: Operation) -> str:
    try:
        said = pointers.find(document.raw, operation.pointer).get(_MEMBER)
    except (KeyError, AttributeError):
        return LEVELS[-1]
    return said if said in LEVELS else LEVELS[-1]
