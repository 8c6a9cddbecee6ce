"""``ringback replay``: one response of a mock again, or the message that shows a finding."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback import kinds
from ringback.documents import document_options, locale_option, opened, speaking
from ringback.headings import Command

if TYPE_CHECKING:
    from ringback.witnesses import Shown
    from specs.messages import Request, Response
    from specs.options import Options

_REFUSED = 400


@click.command(cls=Command)
@click.argument("token", metavar="TOKEN|FINGERPRINT")
@click.argument("spec", required=False)
@document_options
@locale_option
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A report as JSON: replay the message that shows the finding with this fingerprint.",
)
@click.option(
    "--url",
    metavar="URL",
    help="Of a token, the mock that has the response. Of a report, where the request is sent, or the mock that is to"
    " answer with the response.",
)
@click.option(
    "-H",
    "--header",
    "fields",
    multiple=True,
    type=kinds.Written(r"[^:\s]+:.*", "'Name: value'"),
    metavar="FIELD",
    help="With --report: send this header field in place of the one of its name, such as 'Authorization: Bearer …'.",
)
@click.option(
    "--serve",
    is_flag=True,
    help="With --report: serve the response on this machine, to every request, until it is stopped.",
)
@click.option(
    "--port",
    type=kinds.Whole(0, 65_535),
    default=0,
    show_default="a free one",
    metavar="PORT",
    help="Of --serve.",
)
@click.option(
    "--control-token",
    metavar="TOKEN",
    envvar="RINGBACK_CONTROL_TOKEN",
    show_envvar=True,
    help="What a mock at --url wants to be shown, if it was started with one.",
)
def replay(
    token: str,
    spec: str | None,
    options: Options,
    locale: str | None,
    report: Path | None,
    url: str | None,
    fields: tuple[str, ...],
    serve: bool,
    port: int,
    control_token: str | None,
) -> None:
    """Print the response that a mock of SPEC gave with TOKEN, or replay what shows the finding with FINGERPRINT.

    TOKEN is the field Ringback-Replay of that response. Status, header fields of the document and body are printed as
    they were sent. A response that tells of its request, or of what came before it, only the mock has that gave it:
    with --url in place of SPEC that one is asked, while it runs.

    With --report, a report of ringback diff or ringback test as JSON, the message that shows a finding is printed.
    With --url beside it, a request is sent there and the answer printed: exit code 1 where it is refused. A response is
    what the mock there answers from then on when the operation is called, for a client to be tried on it. With --serve,
    no mock is needed: a server on this machine answers everything with the response.

    SPEC is a path, a URL, - for standard input, or a catalogue name such as phonebridge-webapp@1.3.8.
    """
    if report is not None:
        if spec is not None:
            raise click.UsageError("give either SPEC or --report: a document, or a report")
        if serve:
            _served(report, token, url, port)
            return
        sys.exit(_witness(report, token, url, fields, control_token))
    if (spec is None) == (url is None):
        raise click.UsageError("give either SPEC or --url: the document, or the mock that runs")
    if fields or serve:
        raise click.UsageError(f"{'--header' if fields else '--serve'} goes with --report")
    if url is not None:
        from ringback import asking

        response, same = asking.replayed(url, token, control_token)
    else:
        response, same = _made(token, spec or "", speaking(options, spec or "", locale))
    _print(response)
    if not same:
        click.echo("\nringback: this is not the response that the token was given for", err=True)
        sys.exit(1)


def _made(token: str, spec: str, options: Options) -> tuple[Response, bool]:
    """The response, from the token and the document alone."""
    from mockserver.response.again import again
    from mockserver.response.replay import parse

    read = parse(token)
    found = again(opened(spec, options, quiet=True), read)
    return found.response, found.same


def _witness(
    report: Path, fingerprint: str, url: str | None, fields: tuple[str, ...], control_token: str | None
) -> int:
    """Print what shows a finding, or replay it; the exit code."""
    from ringback import witnesses

    found = witnesses.shown(report, fingerprint)
    if url is None:
        for message in (found.request, found.response):
            if message is not None:
                _print(message)
        return 0
    if found.request is None:
        _told(found, url, control_token)
        return 0
    named = tuple((name, value.strip()) for name, _, value in (field.partition(":") for field in fields))
    answer = witnesses.sent(found.request.having(named), url)
    _print(answer)
    return int(found.compared and answer.status >= _REFUSED)


def _served(report: Path, fingerprint: str, url: str | None, port: int) -> None:
    """Answer everything with the response that shows a finding, until somebody stops it."""
    from ringback import serving, witnesses

    if url is not None:
        raise click.UsageError("give either --url or --serve: a mock that is to answer with it, or a server of its own")
    answer = witnesses.answered(witnesses.shown(report, fingerprint))
    with serving.serving(answer, port, lambda line: click.echo(line, err=True)) as server:
        click.echo(f"{serving.url(server)} answers everything with it; Ctrl-C stops it", err=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def _told(found: Shown, url: str, control_token: str | None) -> None:
    """Have a mock answer with the response that shows a finding."""
    from ringback import asking, witnesses

    added = witnesses.override(found)
    asking.overridden(url, added, control_token)
    click.echo(f"{found.operation} is now answered with it; {added['name']} is the name of the override", err=True)


def _print(message: Request | Response) -> None:
    """A message, byte for byte."""
    from specs.reproduce import first_line

    head = [first_line(message), *(f"{name}: {value}" for name, value in message.headers)]
    click.echo("\r\n".join([*head, "", ""]).encode("latin-1", "replace") + message.body, nl=False)
