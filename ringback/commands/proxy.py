"""``ringback proxy``: stand between clients and servers, and tell where either breaks the document."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback import mounts
from ringback.config.commands import Section, configured
from ringback.consoles import pages_of
from ringback.deciding import settings as decided
from ringback.documents import document_options, locale_option, reader
from ringback.greeting import passing_on, surroundings
from ringback.headings import Command
from ringback.listening import (
    host_option,
    max_body_option,
    port_option,
    quiet_option,
    validate_options,
    version_option,
)
from ringback.made_up import MadeUp, made_up_options
from ringback.operating import Operating, operating_options
from ringback.passing import Passing, of_each, parsed, passing_options
from ringback.summing_up import SummingUp, summing_up_options
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from mockserver.proxy.choices import Upstream
    from mockserver.settings import Settings
    from specs.options import Options


@click.command(cls=Command)
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@document_options
@click.option(
    "-u",
    "--upstream",
    "upstreams",
    required=True,
    multiple=True,
    metavar="URL",
    callback=parsed,
    help="The server to pass on to; repeatable, one for each SPEC. A path in it, / included, stands in place of the "
    "document's prefix and base path.",
)
@port_option
@host_option
@version_option
@validate_options(
    "warn", "Keep what breaks the document from passing (as --enforce both), only tell of it, or do not look."
)
@max_body_option(1024 * 1024, "Longer bodies pass without being judged, or not at all where they would have to be.")
@passing_options
@locale_option
@made_up_options
@operating_options
@summing_up_options
@quiet_option
@configured
def proxy(
    specs: tuple[str, ...],
    options: Options,
    upstreams: tuple[Upstream, ...],
    port: int,
    host: str,
    version_by: str,
    validate: str,
    max_body: int,
    passing: Passing,
    locale: str | None,
    made_up: MadeUp,
    operating: Operating,
    summing_up: SummingUp,
    quiet: bool,
    section: Section,
) -> None:
    """Pass requests on to a server, and tell where they or its responses break SPEC.

    Several SPECs are told apart as by ringback mock: SPEC@/PREFIX, or --version-by. What is made up is what the mock
    answers (--mock-missing). Stopped with Ctrl-C it tells what it has found.
    """
    from mockserver.hosts.hosting import Host
    from mockserver.proxy.findings import Findings
    from mockserver.proxy.relay import Relay
    from mockserver.proxy.ways import Ways
    from mockserver.serving.server import address, base_url, run
    from mockserver.settings import Auth

    def decide(section: Section) -> Settings:
        upstreams_own = {"auth": Auth.ANY, "cors": False, "callbacks": False, "sessions": 0}
        return decided(section, upstreams_own, made_up.settings(), operating.settings)

    there = of_each(specs, upstreams)
    selector = mounts.selector(version_by)
    load = partial(mounts.served, specs, reader(options, locale, quiet=quiet), version_by)
    documents, findings = load(), Findings()
    hosted, choices = Host(documents, decide(section), time.time, selector), passing.choices(validate, max_body)
    ways = Ways(hosted, there, choices)
    host, port = address(host, port)

    def write() -> None:
        origins = [each.origin for each in there]
        summing_up.write(findings, dict(zip(hosted.mocks, origins, strict=True)))

    def ended() -> int:
        try:
            logged()
        finally:
            write()
        return summing_up.told(findings, quiet=quiet)

    write()  # that it cannot be done is to be known before, not at the end
    for line in passing.warnings(there):
        click.echo(line, err=True)
    releases = documents if selector else ()
    url = base_url(host, port)
    for line in () if quiet else (*passing_on(hosted, url, there), *surroundings(hosted, url, releases)):
        click.echo(line.translate(HARMLESS), err=True)
    others = (*section.files, *map(Path, options.overlays), *made_up.files)
    logged = operating.begin(hosted, load, lambda: decide(section.again()), others)
    run(
        partial(Relay, hosted, ways, choices, findings, partial(pages_of, hosted)),
        host,
        port,
        ready=lambda url: click.echo(f"ready: {url}", err=True),
        leaving=hosted.leave,
        ended=ended,
        ending=operating.ending,
    )
