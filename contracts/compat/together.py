"""Many documents against many others: the comparisons of those of one name, what came and what went, as one report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from contracts.compat.compare import compare
from contracts.findings import Finding, Report, Severity, Verdict
from contracts.render.wording import plural
from specs import paths
from specs.load import from_mapping
from specs.model import Document, Operation

_Call = tuple[str, str]
"""A method and a whole path, whatever its parameters are called."""


@dataclass(slots=True)
class Together:
    """What is known of the documents so far. None of them is kept."""

    _parts: dict[str, Report] = field(default_factory=dict)
    _facts: dict[str, str] = field(default_factory=dict)
    _answered: set[_Call] = field(default_factory=set)
    _gone: dict[str, list[tuple[frozenset[_Call], Finding]]] = field(default_factory=dict)

    def compared(self, name: str, report: Report, new: Document) -> None:
        """Take in the comparison of two documents of one name."""
        self._parts[name] = report
        self._facts[name] = "the same text" if report.identical else _told(report)
        self._answered |= _calls(new, new.operations)

    def came(self, name: str, new: Document) -> None:
        """Take in a document that was not there before."""
        number = plural(len(new.operations), "operation")
        finding = Finding(
            rule="document-added",
            message=f"{name} is new, with {number}",
            severity=Severity.NOTE,
            verdict=Verdict.COMPATIBLE,
            operations=tuple(operation.key for operation in new.operations),
            subject="document",
        )
        self._parts[name] = _report(new, (finding,))
        self._facts[name] = f"new, {number}"
        self._answered |= _calls(new, new.operations)

    def went(self, name: str, old: Document) -> None:
        """Take in a document that is no longer there."""
        nothing = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}, "servers": _servers(old)}
        removed = [each for each in compare(old, from_mapping(nothing)).findings if each.rule == "operation-removed"]
        self._gone[name] = [(_calls(old, [old.by_key[each.subject]]), each) for each in removed]
        self._parts[name] = _report(old, ())

    def report(self, title: str, subjects: Mapping[str, str]) -> Report:
        """All of it, gravest first; every operation and subject is told with the name of its document."""
        for name, calls in self._gone.items():
            finding = _gone(name, [found for call, found in calls if not call <= self._answered], len(calls))
            self._parts[name] = replace(self._parts[name], findings=(finding,))
            self._facts[name] = "gone"
        found = [_named(name, each) for name, part in self._parts.items() for each in part.findings]
        return Report(
            kind="compatibility",
            title=title,
            subjects=subjects,
            findings=tuple(sorted(found, key=lambda each: each.severity.rank)),
            judged=sum(part.judged for part in self._parts.values()),
            facts=dict(sorted(self._facts.items(), key=lambda fact: list(self._parts).index(fact[0]))),
            skipped={f"{name}: {key}": why for name, part in self._parts.items() for key, why in part.skipped.items()},
            identical=all(part.identical for part in self._parts.values()),
            ignored=tuple(
                replace(each, finding=_named(name, each.finding))
                for name, part in self._parts.items()
                for each in part.ignored
            ),
        )


def _gone(name: str, lost: list[Finding], operations: int) -> Finding:
    """The finding about a document that went: what it lost breaks, what others answer now was not compared."""
    shown = next((each.witness for each in lost if each.witness), None)
    keys = tuple(each.subject for each in lost)
    if lost or not operations:
        message = f"{name} is gone, and with it {plural(len(lost), 'operation')}"
    else:
        message = f"{name} is gone; other documents have its operations, and how they changed was not compared"
    harmless = not operations
    return Finding(
        rule="document-removed",
        message=message,
        severity=Severity.NOTE if harmless else Severity.ERROR if shown else Severity.WARNING,
        verdict=Verdict.COMPATIBLE if harmless else Verdict.BREAKING if shown else Verdict.UNPROVEN,
        operations=keys,
        direction="request",
        subject="document",
        witness=shown,
        advice="Deprecate its operations first; where it was renamed, compare it with its new name.",
    )


def _named(name: str, finding: Finding) -> Finding:
    operations = tuple(f"{name}: {key}" for key in finding.operations)
    return replace(finding, operations=operations, subject=f"{name}: {finding.subject}")


def _told(report: Report) -> str:
    breaking = len(report.breaking)
    return f"{report.verdict}, {plural(breaking, 'change')}" if breaking else str(report.verdict)


def _report(document: Document, findings: tuple[Finding, ...]) -> Report:
    return Report(kind="compatibility", title="", subjects={}, findings=findings, judged=len(document.operations))


def _servers(document: Document) -> list[dict[str, str]]:
    return [{"url": path or "/"} for path in document.base_paths]


def _calls(document: Document, operations: Iterable[Operation]) -> frozenset[_Call]:
    return frozenset(
        (operation.method, base + paths.shape(operation.path))
        for operation in operations
        for base in document.base_paths_of(operation)
    )
