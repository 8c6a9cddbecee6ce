"""``ringback test``: does a server (or our own mock) do as its document says?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.interrupts import interruptible
from ringback.aiming import Aim, aiming_options
from ringback.checking import Checks, check_options
from ringback.choosing import Chosen, choice_options
from ringback.config.commands import Section, configured
from ringback.documents import document_options, opened
from ringback.failing import Failing, failing_options
from ringback.headings import Command
from ringback.live import Live, live_options, tested
from ringback.output import Written, report_options, write
from ringback.own_mock import Target, watched

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
    quiet: bool,
    section: Section,
) -> None:
    """Test a server against SPEC with requests made up from it, valid and invalid ones.

    Credentials are read from RINGBACK_EMAIL (or RINGBACK_USER) and RINGBACK_PASSWORD, with which the document's own
    login is called, or from RINGBACK_TOKEN or RINGBACK_API_KEY. Exit code: 0 when nothing fails, 1 when a finding
    does, 2 when nothing could be tested.
    """
    if aim.application is not None and live.live is not None:
        raise click.UsageError("give either --app or --live: an account is on a server that runs already")
    document = opened(spec, options, quiet=quiet)
    say = teller(quiet=quiet)
    choices, accepted = chosen.choices(checks), failing.accepted()
    with watched(quiet=quiet) as progress:
        if live.live is not None:
            report = tested(document, live, section, aim.url, choices, progress=progress, say=say)
        else:
            report = _tested(document, aim.target(document, choices.seed, say), choices, progress)
    if report is None:
        return
    report = failing.judged(report, document, accepted)
    write(report, written)
    if not report.judged:
        reason = next(iter(report.skipped.values()), "the document describes no operation")
        raise ContractError(f"nothing was tested: {reason}")
    context.exit(int(failing.fails(report)))


def _tested(
    document: Document,
    target_of: AbstractContextManager[Target],
    choices: Choices,
    progress: Callable[[Progress], None] | None,
) -> Report:
    from contracts.conformance.run import run

    with target_of as target, interruptible() as asked:
        return run(
            document,
            target.base_url,
            choices,
            credentials=target.credentials,
            other=target.other,
            interrupted=asked.is_set,
            progress=progress,
        )


def teller(*, quiet: bool) -> Callable[[str], None]:
    """What a person is told with while a run goes on; nothing where they want it quiet."""
    return _silence if quiet else _say


def _say(text: str) -> None:
    click.echo(f"ringback: {text}", err=True)


def _silence(text: str) -> None:
    """Say nothing."""
