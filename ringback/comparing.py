"""What the commands that compare documents share: what must not break, what fails, and how a report ends a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import click

from contracts.errors import ContractError
from contracts.findings import Finding, Level, Report, Severity, Verdict
from ringback.grouping import Option, as_one
from ringback.output import Written, write
from specs import catalog, revisions

FAILS: Mapping[str, Callable[[Finding], bool]] = MappingProxyType(
    {
        "breaking": lambda finding: (
            finding.severity is Severity.ERROR
            or (finding.level is not Level.WIRE and finding.severity is Severity.WARNING)
        ),
        "unproven": lambda finding: (
            FAILS["breaking"](finding) or (finding.verdict is Verdict.UNPROVEN and finding.severity is Severity.WARNING)
        ),
        "warning": lambda finding: finding.severity is not Severity.NOTE,
        "note": lambda _: True,
        "none": lambda _: False,
    }
)
"""Which findings make the exit code 1, by the value of ``--fail-on``; but for the last, each takes in those before.

What is proven to break is an error, unless a policy says otherwise; what keeps to no policy is one, too. Beyond the
wire nothing can be proven by a message: what is a warning there breaks what ``--level`` promises.
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


against_option = click.option(
    "--against",
    metavar="REVISION",
    help="Compare documents with themselves at this Git revision, such as main or HEAD~1.",
)
"""A command with two documents gets it as ``against``."""


def tell(report: Report, written: Written, *, quiet: bool) -> None:
    """Write the report of a comparison; where it goes to files alone, tell the verdict on standard error.

    Raises:
        ContractError: nothing was compared, or the file cannot be written.
    """
    if not report.judged:
        raise ContractError("no operation was compared", hint="both documents must describe operations")
    write(report, written)
    if written.only_to_files and not quiet:
        from contracts.render import as_text

        for line in as_text.summary(report):
            click.echo(line, err=True)


def ends(names: tuple[str, ...], against: str | None = None) -> tuple[str, str]:
    """The two names that are compared.

    Raises:
        click.UsageError: one name was given, and it is no range; or too many.
        SpecError: the range names an unknown API or release, or runs backwards; there is no such revision.
    """
    if len(names) > 2:
        raise click.UsageError(f"{len(names)} names were given: write a pattern in quotes, such as 'old/*.yaml'")
    if against is not None:
        if len(names) != 1:
            raise click.UsageError("--against takes one document: the other is the same one, as it was")
        return revisions.at(against, names[0]), names[0]
    if len(names) == 2:
        return names[0], names[1]
    name = names[0] if names else ""
    if not (".." in name and catalog.is_catalogue_name(name)):
        raise click.UsageError(
            "NEW is missing: give two documents, one and --against REVISION, or a range such as "
            f"{catalog.apis()[0]}@1.2..1.3.8"
        )
    chosen = catalog.select(name)
    return chosen[0].name, chosen[-1].name
