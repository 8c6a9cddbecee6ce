"""Options that belong together, as one argument of every command that has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

Command = Callable[..., Any]
Option = Callable[[Command], Command]


def as_one(argument: str, make: Callable[..., Any], *options: Option) -> Option:
    """A decorator that gives a command some options as one argument.

    Args:
        argument: what it is called.
        make: makes its value of those of the options, which it gets by their names.
        options: as ``click.option`` makes them, in the order of the help.
    """
    names = [each for option in options if (each := _name(option))]

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_options(*args: Any, **kwargs: Any) -> Any:
            made = make(**{name: kwargs.pop(name) for name in names})
            return command(*args, **{argument: made}, **kwargs)

        decorated: Command = with_options
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def _name(option: Option) -> str | None:
    def command() -> None: ...

    option(command)
    made: click.Parameter = command.__click_params__[0]  # type: ignore[attr-defined] # it is where click keeps them
    return made.name
