"""``ringback mock``: serve a document as an API that keeps its own contract."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ringback import kinds, mounts
from ringback.answering import Answering, answering_options
from ringback.config.commands import Section, configured
from ringback.consoles import pages_of
from ringback.deciding import settings as decided
from ringback.documents import document_options, locale_option, reader
from ringback.explaining import explain, explaining_options
from ringback.greeting import greetings
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
from ringback.verifying import Verifying, verify, verifying_options
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from socket import socket

    from mockserver.hosts.hosting import Host
    from mockserver.settings import Settings
    from specs.options import Options


@click.command(cls=Command)
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@document_options
@port_option
@host_option
@version_option
@max_body_option(32 * 1024 * 1024, "Refuse larger bodies.")
@validate_options(
    "on", "Refuse requests that break the document, answer them with a header that tells, or do not look."
)
@locale_option
@made_up_options
@answering_options
@operating_options
@verifying_options
@explaining_options
@click.option(
    "--workers",
    type=kinds.Whole(1),
    default=1,
    show_default=True,
    metavar="NUMBER",
    help="Processes that answer. They share all there is to be asked and changed.",
)
@quiet_option
@configured
def mock(
    specs: tuple[str, ...],
    options: Options,
    port: int,
    host: str,
    version_by: str,
    max_body: int,
    validate: str,
    locale: str | None,
    made_up: MadeUp,
    answering: Answering,
    operating: Operating,
    verifying: Verifying,
    explained: str | None,
    workers: int,
    quiet: bool,
    section: Section,
) -> None:
    """Serve each SPEC as an API that keeps its own contract.

    SPEC is a path, a URL, - for standard input, a catalogue name such as phonebridge-webapp@1.3.8, or a document at a
    Git revision. With @/PREFIX behind it the document is served below /PREFIX. A range such as
    phonebridge-webapp@1.3.7..1.3.8 serves several releases side by side. With --verify nothing is served: the mock is
    tested; exit code 0 when it does as its document says, as far as that can be done, 1 when not, 2 when nothing could
    be tested.
    """
    verifying.demand_alone(explained)
    from mockserver.serving import lean

    lean.without_openssl()
    from mockserver.hosts.hosting import Host
    from mockserver.serving.server import address, base_url, listener, serve
    from mockserver.settings import Validate
    from mockserver.state.keeping import of_server

    selector = mounts.selector(version_by)
    load = partial(mounts.served, specs, reader(options, locale, quiet=quiet), version_by)

    def decide(section: Section) -> Settings:
        plain = {"max_body": max_body, "validate": Validate(validate)}
        return decided(section, plain, made_up.settings(), answering.settings(section), operating.settings)

    documents, settings = load(), decide(section)
    if explained:
        raise SystemExit(explain(documents, settings.roles, explained))
    if verifying.verify:
        raise SystemExit(verify(documents, settings, verifying, quiet=quiet))
    operating.demand_recordable(workers)
    host, port = address(host, port)
    settings = replace(settings, alone=workers == 1 and not of_server(settings.state))
    others = (*section.files, *map(Path, options.overlays), *made_up.files)

    def hosted(settings: Settings) -> Host:
        return Host(documents, settings, time.time, selector)

    def work(served: Host, ready: Callable[[], None], shared: socket | None = None) -> NoReturn:
        ended = operating.begin(served, load, lambda: decide(section.again()), others)
        pages = partial(pages_of, served)
        serve(
            served,
            host,
            port,
            pages=pages,
            ready=lambda _: ready(),
            ended=ended,
            shared=shared,
            ending=operating.ending,
        )

    def greet(served: Host) -> None:
        for line in () if quiet else greetings(served, base_url(host, port), documents if selector else ()):
            click.echo(line.translate(HARMLESS), err=True)

    def told() -> None:
        click.echo(f"ready: {base_url(host, port)}", err=True)

    if workers == 1:
        served = hosted(settings)
        greet(served)
        work(served, told)
    from mockserver.observing.sheets import Board
    from ringback.workers import Workers, alike, counting

    board = Board(workers)
    with alike(settings) as settings:
        with closing(hosted(settings)) as served:
            greet(served)
        shared = listener(host, port)
        Workers(
            workers, shared, lambda number, ready: work(counting(hosted(settings), board, number), ready, shared)
        ).run(told)
