"""What is wrong with a command line, in one line and in the words of every other error."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click
from click.core import ParameterSource


def told(error: click.ClickException) -> str:
    """``WHAT (WHAT TO DO ABOUT IT)``.

    Args:
        error: what the library that reads command lines raised.
    """
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return _plain(error.format_message())
    what, meant = _wrong(error, context)
    helps = f"see {context.command_path} --help"
    return f"{what} (did you mean {meant}? {helps})" if meant else f"{what} ({helps})"


def _wrong(error: click.ClickException, context: click.Context) -> tuple[str, str]:
    """What is wrong, and what was probably meant, where that can be told."""
    match error:
        case click.MissingParameter(param=click.Parameter() as parameter):
            return f"{_name(parameter, context)} is missing", ""
        case click.BadParameter(param=click.Parameter() as parameter):
            return f"{_name(parameter, context)}: {_plain(error.message)}", ""
        case click.NoSuchOption():
            options = (name for each in context.command.get_params(context) for name in each.opts if name[0] == "-")
            return f"there is no option {error.option_name}", _close(error.option_name, options)
        case click.NoSuchCommand() if isinstance(context.command, click.Group):
            known = context.command.list_commands(context)
            return f"there is no command {error.command_name}", _close(error.command_name, known)
    return _plain(error.message), ""


def _name(parameter: click.Parameter, context: click.Context) -> str:
    """What a reader calls a parameter: the variable of the environment, where the value came from there."""
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(context)
    variable = parameter.envvar
    if context.get_parameter_source(parameter.name or "") is ParameterSource.ENVIRONMENT and isinstance(variable, str):
        return variable
    return max(parameter.opts, key=len)


def _close(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, sorted(known), n=1)), "")


def _plain(message: str) -> str:
    """A sentence of the library's as the part of a line that ours are."""
    text = " ".join(message.split()).removesuffix(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
