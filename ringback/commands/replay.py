"""``ringback replay``: one response of a mock again, from its token."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ringback.documents import document_options, locale_option, opened, speaking
from ringback.headings import Command

if TYPE_CHECKING:
    from specs.messages import Response
    from specs.options import Options


@click.command(cls=Command)
@click.argument("token")
@click.argument("spec", required=False)
@document_options
@locale_option
@click.option(
    "--url",
    metavar="URL",
    help="Ask the mock that runs there, which also has responses that a token is not enough for.",
)
@click.option(
    "--control-token",
    metavar="TOKEN",
    envvar="RINGBACK_CONTROL_TOKEN",
    show_envvar=True,
    help="What --url wants to be shown, if the mock was started with one.",
)
def replay(
    token: str, spec: str | None, options: Options, locale: str | None, url: str | None, control_token: str | None
) -> None:
    """Print the response that a mock of SPEC gave with TOKEN.

    TOKEN is the field Ringback-Replay of that response. Status, header fields of the document and body are printed as
    they were sent. A response that tells of its request, or of what came before it, only the mock has that gave it:
    with --url in place of SPEC that one is asked, while it runs.

    SPEC is a path, a URL, - for standard input, or a catalogue name such as phonebridge-webapp@1.3.8.
    """
    if (spec is None) == (url is None):
        raise click.UsageError("give either SPEC or --url: the document, or the mock that runs")
    from mockserver.response import problems

    if url is not None:
        from ringback import asking

        response, same = asking.replayed(url, token, control_token)
    else:
        response, same = _made(token, spec or "", speaking(options, spec or "", locale))
    head = [f"HTTP/1.1 {response.status} {problems.title(response.status)}"]
    head += [f"{name}: {value}" for name, value in response.headers]
    click.echo("\r\n".join([*head, "", ""]).encode("latin-1", "replace") + response.body, nl=False)
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
