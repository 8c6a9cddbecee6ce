"""How much of a document a test run is asked to exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from contracts.coverage.goals import Kind
from contracts.findings import Finding, Report, Severity

RULE = "coverage-missed"


@dataclass(frozen=True, slots=True)
class Demand:
    """The least share of goals.

    Attributes:
        kind: of the goals; None for all of them together.
        share: in per cent.
    """

    kind: Kind | None
    share: float


def demanded(report: Report, demands: Iterable[Demand]) -> Report:
    """A report with a finding for each demand that its run did not meet; of what there is none, all was exercised."""
    found = [finding for each in demands if (finding := _missed(report, each)) is not None]
    return replace(report, findings=(*found, *report.findings)) if found else report


def _missed(report: Report, demand: Demand) -> Finding | None:
    share = report.coverage.share(demand.kind) if report.coverage is not None else None
    if share is None or share >= demand.share:
        return None
    kind = demand.kind.value if demand.kind else "goals"
    return Finding(
        rule=RULE,
        message=f"{share:.2f} % of all {kind} were exercised, and {demand.share:g} % are asked for",
        severity=Severity.ERROR,
        subject=kind,
        advice="test with more --max-examples and all phases, give credentials, or ask for less with --min-coverage",
    )
