"""``ringback test``: does a server (or our own mock) do as its document says?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from contracts.findings import Report
from contracts.interrupts import interruptible
from ringback.aiming import Aim, aiming_options
from ringback.checking import Checks, check_options
from ringback.choosing import Chosen, choice_options
from ringback.config.commands import Section, configured
from ringback.documents import document_options, opened
from ringback.failing import Failing, ended, failing_options
from ringback.headings import Command
from ringback.keeping import Keeping, Kept, keeping_options, kept
from ringback.live import Live, live_options, tested
from ringback.output import Written, report_options
from ringback.own_mock import Target, watched
from ringback.shards.options import Spread, spread_options

if TYPE_CHECKING:
    from contracts.conformance.choices import Choices
    from contracts.conformance.tally import Progress
    from specs.model import Document
    from specs.options import Options


@click.command(cls=Command)
@click.argument("spec")
@document_options
@aiming_options
@choice_options
@report_options
@failing_options
@check_options
@live_options
@keeping_options
@spread_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@configured
@click.pass_context
def test(
    context: click.Context,
    spec: str,
    options: Options,
    aim: Aim,
    chosen: Chosen,
    written: Written,
    failing: Failing,
    checks: Checks,
    live: Live,
    keeping: Keeping,
    spread: Spread,
    quiet: bool,
    section: Section,
) -> None:
    """Test a server against SPEC with requests made up from it, valid and invalid ones.

    Credentials are read from RINGBACK_EMAIL (or RINGBACK_USER) and RINGBACK_PASSWORD, with which the document's own
    login is called, or from RINGBACK_TOKEN or RINGBACK_API_KEY. Exit code: 0 when nothing fails, 1 when a finding
    does, 2 when nothing could be tested.
    """
    if aim.stock and live.live is not None:
        raise click.UsageError("give either --stock or --live: plain schemathesis keeps nothing from an account")
    if aim.application is not None and live.live is not None:
        raise click.UsageError("give either --app or --live: an account is on a server that runs already")
    if chosen.examples is not None and live.live is not None:
        raise click.UsageError("give either --example-database or --live: of an account nothing else is kept")
    spread.refuse(
        live=live.live is not None,
        stock=aim.stock,
        journal=keeping.journal,
        resume=keeping.resume is not None,
        max_time=chosen.max_time is not None,
    )
    document = opened(spec, options, quiet=quiet)
    say = teller(quiet=quiet)
    if keeping.resume is not None and (live.plan or live.explain):
        raise click.UsageError("--resume sends requests, and --plan and --explain send none")
    choices, accepted = keeping.choices(chosen.choices(checks), context), failing.accepted()
    if spread.option:
        from ringback.shards.jobs import Named
        from ringback.shards.runs import Run

        job = Run(
            spec=Named.of(document),
            options=options,
            aim=aim,
            choices=choices,
            failing=failing,
            examples=chosen.examples or "",
        )
        context.exit(spread.ended(job, written, section, quiet=quiet))
    if live.live is not None:
        report = tested(document, live, section, aim.url, choices, keeping, quiet=quiet, say=say)
    else:
        aimed = aim.target(document, choices.seed, say)
        with (
            watched(quiet=quiet) as progress,
            aimed as target,
            kept(keeping, document, aim.named, choices, say) as journal,
        ):
            report = _tested(
                document, target, choices, journal, progress, beside_stock=aim.stock, examples=chosen.examples or ""
            )
    if report is None:
        return
    context.exit(ended(failing.judged(report, document, accepted), failing, written))


def _tested(
    document: Document,
    target: Target,
    choices: Choices,
    journal: Kept,
    progress: Callable[[Progress], None] | None,
    *,
    beside_stock: bool,
    examples: str,
) -> Report:
    from contracts.conformance import stock
    from contracts.conformance.run import run

    with interruptible() as asked:
        report = run(
            document,
            target.base_url,
            choices,
            credentials=target.credentials,
            other=target.other,
            interrupted=asked.is_set,
            examples=examples,
            notes=journal.notes,
            past=journal.past,
            progress=progress,
        )
        if not asked.is_set():
            journal.end(report)
        if not beside_stock:
            return report
        found = stock.run(document, target.base_url, choices, target.credentials, limit=choices.max_seconds)
        return stock.beside(report, found)


def teller(*, quiet: bool) -> Callable[[str], None]:
    """What a person is told with while a run goes on; nothing where they want it quiet."""
    return _silence if quiet else _say


def _say(text: str) -> None:
    click.echo(f"ringback: {text}", err=True)


def _silence(text: str) -> None:
    """Say nothing."""
