"""The options of a mock that runs: who may control it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    """

    control: bool
    control_token: str | None
    control_hosts: tuple[str, ...]


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
)


def operating_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of running a mock; it gets them as one argument, ``operating``."""

    @wraps(command)
    def with_options(
        *args: Any, control: bool, control_token: str | None, control_hosts: tuple[str, ...], **kwargs: Any
    ) -> Any:
        operating = Operating(control=control, control_token=control_token, control_hosts=control_hosts)
        return command(*args, operating=operating, **kwargs)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options
