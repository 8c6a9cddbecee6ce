"""What makes a test run fail: how grave a finding has to be, and how much of the document has to be exercised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from contracts.compat.policy.ignoring import Ignoring
from contracts.compat.policy.meaning import Meaning
from contracts.coverage.goals import Kind
from contracts.errors import ContractError
from contracts.findings import Finding, Ignored, Report, Severity
from ringback.baselines import baseline_option, ignores
from ringback.grouping import as_one
from ringback.output import Written, write

if TYPE_CHECKING:
    from contracts.compat.policy.values import Ignore
    from contracts.coverage.demands import Demand
    from specs.model import Document


class Share(click.ParamType[str]):
    """Per cent of all goals, or of one kind of them: ``80``, ``statuses=90``."""

    name = "share"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as it is. Raises BadParameter: it is no share."""
        kind, equals, share = value.rpartition("=")
        if equals and kind not in list(Kind):
            self.fail(f"there is no kind of goals {kind!r}: write one of {', '.join(Kind)}", param, ctx)
        if not _is_percentage(share):
            self.fail(f"{share!r} is no number from 0 to 100: write 80 or statuses=90", param, ctx)
        return value


def _is_percentage(text: str) -> bool:
    try:
        return 0 <= float(text) <= 100
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """What makes the exit code 1.

    Attributes:
        fail_on: the mildest finding that does: value of a ``Severity``, or ``none``.
        min_coverage: as ``Share`` has them.
        baselines: files of what is let pass.
    """

    fail_on: str
    min_coverage: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()

    def accepted(self) -> tuple[Ignore, ...]:
        """What is let pass, to be asked before a run begins. Raises ConfigError: a baseline cannot be used."""
        return ignores(self.baselines, "conformance")

    def judged(self, report: Report, document: Document, accepted: tuple[Ignore, ...]) -> Report:
        """A report with what it did not exercise and should have, and without what is let pass, among its findings."""
        from contracts.coverage.demands import demanded

        report = demanded(report, map(_demand, self.min_coverage))
        ignoring = Ignoring(accepted, datetime.now(UTC).date())
        ignored: list[Ignored] = []
        kept = [*ignoring.sifted(Meaning(document, document), report.findings, ignored)]
        stale = map(_doubted, ignoring.stale())
        return replace(report, findings=(*kept, *stale), ignored=(*report.ignored, *ignored))

    def fails(self, report: Report) -> bool:
        """Whether a report has a finding at least as grave as was said; ``none`` never fails."""
        if self.fail_on == "none":
            return False
        return any(finding.severity.rank <= Severity(self.fail_on).rank for finding in report.findings)


def ended(report: Report, failing: Failing, written: Written) -> int:
    """Write the report of a run that came to its end; the exit code.

    Args:
        report: as it is judged.
        failing: what makes the exit code 1.
        written: where it goes.

    Raises:
        ContractError: nothing was tested, or the report cannot be written.
    """
    write(report, written)
    if not report.judged:
        reason = next(iter(report.skipped.values()), "the document describes no operation")
        raise ContractError(f"nothing was tested: {reason}")
    return int(failing.fails(report))


def _doubted(stale: Finding) -> Finding:
    """A run meets what it meets: that it did not meet something does not say that it is mended."""
    return replace(stale, severity=Severity.NOTE) if stale.rule == "ignore-unused" else stale


def _demand(text: str) -> Demand:
    from contracts.coverage.demands import Demand

    kind, _, share = text.rpartition("=")
    return Demand(Kind(kind) if kind else None, float(share))


failing_options = as_one(
    "failing",
    Failing,
    click.option(
        "--fail-on",
        type=click.Choice([*(each.value for each in Severity), "none"]),
        default=Severity.ERROR.value,
        show_default=True,
        help="The mildest finding that makes the exit code 1.",
    ),
    click.option(
        "--min-coverage",
        multiple=True,
        type=Share(),
        metavar="[KIND=]PERCENT",
        help="Fail where less of the document is exercised, in all or of a kind, such as statuses=80; repeatable.",
    ),
    baseline_option,
)
