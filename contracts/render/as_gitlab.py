"""The findings of a report as GitLab's code quality shows them in merge requests."""

from __future__ import annotations

from typing import Any

from contracts.findings import Finding, Report, Severity
from contracts.render import as_json, as_markdown, wording
from contracts.render.as_html import anchors
from contracts.render.inert import one_line
from contracts.render.places import shown_at


def render(report: Report) -> str:
    """The findings as JSON text. The format is a list of issues and has no place for what is of the whole report.

    GitLab leaves out an issue without a file and a line: what has no place of its own is shown at the document's start.
    """
    findings = wording.ordered(report)
    names = anchors(findings)
    return as_json.write([_issue(finding, report, names[id(finding)]) for finding in findings])


def _issue(finding: Finding, report: Report, fingerprint: str) -> dict[str, Any]:
    where = shown_at(finding, report)
    document = next(iter(report.subjects.values()), report.title)
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": f"{one_line(finding.message)} [{finding.rule}]",
        "categories": ["Compatibility"],
        "severity": _severity(finding),
        "fingerprint": fingerprint,
        "location": {
            "path": where.file if where else document,
            "lines": {"begin": where.line if where else 1},
        },
        "content": {"body": as_markdown.of_finding(finding, report)},
    }


def _severity(finding: Finding) -> str:
    if finding.severity is Severity.ERROR:
        return "blocker" if wording.is_break(finding) else "critical"
    return "minor" if finding.severity is Severity.WARNING else "info"
