"""Many documents against many others: the comparisons of those of one name, what came and what went, as one report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

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
    _gone: dict[str, dict[str, frozenset[_Call]]] = field(default_factory=dict)

    def compared(self, name: str, report: Report, new: Document) -> None:
        """Take in the comparison of two documents of one name."""
        self._parts[name] = report
        self._facts[name] = "the same text" if report.identical else _told(report)
        self._answered |= _calls(new, new.operations)

    def came(self, name: str, new: Document) -> None:
        """Take in a document that was not there before."""
        number = plural(len(new.operations), "operation")
        finding = Finding(
            rule="operation-added",
            message=f"{name} is new, with {number}",
            severity=Severity.NOTE,
            verdict=Verdict.COMPATIBLE,
            operations=tuple(operation.key for operation in new.operations),
            subject="document",
        )
        self._parts[name] = _report(new, (finding,))
        self._facts[name] = f"new, {number}"
        self._answered |= _calls(new, new.operations)

    def went(self, name: str, report: Report, old: Document) -> None:
        """Take in a document that is no longer there, by its comparison with what ``emptied`` leaves of it."""
        self._parts[name] = replace(report, judged=len(old.operations))
        self._facts[name] = "gone"
        self._gone[name] = {operation.key: _calls(old, [operation]) for operation in old.operations}

    def report(self, title: str, subjects: Mapping[str, str]) -> Report:
        """All of it, gravest first; every operation and subject is told with the name of its document."""
        for name, calls in self._gone.items():
            lost = {key for key, call in calls.items() if not call <= self._answered}
            self._parts[name] = replace(self._parts[name], findings=tuple(_gone(name, self._parts[name], calls, lost)))
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


def emptied(document: Document) -> Document:
    """What is left where a document went: the same API, without an operation."""
    servers = [{"url": path or "/"} for path in document.base_paths]
    info = {"title": document.title, "version": document.release}
    return from_mapping({"openapi": "3.1.0", "info": info, "paths": {}, "servers": servers}, "nothing")


def _gone(name: str, report: Report, operations: Collection[str], lost: Collection[str]) -> Iterator[Finding]:
    """The finding about a document that went, and what else is wrong with the operations that no other one has."""
    removed = [each for each in report.findings if each.subject in lost and each.rule == "operation-removed"]
    finding = Finding(
        rule="operation-removed",
        message=f"{name} is gone, and with it {plural(len(removed), 'operation')}",
        severity=min((each.severity for each in removed), key=lambda each: each.rank, default=Severity.NOTE),
        verdict=Verdict.BREAKING if any(each.witness for each in removed) else Verdict.COMPATIBLE,
        operations=tuple(each.subject for each in removed),
        direction="request",
        subject="document",
        witness=next((each.witness for each in removed if each.witness), None),
        advice="Deprecate its operations first; where it was renamed, compare it with its new name.",
    )
    if operations and not lost:
        told = f"{name} is gone; other documents have its operations, and how they changed was not compared"
        yield replace(finding, message=told, severity=Severity.WARNING, verdict=Verdict.UNPROVEN)
    elif lost and not removed:
        yield replace(finding, message=f"{name} is gone; that its operations are is let pass")
    else:
        yield finding
    yield from (each for each in report.findings if each.verdict is None and each.subject in lost)


def _named(name: str, finding: Finding) -> Finding:
    operations = tuple(f"{name}: {key}" for key in finding.operations)
    return replace(finding, operations=operations, subject=f"{name}: {finding.subject}")


def _told(report: Report) -> str:
    breaking = len(report.breaking)
    return f"{report.verdict}, {plural(breaking, 'change')}" if breaking else str(report.verdict)


def _report(document: Document, findings: tuple[Finding, ...]) -> Report:
    return Report(kind="compatibility", title="", subjects={}, findings=findings, judged=len(document.operations))


def _calls(document: Document, operations: Iterable[Operation]) -> frozenset[_Call]:
    return frozenset(
        (operation.method, base + paths.shape(operation.path))
        for operation in operations
        for base in document.base_paths_of(operation)
    )
