"""``ringback proxy``: stand between clients and a server, and tell where either breaks the document."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback.documents import document_options, opened
from ringback.headings import Command
from ringback.listening import host_option, port_option
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from specs.options import Options

_SECONDS = click.FloatRange(0, min_open=True)


@click.command(cls=Command)
@click.argument("spec")
@document_options
@click.option(
    "-u",
    "--upstream",
    required=True,
    metavar="URL",
    help="The server to pass on to. A path in it, / included, stands in place of the document's base path.",
)
@port_option
@host_option
@click.option(
    "--validate",
    type=click.Choice(["on", "warn", "off"]),
    default="warn",
    show_default=True,
    help="Keep what breaks the document from passing (as --enforce both), only tell of it, or do not look.",
)
@click.option(
    "--enforce",
    type=click.Choice(["request", "response", "both", "off"]),
    help="Refuse invalid requests, turn invalid responses into 502, or both.",
)
@click.option("--mock-missing", is_flag=True, help="Let the mock answer what the upstream does not have or fails at.")
@click.option(
    "--max-body",
    type=click.IntRange(0),
    default=1024 * 1024,
    show_default=True,
    metavar="BYTES",
    help="Longer bodies pass without being judged, or not at all where they would have to be.",
)
@click.option(
    "--hold",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a response may be held back for its header to tell what is wrong with its body.",
)
@click.option(
    "--connect-timeout",
    type=_SECONDS,
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a connection to the upstream may take.",
)
@click.option(
    "--read-timeout",
    type=_SECONDS,
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the upstream may take to begin a response, and between two parts of it.",
)
@click.option("--preserve-host", is_flag=True, help="Pass on the Host that the client has named.")
@click.option(
    "--forwarded",
    type=click.Choice(["standard", "x", "off"]),
    default="standard",
    show_default=True,
    help="Tell the upstream who asked: Forwarded, X-Forwarded-*, or not at all.",
)
@click.option("--rewrite", is_flag=True, help="Make redirections and cookies of the upstream the proxy's own.")
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Trust a TLS upstream by these certificates, too.",
)
@click.option("--insecure", is_flag=True, help="Trust whatever certificate a TLS upstream shows.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what was found to FILE as JSON, at the end.",
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the exchanges of the journal to FILE as an HTTP Archive (HAR), without secrets, at the end.",
)
@click.option("--fail-on-violations", is_flag=True, help="Exit with 1 when there were violations.")
@click.option(
    "--control/--no-control",
    default=True,
    show_default=True,
    help="Answer this machine below /__ringback/ for the proxy itself: health, journal and so on.",
)
@click.option("--seed", type=int, metavar="NUMBER", help="Decides what the mock answers (--mock-missing).")
@click.option("-q", "--quiet", is_flag=True, help="Print the ready line only.")
def proxy(
    spec: str,
    options: Options,
    upstream: str,
    port: int,
    host: str,
    validate: str,
    enforce: str | None,
    mock_missing: bool,
    max_body: int,
    hold: float,
    connect_timeout: float,
    read_timeout: float,
    preserve_host: bool,
    forwarded: str,
    rewrite: bool,
    ca: Path | None,
    insecure: bool,
    report: Path | None,
    record: Path | None,
    fail_on_violations: bool,
    control: bool,
    seed: int | None,
    quiet: bool,
) -> None:
    """Pass requests on to a server, and tell where they or its responses break SPEC.

    Stopped with Ctrl-C it tells what it has found.
    """
    from mockserver.hosts.hosting import Host, Served
    from mockserver.proxy import choices, har
    from mockserver.proxy.findings import Findings
    from mockserver.proxy.relay import Relay
    from mockserver.serving.server import pages_of, run
    from mockserver.settings import Auth, Settings

    chosen = choices.Choices(
        enforce=choices.Enforce(enforce or ("both" if validate == "on" else "off")),
        judge=validate != "off",
        mock_missing=mock_missing,
        largest=max_body,
        hold=hold,
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        preserve_host=preserve_host,
        forwarded=choices.Forwarded(forwarded),
        rewrite=rewrite,
        ca=ca,
        insecure=insecure,
    )
    there = choices.upstream(upstream)
    document = opened(spec, options, quiet=quiet)
    hosted = Host(
        [Served(document=document)],
        Settings(seed=seed, auth=Auth.ANY, cors=False, control=control, callbacks=False),
        time.time,
    )
    findings = Findings()

    def write() -> None:
        if report is not None:
            findings.write(report, document, there.origin)
        if record is not None:
            har.write(record, hosted.journal)

    write()  # that it cannot be done is to be known before, not at the end

    def ended() -> int:
        write()
        for line in findings.summary() if not quiet else ():
            click.echo(line.translate(HARMLESS), err=True)
        return int(fail_on_violations and findings.violations > 0)

    if insecure and there.scheme == "https":
        click.echo(f"warning: whoever answers for {there.origin} is believed, for --insecure was given", err=True)
    if not quiet:
        told = f"{document.called}, passed on to {there.origin}{there.base or ''}"
        click.echo(told.translate(HARMLESS), err=True)
    run(
        partial(Relay, hosted, there, chosen, findings, partial(pages_of, hosted)),
        host,
        port,
        ready=lambda url: click.echo(f"ready: {url}", err=True),
        ended=ended,
    )
