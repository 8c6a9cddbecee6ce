"""The options of every command that listens on a port."""

from __future__ import annotations

import click

port_option = click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=4010,
    show_default=True,
    help="0 takes a free one.",
)
host_option = click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Address to listen on."
)
version_option = click.option(
    "--version-by",
    metavar="HOW",
    default="path",
    show_default=True,
    help="How requests name the release they mean: path, header:NAME, query:NAME, media-type:PARAMETER or media-type.",
)
