"""The options of every command that listens on a port."""

from __future__ import annotations

import click

from ringback import kinds
from ringback.grouping import Option, as_one

port_option = click.option(
    "-p",
    "--port",
    type=kinds.Whole(0, 65535),
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
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print the ready line only.")


def cors_option(*, default: bool, told: str) -> Option:
    """Whether web pages of other origins may use a server."""
    return click.option("--cors/--no-cors", default=default, show_default=True, help=told)


def max_body_option(default: int, told: str) -> Option:
    """How large a body may be, and what becomes of a larger one."""
    return click.option(
        "--max-body", type=kinds.Whole(0), default=default, show_default=True, metavar="BYTES", help=told
    )


def validate_options(default: str, told: str) -> Option:
    """What becomes of messages that break the document; a command gets it as ``validate``."""
    return as_one(
        "validate",
        _validate,
        click.option(
            "--validate", type=click.Choice(["on", "warn", "off"]), default=default, show_default=True, help=told
        ),
        click.option("--errors", is_flag=True, help="The same as --validate on, for those who know it by this name."),
    )


def _validate(*, validate: str, errors: bool) -> str:
    return "on" if errors else validate
