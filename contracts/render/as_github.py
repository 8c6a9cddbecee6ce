"""A report as commands of GitHub's workflows: an annotation for each finding, and the report in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from contracts.findings import Finding, Report, Severity
from contracts.render import as_text, verdicts, wording
from contracts.render.inert import one_line, visible
from contracts.render.places import shown_at

_COMMANDS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
)
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report) -> str:
    """A report as lines for the log of a step.

    GitHub shows the first ten annotations of each kind in a step: the verdict is the first notice, and the gravest
    findings come first. In the log, the whole report follows as text, in which no command is carried out.
    """
    text = as_text.render(report, width=as_text.UNBROKEN)
    token = hashlib.sha256(text.encode()).hexdigest()  # which the text cannot hold
    lines = [
        command("notice", verdicts.explanation(report), title=f"{verdicts.headline(report)}: {report.title}"),
        *(_annotation(finding, report) for finding in wording.ordered(report)),
        "::group::The whole report",
        f"::stop-commands::{token}",
        text.rstrip("\n"),
        f"::{token}::",
        "::endgroup::",
    ]
    return "\n".join(lines) + "\n"


def command(name: str, message: str, **properties: str) -> str:
    """A workflow command on one line."""
    told = ",".join(f"{key}={one_line(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name}{' ' if told else ''}{told}::{visible(message).translate(_DATA)}"


def _annotation(finding: Finding, report: Report) -> str:
    where = shown_at(finding, report)
    at = {"file": where.file, "line": str(where.line)} if where else {}
    text = as_text.of_finding(finding, report, width=as_text.UNBROKEN)
    return command(_COMMANDS[finding.severity], text, **at, title=f"{finding.message} [{finding.rule}]")
