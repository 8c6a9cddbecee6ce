"""``ringback compare``: what has changed from one test run to another."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.findings import Severity
from contracts.render.runs import FORMATS, telling
from contracts.runs.comparing import compared
from contracts.runs.folders import found
from contracts.runs.past import read
from ringback.headings import Command
from ringback.keeping import home, runs_option
from ringback.output import Written, put, written_options


@click.command(cls=Command)
@click.argument("first")
@click.argument("second")
@runs_option
@click.option(
    "--same-server",
    is_flag=True,
    help="The server is the same, too: what differs is flaky, neither new nor fixed.",
)
@written_options(FORMATS)
@click.option(
    "--fail-on",
    type=click.Choice([*(each.value for each in Severity), "none"]),
    default=Severity.ERROR.value,
    show_default=True,
    help="The mildest new finding that makes the exit code 1.",
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def compare(
    context: click.Context,
    first: str,
    second: str,
    runs: Path | None,
    same_server: bool,
    written: Written,
    fail_on: str,
    quiet: bool,
) -> None:
    """Tell what is new, fixed, flaky, slower and still there in the run SECOND beside the run FIRST.

    Both are names of runs that kept a journal (ringback test --journal, or --live), or paths of their folders. Exit
    code: 0 when nothing is new, 1 when a finding is, 2 when the runs could not be compared.
    """
    earlier, later = (read(found(home(runs), each)) for each in (first, second))
    told = compared(earlier, later, same_server=same_server)
    put(FORMATS, told, written)
    if written.only_to_files and not quiet:
        click.echo(f"{telling.headline(told)}: {telling.explanation(told)}", err=True)
    context.exit(int(fail_on != "none" and told.fails(Severity(fail_on))))
