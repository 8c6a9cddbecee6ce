"""``ringback stress-client``: does a client withstand every answer that its document allows?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console

from contracts.errors import ContractError
from contracts.stress.choices import KINDS, choices
from contracts.stress.picking import picked
from contracts.stress.reporting import Subject, report
from contracts.stress.search import Limits, search
from ringback import kinds
from ringback.config.commands import Section, configured
from ringback.documents import document_options, opened
from ringback.headings import Command
from ringback.made_up import items_option
from ringback.output import Written, report_options, write

if TYPE_CHECKING:
    from contracts.stress.values import Searched
    from specs.options import Options


@click.command(cls=Command)
@click.argument("spec")
@click.argument("command", metavar="-- COMMAND...", nargs=-1, type=click.UNPROCESSED, required=True)
@document_options
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(KINDS),
    metavar="KIND",
    help=f"Only differences of this kind; repeatable. There are {', '.join(KINDS)}.",
)
@click.option("--without", multiple=True, type=click.Choice(KINDS), metavar="KIND", help="None of this; repeatable.")
@click.option(
    "--choice",
    "chosen",
    multiple=True,
    metavar="ID[:LENGTH]",
    help="Only this difference, as a report names it; repeatable.",
)
@click.option(
    "--seed",
    type=kinds.Whole(0),
    metavar="NUMBER",
    default=0,
    show_default=True,
    help="Decides what the mock makes up, and what is tried together.",
)
@items_option
@click.option(
    "--handled",
    multiple=True,
    type=kinds.Whole(1, 255),
    metavar="CODE",
    help="An exit code that says that COMMAND has dealt with what it was answered, as 0 does; repeatable.",
)
@click.option(
    "--timeout",
    type=kinds.Number(0, min_open=True),
    metavar="SECONDS",
    default=30,
    show_default=True,
    help="COMMAND has failed if it is still running after this long.",
)
@click.option(
    "--max-runs",
    type=kinds.Whole(1),
    metavar="NUMBER",
    default=500,
    show_default=True,
    help="Run COMMAND so often at most, beside the first time.",
)
@click.option(
    "--mixes",
    type=kinds.Whole(0),
    metavar="NUMBER",
    default=20,
    show_default=True,
    help="Try so many mixtures of what COMMAND has taken one by one.",
)
@click.option("--time-limit", type=kinds.Number(0, min_open=True), metavar="SECONDS", help="Stop after this long.")
@report_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@configured
@click.pass_context
def stress_client(
    context: click.Context,
    spec: str,
    command: tuple[str, ...],
    options: Options,
    only: tuple[str, ...],
    without: tuple[str, ...],
    chosen: tuple[str, ...],
    seed: int,
    items: int,
    handled: tuple[int, ...],
    timeout: float,
    max_runs: int,
    mixes: int,
    time_limit: float | None,
    written: Written,
    quiet: bool,
    section: Section,  # noqa: ARG001 - all that stands in it are options
) -> None:
    """Run COMMAND, a client of SPEC, against a mock that answers what the document allows and a client may not expect.

    COMMAND finds the mock by RINGBACK_URL, RINGBACK_TOKEN, RINGBACK_EMAIL and RINGBACK_PASSWORD in its environment, or
    by {url}, {token} and so on among its words. It has to pass (exit code 0) against usual answers; then valid ones are
    tried that have something absent, null, empty, long or strange in them. What makes COMMAND fail is told as the
    smallest difference that does. Exit code: 0 when nothing makes it fail, 1 when something does, 2 when nothing could
    be tried.
    """
    from mockserver.settings import Settings
    from ringback.stressing import Client, Stage

    document = opened(spec, options, quiet=quiet)
    client = Client(command=command, seconds=timeout, handled=frozenset(handled))
    stage = Stage(document, Settings(seed=seed, items=items), client)
    limits = Limits(runs=max_runs, seconds=time_limit, mixes=0 if chosen else mixes)
    with stage.open(), _watched(quiet=quiet) as progress:
        calm = stage.calm()
        found = choices(document, calm, items)
        wanted = picked(found.choices, only=only, without=without, chosen=chosen)
        searched = search(wanted, stage.attempt, limits, seed, progress)
    subject = Subject(
        spec=spec,
        command=command,
        seed=seed,
        called=frozenset(each.operation.key for each in calm),
        left_alone=found.left_alone,
        again=_again(spec, options, seed, items),
    )
    made = report(document, subject, wanted, searched)
    if not made.judged:
        raise ContractError("nothing was tried", hint="the client was reached by no answer that could be another one")
    write(made, written)
    context.exit(bool(made.findings))


def _again(spec: str, options: Options, seed: int, items: int) -> tuple[str, ...]:
    """The command line of such a run, up to the client."""
    overlays = [word for each in options.overlays for word in ("--overlay", str(each))]
    more = [*(["--seed", str(seed)] if seed else []), *(["--items", str(items)] if items else [])]
    return ("ringback", "stress-client", spec, *overlays, *more)


@contextmanager
def _watched(*, quiet: bool) -> Iterator[Callable[[Searched, int], None]]:
    """Shows how far the search is, on a terminal only."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _, __: None
        return
    with console.status("running the client against usual answers") as status:
        yield lambda searched, all_: status.update(_told(searched, all_))


def _told(searched: Searched, all_: int) -> str:
    from contracts.render.wording import plural

    known = len(searched.passed) + len(searched.breakages)
    counts = (plural(searched.runs, "run"), f"{known} of {all_} answers tried")
    return " · ".join((*counts, f"{plural(len(searched.breakages), 'answer')} broke the client"))
