"""``ringback impact``: which of those who call an API does a new release break?"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from contracts.errors import ContractError
from contracts.render.impact import FORMATS, phrases
from contracts.render.inert import one_line
from contracts.traffic.consumers import HOW, Telling
from contracts.traffic.impact import impact as made
from contracts.traffic.reading import calls
from ringback.comparing import against_option, ends
from ringback.documents import both, document_options
from ringback.headings import Command
from ringback.output import Written, put, written_options
from specs.options import Options


@click.command(cls=Command)
@click.argument("names", metavar="[OLD] [NEW]", nargs=-1)
@document_options
@against_option
@click.option(
    "--traffic",
    "recordings",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What was recorded: HAR, or an exchange a line; repeatable.",
)
@click.option(
    "--by",
    metavar="HOW",
    default="user-agent",
    show_default=True,
    help=f"What tells consumers apart: {', '.join(HOW)}.",
)
@click.option(
    "--consumer",
    "expected",
    multiple=True,
    metavar="NAME",
    help="Tell of this consumer even if it was not recorded; repeatable.",
)
@written_options(FORMATS)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def impact(
    context: click.Context,
    names: tuple[str, ...],
    options: Options,
    against: str | None,
    recordings: tuple[Path, ...],
    by: str,
    expected: tuple[str, ...],
    written: Written,
    *,
    quiet: bool,
) -> None:
    """Tell which of those who call an API a new release breaks, and on which of their calls.

    OLD and NEW are as for ringback diff. Each recorded request is held against both, and what else the comparison finds
    is told of those who were recorded getting such answers. Without recordings it is told what breaks, and that nobody
    knows for whom. Exit code: 0 when nobody is hurt, 1 when somebody is or may be, 2 when nothing could be judged.
    """
    old, new = both(*ends(names, against), (options, options), quiet=quiet)
    recorded = chain.from_iterable(calls(each, _tell) for each in recordings) if recordings else None
    told = made(old, new, recorded, Telling(by, old), expected)
    if not told.report.judged:
        raise ContractError("no operation was compared", hint="both documents must describe operations")
    if recordings and not told.calls:
        hint = "are they of another API, or of another base path?"
        raise ContractError(f"no recorded call is of an operation of {old.called}", hint=hint)
    put(FORMATS, told, written)
    if written.only_to_files and not quiet:
        click.echo(one_line(f"{phrases.title(told)}: {phrases.headline(told)}"), err=True)
    context.exit(int(told.hurts))


def _tell(what: str) -> None:
    click.echo(one_line(f"ringback: {what}"), err=True)
