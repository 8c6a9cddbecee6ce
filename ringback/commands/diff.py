"""``ringback diff``: what breaks between two documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from contracts.compat.compare import compare
from contracts.errors import ContractError
from contracts.findings import Finding, Level, Report, Severity, Verdict
from contracts.render import as_text
from ringback.documents import document_options, opened
from ringback.headings import Command
from ringback.output import report_options, write
from specs import catalog
from specs.options import Options

FAILS: Mapping[str, Callable[[Finding], bool]] = MappingProxyType(
    {
        "breaking": lambda finding: finding.verdict is Verdict.BREAKING,
        "unproven": lambda finding: finding.verdict in (Verdict.BREAKING, Verdict.UNPROVEN),
        "warning": lambda finding: FAILS["unproven"](finding) or finding.severity is not Severity.NOTE,
        "none": lambda _: False,
    }
)
"""Which findings make the exit code 1, by the value of ``--fail-on``; each takes in the one before."""


@click.command(cls=Command)
@click.argument("old")
@click.argument("new", required=False)
@document_options
@click.option(
    "--overlay-old",
    "overlays_old",
    metavar="FILE",
    multiple=True,
    help="As --overlay, for OLD only, after those for both.",
)
@click.option(
    "--overlay-new",
    "overlays_new",
    metavar="FILE",
    multiple=True,
    help="As --overlay, for NEW only, after those for both.",
)
@report_options
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    default=Level.WIRE.value,
    show_default=True,
    help="What must not break: running clients, also generated code, or also documented behaviour.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(FAILS)),
    default="breaking",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def diff(
    context: click.Context,
    old: str,
    new: str | None,
    options: Options,
    overlays_old: tuple[str, ...],
    overlays_new: tuple[str, ...],
    format_: str,
    output: Path | None,
    level: str,
    fail_on: str,
    *,
    quiet: bool,
) -> None:
    """Compare two documents: what breaks, for whom, and the message that shows it.

    OLD and NEW are paths, URLs or catalogue names. A range such as phonebridge-webapp@1.3.7..1.3.8 in place of both
    means its two ends. Exit code: 0 when nothing fails, 1 when a finding does, 2 when the documents could not be
    compared.
    """
    sides = zip(ends(old, new), (overlays_old, overlays_new), strict=True)
    documents = [
        opened(name, dataclasses.replace(options, overlays=(*options.overlays, *own)), quiet=quiet)
        for name, own in sides
    ]
    report = narrow(compare(*documents), Level(level))
    if not report.judged:
        raise ContractError("no operation was compared", hint="both documents must describe operations")
    write(report, format_, output)
    if output and not quiet:
        for line in as_text.summary(report):
            click.echo(line, err=True)
    context.exit(any(map(FAILS[fail_on], report.findings)))


def ends(old: str, new: str | None) -> tuple[str, str]:
    """The two names that are compared.

    Raises:
        click.UsageError: one name was given, and it is no range.
        SpecError: the range names an unknown API or release, or runs backwards.
    """
    if new is not None:
        return old, new
    if not (".." in old and catalog.is_catalogue_name(old)):
        raise click.UsageError(f"NEW is missing: give two documents, or a range such as {catalog.apis()[0]}@1.2..1.3.8")
    chosen = catalog.select(old)
    return chosen[0].name, chosen[-1].name


def narrow(report: Report, level: Level) -> Report:
    """A report without the findings beyond a level. Levels nest: wire ⊂ code ⊂ behaviour."""
    levels = list(Level)
    kept = tuple(each for each in report.findings if levels.index(each.level) <= levels.index(level))
    return dataclasses.replace(report, findings=kept)
