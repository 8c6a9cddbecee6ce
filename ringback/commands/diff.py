"""``ringback diff``: what breaks between two documents."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from contracts.compat.compare import compare
from ringback.comparing import Judging, judging_options, tell
from ringback.documents import both, document_options
from ringback.headings import Command
from ringback.output import report_options
from specs import catalog, revisions
from specs.options import Options


@click.command(cls=Command)
@click.argument("old", metavar="[OLD]")
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
@click.option(
    "--against",
    metavar="REVISION",
    help="Compare one document with itself at this Git revision, such as main or HEAD~1.",
)
@report_options
@judging_options()
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def diff(
    context: click.Context,
    old: str,
    new: str | None,
    against: str | None,
    options: Options,
    overlays_old: tuple[str, ...],
    overlays_new: tuple[str, ...],
    format_: str,
    output: Path | None,
    judging: Judging,
    *,
    quiet: bool,
) -> None:
    """Compare two documents: what breaks, for whom, and the message that shows it.

    OLD and NEW are paths, URLs, - for standard input, files at a Git revision (main:openapi.yaml), or catalogue names.
    A range such as phonebridge-webapp@1.3.7..1.3.8 in place of both means its two ends. Exit code: 0 when nothing
    fails, 1 when a finding does, 2 when the documents could not be compared.
    """
    names = ends(old, new, against)
    sides = [dataclasses.replace(options, overlays=(*options.overlays, *own)) for own in (overlays_old, overlays_new)]
    report = judging.narrow(compare(*both(*names, (sides[0], sides[1]), quiet=quiet)))
    tell(report, format_, output, quiet=quiet)
    context.exit(judging.fails(report))


def ends(old: str, new: str | None, against: str | None = None) -> tuple[str, str]:
    """The two names that are compared.

    Raises:
        click.UsageError: one name was given, and it is no range; or two, and a revision.
        SpecError: the range names an unknown API or release, or runs backwards; there is no such revision.
    """
    if against is not None:
        if new is not None:
            raise click.UsageError("--against takes one document: the other is the same one, as it was")
        return revisions.at(against, old), old
    if new is not None:
        return old, new
    if not (".." in old and catalog.is_catalogue_name(old)):
        raise click.UsageError(
            "NEW is missing: give two documents, one and --against REVISION, or a range such as "
            f"{catalog.apis()[0]}@1.2..1.3.8"
        )
    chosen = catalog.select(old)
    return chosen[0].name, chosen[-1].name
