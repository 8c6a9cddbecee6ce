"""``ringback mock``: serve a document as an API that keeps its own contract."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback import mounts
from ringback.answering import Answering, answering_options
from ringback.config.commands import Section, configured
from ringback.documents import document_options, locale_option, opened, speaking
from ringback.explaining import explain, explaining_options
from ringback.greeting import greetings
from ringback.headings import Command
from ringback.listening import host_option, port_option, version_option
from ringback.operating import Operating, operating_options
from ringback.verifying import Verifying, verify, verifying_options
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from specs.options import Options


@click.command(cls=Command)
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@document_options
@port_option
@host_option
@version_option
@locale_option
@answering_options
@operating_options
@verifying_options
@explaining_options
@click.option("-q", "--quiet", is_flag=True, help="Print the ready line only.")
@configured
def mock(
    specs: tuple[str, ...],
    options: Options,
    port: int,
    host: str,
    version_by: str,
    locale: str | None,
    answering: Answering,
    operating: Operating,
    verifying: Verifying,
    explained: str | None,
    quiet: bool,
    section: Section,
) -> None:
    """Serve each SPEC as an API that keeps its own contract.

    SPEC is a path, a URL, - for standard input, a catalogue name such as phonebridge-webapp@1.3.8, or a document at a
    Git revision. With @/PREFIX behind it the document is served below /PREFIX. A range such as
    phonebridge-webapp@1.3.7..1.3.8 serves several releases side by side. With --verify nothing is served: the mock is
    tested; exit code 0 when it does as its document says, 1 when not, 2 when nothing could be tested.
    """
    from mockserver.serving import lean

    lean.without_openssl()
    from mockserver.hosts.hosting import Host
    from mockserver.serving.server import address, base_url, serve

    selector = mounts.selector(version_by)
    read = partial(opened, quiet=quiet)
    load = partial(mounts.served, specs, lambda name: read(name, speaking(options, name, locale)), version_by)
    documents, settings = load(), answering.settings(operating, section)
    if explained:
        raise SystemExit(explain(documents, settings.roles, explained))
    if verifying.verify:
        raise SystemExit(verify(documents, settings, verifying, quiet=quiet))
    host, port = address(host, port)
    hosted = Host(documents, settings, time.time, selector)
    if not quiet:
        for line in greetings(hosted, base_url(host, port), documents if selector else ()):
            click.echo(line.translate(HARMLESS), err=True)
    others = (*section.files, *map(Path, (*options.overlays, *answering.state_from)))
    ended = operating.begin(hosted, load, lambda: answering.settings(operating, section.again()), others)
    serve(hosted, host, port, ready=lambda url: click.echo(f"ready: {url}", err=True), ended=ended)
