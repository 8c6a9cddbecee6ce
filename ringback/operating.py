"""The options of a mock that runs: who may control it, what it tells, whether it goes with its files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Operating:
    """How a mock is run.

    Attributes:
        control: whether it can be asked about itself.
        control_token: what those have to show who do; None where only programs on this machine may.
        control_hosts: names under which they may.
        callbacks: whether what the documents say the API sends itself is sent.
        callback_hosts: where it may be sent to, beside this machine.
        watch: whether changes of its files are served.
        log_format: ``text``, ``json`` or ``none``.
        log_level: ``info``, ``warning`` or ``error``.
    """

    control: bool
    control_token: str | None
    control_hosts: tuple[str, ...]
    callbacks: bool
    callback_hosts: tuple[str, ...]
    watch: bool
    log_format: str
    log_level: str


_OPTIONS = (
    click.option(
        "--control/--no-control",
        default=True,
        show_default=True,
        help="Answer below /__ringback/ for the mock itself: health, journal, clock and so on.",
    ),
    click.option(
        "--control-token",
        metavar="TOKEN",
        envvar="RINGBACK_CONTROL_TOKEN",
        show_envvar=True,
        help="What has to be shown there as a bearer token; without one only this machine is answered.",
    ),
    click.option(
        "--control-host",
        "control_hosts",
        metavar="NAME",
        multiple=True,
        help="A name under which it may be asked, beside localhost and IP addresses; repeatable.",
    ),
    click.option(
        "--callbacks/--no-callbacks",
        default=True,
        show_default=True,
        help="Send the callbacks of operations, and webhooks where the control interface is told to.",
    ),
    click.option(
        "--allow-callback-host",
        "callback_hosts",
        metavar="HOST",
        multiple=True,
        help="They may be sent to this host (HOST or HOST:PORT), beside this machine; repeatable.",
    ),
    click.option(
        "-w",
        "--watch",
        is_flag=True,
        help="Serve changes of the documents, of what they refer to, of overlays and of ringback.toml's overrides and "
        "faults. What the mock remembers stays.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json", "none"]),
        help="Print a line for each exchange. Without it: text where standard error is a terminal, else none.",
    ),
    click.option(
        "--log-level",
        type=click.Choice(["info", "warning", "error"]),
        default="info",
        show_default=True,
        help="Lines for all exchanges, for those with violations or a status from 400 on, from 500 on.",
    ),
)


def operating_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of running a mock; it gets them as one argument, ``operating``."""

    @wraps(command)
    def with_options(*args: Any, log_format: str | None, **kwargs: Any) -> Any:
        named = {field.name: kwargs.pop(field.name) for field in fields(Operating) if field.name != "log_format"}
        shown = log_format or ("text" if sys.stderr.isatty() else "none")
        return command(*args, operating=Operating(**named, log_format=shown), **kwargs)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options
