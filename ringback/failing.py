"""What makes a test run fail: how grave a finding has to be, and how much of the document has to be exercised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from contracts.coverage.goals import Kind
from contracts.findings import Report, Severity
from ringback.grouping import as_one

if TYPE_CHECKING:
    from contracts.coverage.demands import Demand


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
    """

    fail_on: str
    min_coverage: tuple[str, ...]

    def judged(self, report: Report) -> Report:
        """A report with what it did not exercise and should have among its findings."""
        from contracts.coverage.demands import demanded

        return demanded(report, map(_demand, self.min_coverage))

    def fails(self, report: Report) -> bool:
        """Whether a report has a finding at least as grave as was said; ``none`` never fails."""
        if self.fail_on == "none":
            return False
        return any(finding.severity.rank <= Severity(self.fail_on).rank for finding in report.findings)


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
)
