"""Whether a server publishes what a document says: where they differ, whom it breaks, and what shows it.

Both are compared in both directions. From the document to the server tells what breaks clients of the document. The
other direction shows, by messages that are right for the server and wrong for the document, where the document has
fallen behind: what is made from it, such as a mock, knows nothing of that. Clients of the document do not mind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from contracts.compat.compare import compare
from contracts.compat.roles import called
from contracts.compat.rules import servers
from contracts.findings import Finding, Level, Report, Severity, Verdict
from specs.model import Document

_HOSTS = frozenset(rule.id for rule in servers.RULES) - {"base-path-removed"}
"""A server names itself by the host that it runs on: that is no drift."""
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "operation-added": "The server has {subject}, which the document lacks",
        "operation-removed": "The server has no {subject}",
        "parameter-added": "The server knows {subject}, which the document lacks",
        "parameter-removed": "The server has no {subject}, and ignores it",
        "request-property-added": "The server knows {subject}, which the document lacks",
        "request-property-removed": "The server has no {subject}, and ignores it",
        "response-property-added": "The server sends {subject}, which the document lacks",
        "response-property-removed": "The server sends no {subject}",
    }
)
"""What is said of a difference, by the rule that tells of it in a comparison of releases."""
_DECIDED = (Verdict.BREAKING, Verdict.UNPROVEN)


def drift(document: Document, published: Document) -> Report:
    """Tell where what a server publishes is not what a document says.

    Args:
        document: what clients were written against.
        published: what the server says of itself.

    Returns:
        A report of kind ``drift``. Its errors break clients of the document, its warnings and notes do not; without
        findings both say the same.
    """
    report = compare(document, published)
    back = () if report.identical else compare(published, document).findings
    ahead = [called(each, "document", "server") for each in report.findings if each.rule not in _HOSTS]
    behind = [_turned(each) for each in back if each.verdict in _DECIDED and each.level is Level.WIRE]
    found = [_worded(each) for each in _joined(ahead, behind)]
    return replace(
        report,
        kind="drift",
        title=f"{document.called} at {published.source.name}",
        subjects={"document": document.source.name, "server": published.source.name},
        findings=tuple(sorted(found, key=lambda each: each.severity.rank)),
        facts={
            "operations of the document": len(document.operations),
            "operations of the server": len(published.operations),
            "operations of both": report.facts["operations in both"],
        },
    )


def _turned(finding: Finding) -> Finding:
    """What the document refuses of the server, with its places the right way round."""
    verdict = Verdict.COMPATIBLE if finding.verdict is Verdict.BREAKING else finding.verdict
    told = replace(called(finding, "server", "document"), verdict=verdict, severity=Severity.WARNING)
    return replace(told, old=finding.new, new=finding.old, advice="", reproduce="")


def _joined(ahead: Iterable[Finding], behind: Iterable[Finding]) -> Iterator[Finding]:
    """One difference, one finding: a harmless one is shown by the message that the other direction has for it."""
    waiting = list(behind)
    harmless = [each for each in ahead if each.verdict is Verdict.COMPATIBLE and each.level is Level.WIRE]
    times = Counter(each.subject for each in harmless), Counter(each.subject for each in waiting)
    for finding in ahead:
        same = [each for each in waiting if each.subject == finding.subject and finding in harmless]
        alone = times[0][finding.subject] == times[1][finding.subject] == 1
        if same and alone and (not finding.direction or finding.direction == same[0].direction):
            waiting.remove(same[0])
            yield replace(finding, witness=same[0].witness, severity=Severity.WARNING, advice="")
        else:
            yield finding
    for each in waiting:
        yield replace(each, message=f"The document says less than the server: {each.message}")


def _worded(finding: Finding) -> Finding:
    form = _WORDS.get(finding.rule)
    return replace(finding, message=form.format(subject=finding.subject), advice="") if form else finding
