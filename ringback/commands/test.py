"""``ringback test``: does a server (or our own mock) do as its document says?"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.interrupts import interruptible
from ringback.accounts import from_environment
from ringback.checking import Checks, check_options
from ringback.choosing import Chosen, choice_options
from ringback.config.commands import Section, configured
from ringback.documents import document_options, opened
from ringback.failing import Failing, failing_options
from ringback.headings import Command
from ringback.live import Live, live_options, tested
from ringback.output import Written, report_options, write
from ringback.own_mock import Target, own_mock, watched

if TYPE_CHECKING:
    from contracts.conformance.choices import Choices
    from contracts.conformance.tally import Progress
    from specs.model import Document
    from specs.options import Options


@click.command(cls=Command)
@click.argument("spec")
@document_options
@click.option(
    "--url",
    metavar="URL",
    help="Where the document's paths start, base path included. Without it: our own mock of SPEC.",
)
@choice_options
@report_options
@failing_options
@click.option(
    "--allow-writes", is_flag=True, help="Needed for a server on another machine: the test creates and deletes."
)
@check_options
@live_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@configured
@click.pass_context
def test(
    context: click.Context,
    spec: str,
    options: Options,
    url: str | None,
    chosen: Chosen,
    written: Written,
    failing: Failing,
    allow_writes: bool,
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
    document = opened(spec, options, quiet=quiet)
    say = teller(quiet=quiet)
    choices = chosen.choices(checks)
    with watched(quiet=quiet) as progress:
        if live.live is not None:
            report = tested(document, live, section, url, choices, progress=progress, say=say)
        else:
            report = _tested(document, url, choices, say, progress, allow_writes=allow_writes)
    if report is None:
        return
    report = failing.judged(report)
    write(report, written)
    if not report.judged:
        reason = next(iter(report.skipped.values()), "the document describes no operation")
        raise ContractError(f"nothing was tested: {reason}")
    context.exit(int(failing.fails(report)))


def _tested(
    document: Document,
    url: str | None,
    choices: Choices,
    say: Callable[[str], None],
    progress: Callable[[Progress], None] | None,
    *,
    allow_writes: bool,
) -> Report:
    from contracts.conformance.run import run

    target_of = _target(document, url, choices.seed, say, allow_writes=allow_writes)
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


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine by its spelling alone; a name that resolves to it does not count."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@contextmanager
def _target(
    document: Document, url: str | None, seed: int, say: Callable[[str], None], *, allow_writes: bool
) -> Iterator[Target]:
    if url is None:
        from mockserver.settings import Settings

        with own_mock(document, Settings(seed=seed)) as target:
            say(f"testing our own mock of {document.source.name} at {target.base_url}, seed {seed}")
            yield target
        return
    host = urlsplit(url).hostname
    if host is None:
        raise ContractError(f"{url!r} is no URL of a server", hint="write --url http://HOST[:PORT][/BASE] or https://…")
    if not is_loopback(url):
        if not allow_writes:
            raise ContractError(
                f"{host} is another machine, and a test creates, changes and deletes what it can reach there",
                hint="if that is a system made for tests, say --allow-writes",
            )
        say(f"warning: what this account can reach on {host} will be created, changed and deleted")
    credentials, other = from_environment(), from_environment("RINGBACK_OTHER_")
    if credentials is None and any(not operation.anonymous for operation in document.operations):
        say("no credentials in the environment: operations that demand them will only be seen to refuse")
    say(f"testing {host}, seed {seed}")
    yield Target(url, credentials, other)


def teller(*, quiet: bool) -> Callable[[str], None]:
    """What a person is told with while a run goes on; nothing where they want it quiet."""
    return _silence if quiet else _say


def _say(text: str) -> None:
    click.echo(f"ringback: {text}", err=True)


def _silence(text: str) -> None:
    """Say nothing."""
