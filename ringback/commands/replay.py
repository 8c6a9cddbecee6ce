"""``ringback replay``: one response of a mock again, from its token alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ringback.documents import document_options, locale_option, opened, speaking
from ringback.headings import Command

if TYPE_CHECKING:
    from specs.options import Options


@click.command(cls=Command)
@click.argument("token")
@click.argument("spec")
@document_options
@locale_option
def replay(token: str, spec: str, options: Options, locale: str | None) -> None:
    """Print the response that a mock of SPEC gave with TOKEN.

    TOKEN is the field Ringback-Replay of that response. Status, header fields of the document and body are printed as
    they were sent. A response that tells of its request, or of what came before it, only the mock's journal has.

    SPEC is a path, a URL, - for standard input, or a catalogue name such as phonebridge-webapp@1.3.8.
    """
    from mockserver.response import problems
    from mockserver.response.again import again
    from mockserver.response.replay import parse

    read = parse(token)
    found = again(opened(spec, speaking(options, spec, locale), quiet=True), read)
    response = found.response
    head = [f"HTTP/1.1 {response.status} {problems.title(response.status)}"]
    head += [f"{name}: {value}" for name, value in response.headers]
    click.echo("\r\n".join([*head, "", ""]).encode("latin-1", "replace") + response.body, nl=False)
    if not found.same:
        click.echo("\nringback: this is not the response that the token was given for", err=True)
        sys.exit(1)
