"""Whether one API is a part of another: all that its document names is in the other one, and compatible.

Clients are written against the small document and call a server that does what the full one says. What the full one has
beyond that is of no interest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from contracts.compat import schemas
from contracts.compat.compare import compare
from contracts.compat.comparison import Comparison, Site
from contracts.compat.roles import called
from contracts.compat.rules import servers
from contracts.findings import Finding, Level, Report, Severity, Verdict
from specs import pointers
from specs.model import Document
from specs.schemas import Direction

_MISSING: Mapping[str, str] = MappingProxyType(
    {
        "operation-removed": "The full API has no {subject}",
        "parameter-removed": "The full API has no {subject}, and ignores it",
        "request-body-removed": "The full API takes no body for {subject}, and ignores it",
        "request-property-removed": "The full API has no {subject}, and ignores it",
        "response-header-removed": "The full API sends no {subject}",
        "response-property-removed": "The full API sends no {subject}",
        "schema-name-removed": "The full API has no schema called {subject}",
    }
)
"""What the full API lacks, by the rule that tells of its going in a comparison of releases."""
_SERVERS = frozenset(rule.id for rule in servers.RULES)


def subset(client: Document, full: Document) -> Report:
    """Tell what keeps a document from being a part of another.

    Args:
        client: the small one.
        full: the one that it is to be a part of.

    Returns:
        A report of kind ``subset``. Its errors are what is missing or not compatible; without findings it is a part.
    """
    report = compare(client, full)
    found = [told for each in (*report.findings, *_unused(client, full)) if (told := _told(each)) is not None]
    theirs = client.schemas.keys() & full.schemas.keys()
    return replace(
        report,
        kind="subset",
        title=f"{client.called} in {full.called}",
        subjects={"client": client.source.name, "full": full.source.name},
        findings=tuple(sorted(found, key=lambda each: each.severity.rank)),
        judged=len(client.operations),
        facts={
            "operations of the client API": len(client.operations),
            "operations of the full API": len(full.operations),
            "operations in both": report.facts["operations in both"],
            "schemas of the client API": len(client.schemas),
            "schemas of the full API": len(full.schemas),
            "schemas in both": len(theirs),
        },
    )


def _told(finding: Finding) -> Finding | None:
    """A finding of the comparison, as one about a part; None where it does not keep the document from being one."""
    if finding.rule in _MISSING:
        message = _MISSING[finding.rule].format(subject=finding.subject)
        verdict = Verdict.BREAKING if finding.witness else None  # it is missing, whether a message shows that or not
        missing = replace(finding, message=message, severity=Severity.ERROR, level=Level.WIRE, verdict=verdict)
        return called(replace(missing, advice=""), "client", "full")
    breaks = finding.verdict in (Verdict.BREAKING, Verdict.UNPROVEN)
    harmless = finding.rule in _SERVERS and finding.verdict is Verdict.COMPATIBLE
    matters = finding.level is Level.WIRE and (breaks or finding.severity is Severity.WARNING) and not harmless
    return called(replace(finding, advice=""), "client", "full") if matters else None


def _unused(client: Document, full: Document) -> Iterator[Finding]:
    """What is different in schemas that no operation of the client leads to: no message can show it."""
    used = _reached(client)
    question = Comparison(client, full)
    for name in sorted(client.schemas.keys() & full.schemas.keys()):
        if client.schemas[name].pointer in used:
            continue
        for direction in Direction:
            yield from schemas.findings(
                question,
                client.schemas[name],
                full.schemas[name],
                direction,
                where=name,
                reached=Site(),
                show=lambda *_: None,
            )


def _reached(document: Document) -> set[str]:
    """Pointers that references lead to, from the operations on."""
    reached: set[str] = set()
    waiting: list[Any] = [document.raw.get("paths"), document.raw.get("webhooks")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        if not isinstance(value, Mapping):
            continue
        waiting += value.values()
        reference = value.get("$ref")
        pointer = pointers.from_fragment(reference[1:]) if isinstance(reference, str) and reference[:2] == "#/" else ""
        if pointer and pointer not in reached:
            reached.add(pointer)
            waiting += [pointers.find(document.raw, pointer)] if pointers.exists(document.raw, pointer) else []
    return reached
