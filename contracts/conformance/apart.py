"""Units of a run done apart, and the report that they come to together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack
from urllib.parse import urlsplit

from contracts.conformance.choices import Choices
from contracts.conformance.chosen import chosen
from contracts.conformance.judge import Judge
from contracts.conformance.probes.watching import Watcher
from contracts.conformance.redaction import Redactor, secret_names
from contracts.conformance.run import Means, reported, run
from contracts.conformance.tally import Tally
from contracts.conformance.units import Unit
from contracts.coverage.counting import Counting
from contracts.findings import Finding, Report, together
from contracts.runs.journal import Line
from contracts.runs.part import Part
from contracts.runs.past import met
from contracts.runs.storing import changed, restored, stored
from specs.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one unit.

    Attributes:
        target: where the document's paths started.
        parts: the steps that were taken, in their order.
        findings: that they met; no two of the same fingerprint.
        tokens: how often somebody logged in.
        cut_short: why it ended early; empty where it did not.
    """

    target: str
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    tokens: int = 0
    cut_short: str = ""


@dataclass(slots=True)
class _Noted:
    """A journal that is kept in memory."""

    lines: list[tuple[Line, Any]] = field(default_factory=list)

    def write(self, kind: Line, value: Any) -> None:
        self.lines.append((kind, stored(value)))

    def rewrite(self, change: Callable[[str], str]) -> None:
        self.lines = [(kind, changed(told, change)) for kind, told in self.lines]


def done(document: Document, base_url: str, choices: Choices, work: Unit, **means: Unpack[Means]) -> Outcome:
    """Do one unit of a run.

    Raises:
        ContractError: as ``contracts.conformance.run.examine``.
        KeyboardInterrupt: it was interrupted.
    """
    noted = _Noted()
    with_notes: Any = {**means, "unit": work, "notes": noted}
    report = run(document, base_url, choices, **with_notes)
    parts = tuple(restored(Part, told) for kind, told in noted.lines if kind is Line.PART)
    found = (restored(Finding, told) for kind, told in noted.lines if kind is Line.FINDING)
    findings = met({each.fingerprint: each for each in found}, parts)
    tokens, cut_short = report.facts["tokens"], report.facts.get("cut short", "")
    return Outcome(
        target=base_url, parts=parts, findings=tuple(findings.values()), tokens=int(tokens), cut_short=str(cut_short)
    )


def merged(document: Document, choices: Choices, outcomes: Sequence[Outcome]) -> Report:
    """The report of a run of which some units were done.

    Args:
        document: that was tested.
        choices: of the run.
        outcomes: of its units, in their order; at least one.
    """
    wanted, base_url = chosen(document, choices), outcomes[0].target
    redactor = Redactor(secret_names(document), {})
    judge = Judge(document, base_url, redactor, None, choices.checks)
    counting = Counting(wanted, urlsplit(base_url).path)
    tally = Tally(wanted, redactor, judge, Watcher(document, (), dict, base_url), counting)
    for outcome in outcomes:
        tally.add(outcome.parts, ())
        tally.cut_short = tally.cut_short or outcome.cut_short
    judge.recall(_together(outcomes).values())
    tally.selected = len(wanted.operations)
    facts = tally.facts(choices, 0, sum(each.tokens for each in outcomes))
    return reported(document, base_url, judge, tally, facts)


def _together(outcomes: Sequence[Outcome]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for finding in (each for outcome in outcomes for each in outcome.findings):
        known = found.get(finding.fingerprint)
        found[finding.fingerprint] = together(known, finding) if known else finding
    return found
