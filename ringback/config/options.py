"""The options of a command as a section of the configuration: its schema, and its values as the command takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

JsonSchema = dict[str, Any]
_TYPES: tuple[tuple[type[click.ParamType[Any]], str], ...] = (
    (click.types.BoolParamType, "boolean"),
    (click.types.IntParamType, "integer"),
    (click.types.FloatParamType, "number"),
)
_NOT_IN_A_FILE = frozenset({"config", "help"})


def schema(command: click.Command, without: frozenset[str] = frozenset()) -> dict[str, JsonSchema]:
    """The schema of each key that stands for an option, by key.

    Args:
        command: whose options.
        without: keys that the section has in another form.
    """
    return {key: _schema(parameter) for key, parameter in keys(command) if key not in without}


def keys(command: click.Command) -> Iterator[tuple[str, click.Parameter]]:
    """What the options and arguments of a command are called in a file: as on the command line, with underscores."""
    for parameter in command.params:
        key = _key(parameter)
        if key not in _NOT_IN_A_FILE:
            yield key, parameter


def value(parameter: click.Parameter, written: Any) -> Any:
    """What was written for an option, as click has it: always a list where there may be several."""
    return [written] if _several(parameter) and not isinstance(written, list) else written


def _key(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return parameter.name or ""
    long = next((name for name in parameter.opts if name.startswith("--")), parameter.opts[0])
    return long.lstrip("-").replace("-", "_")


def _several(parameter: click.Parameter) -> bool:
    return parameter.multiple or parameter.nargs != 1


def _schema(parameter: click.Parameter) -> JsonSchema:
    item = dict(_of_type(parameter.type))
    told = {"description": parameter.help} if isinstance(parameter, click.Option) and parameter.help else {}
    if not _several(parameter):
        default = _default(parameter)
        return {**item, **told, **({} if default is None else {"default": default})}
    return {**item, "type": [item["type"], "array"], "items": item, **told}


def _default(parameter: click.Parameter) -> Any:
    found = parameter.default
    return found if isinstance(found, str | int | float | bool) else None


def _of_type(kind: click.ParamType[Any]) -> Mapping[str, Any]:
    if isinstance(kind, click.Choice):
        return {"type": "string", "enum": list(kind.choices)}
    found: dict[str, Any] = {"type": next((name for known, name in _TYPES if isinstance(kind, known)), "string")}
    if isinstance(kind, click.IntRange | click.FloatRange):
        if kind.min is not None:
            found["exclusiveMinimum" if kind.min_open else "minimum"] = kind.min
        if kind.max is not None:
            found["exclusiveMaximum" if kind.max_open else "maximum"] = kind.max
    return found
