"""What the commands that compare documents share: what must not break, what fails, and how a report ends a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import click

from contracts.errors import ContractError
from contracts.findings import Finding, Level, Report, Severity, Verdict
from contracts.render import as_text
from ringback.grouping import Option, as_one
from ringback.output import write

FAILS: Mapping[str, Callable[[Finding], bool]] = MappingProxyType(
    {
        "breaking": lambda finding: finding.severity is Severity.ERROR,
        "unproven": lambda finding: (
            finding.severity is Severity.ERROR
            or (finding.verdict is Verdict.UNPROVEN and finding.severity is Severity.WARNING)
        ),
        "warning": lambda finding: finding.severity is not Severity.NOTE,
        "note": lambda _: True,
        "none": lambda _: False,
    }
)
"""Which findings make the exit code 1, by the value of ``--fail-on``; but for the last, each takes in those before.

What is proven to break is an error, unless a policy says otherwise; what keeps to no policy is one, too.
"""


@dataclass(frozen=True, slots=True)
class Judging:
    """What the user wants of a comparison.

    Attributes:
        level: value of the ``Level`` up to which findings are told.
        fail_on: key of ``FAILS``.
    """

    level: str = Level.WIRE.value
    fail_on: str = "breaking"

    def narrow(self, report: Report) -> Report:
        """A report without the findings beyond the level. Levels nest: wire ⊂ code ⊂ behaviour."""
        kept = tuple(Level)[: list(Level).index(Level(self.level)) + 1]
        return replace(
            report,
            findings=tuple(each for each in report.findings if each.level in kept),
            ignored=tuple(each for each in report.ignored if each.finding.level in kept),
        )

    def fails(self, report: Report) -> bool:
        """Whether a finding of a report makes the exit code 1."""
        return any(map(FAILS[self.fail_on], report.findings))


def judging_options(fail_on: str = "breaking") -> Option:
    """Give a command ``--level`` and ``--fail-on``, with a default of its own; it gets them as ``judging``."""
    return as_one(
        "judging",
        Judging,
        click.option(
            "--level",
            type=click.Choice([level.value for level in Level]),
            default=Level.WIRE.value,
            show_default=True,
            help="What must not break: running clients, also generated code, or also documented behaviour.",
        ),
        fail_on_option(fail_on),
    )


def fail_on_option(fail_on: str = "breaking") -> Option:
    """Give a command ``--fail-on``, with a default of its own."""
    return click.option(
        "--fail-on",
        type=click.Choice(list(FAILS)),
        default=fail_on,
        show_default=True,
        help="The mildest finding that makes the exit code 1.",
    )


def tell(report: Report, format_: str, output: Path | None, *, quiet: bool) -> None:
    """Write the report of a comparison; where it goes to a file, tell the verdict on standard error.

    Raises:
        ContractError: nothing was compared, or the file cannot be written.
    """
    if not report.judged:
        raise ContractError("no operation was compared", hint="both documents must describe operations")
    write(report, format_, output)
    if output and not quiet:
        for line in as_text.summary(report):
            click.echo(line, err=True)
