"""Giving a command its section of the configuration, as defaults of its options: flags and environment go before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from ringback.config import options
from ringback.config.errors import ConfigError
from ringback.config.reading import Config, load
from ringback.config.sections import SECTIONS, section
from specs import pointers

_META = "ringback.config"
VARIABLE = "RINGBACK_CONFIG"
_PATHS = frozenset({"specs", "names", "overlays", "overlays_old", "overlays_new", "baselines"})
"""Parameters whose values may be paths and are texts."""


class Table(NamedTuple):
    """A table of an array of tables.

    Attributes:
        value: what it says.
        written: the same as it stands in the file, without what came from the environment: fit to be shown.
        place: tells ``file:line`` of a pointer into it.
    """

    value: Mapping[str, Any]
    written: Mapping[str, Any]
    place: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Section:
    """A command's part of the configuration.

    Attributes:
        value: what stands in it, the options included.
        pointer: of the section.
    """

    config: Config
    pointer: str
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """The file it stands in, where there is one."""
        return (self.config.source.path,) if self.config.source else ()

    def again(self) -> Section:
        """What stands there now.

        Raises:
            ConfigError: it cannot be used.
        """
        if self.config.source is None:
            return self
        name = self.pointer.removeprefix("/")
        return _checked(name, load(str(self.config.source.path), Path.cwd(), os.environ))

    def tables(self, key: str) -> Iterator[Table]:
        """Each table of an array of tables."""
        for index, value in enumerate(self.value.get(key, ())):
            at = pointers.join(self.pointer, key, index)
            yield Table(value, pointers.find(self.config.written, at), self._placing(at))

    def _placing(self, at: str) -> Callable[[str], str]:
        return lambda pointer: self.config.place(at + pointer)


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--config``; it gets its section as ``section``."""
    return _with_section(command, _apply, "options")


def deciding_as_diff(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--config``; it gets the section of ``ringback diff`` as ``section``, and no options of it."""
    return _with_section(command, _borrow, "what was decided")


def _with_section(command: Callable[..., Any], take: Callable[..., None], what: str) -> Callable[..., Any]:
    @click.option(
        "--config",
        metavar="FILE",
        envvar=VARIABLE,
        is_eager=True,
        expose_value=False,
        callback=take,
        help=f"Take {what} from this file, not from the ringback.toml that is found.",
    )
    @click.pass_context
    @wraps(command)
    def with_section(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        return command(*args, section=context.meta[_META], **kwargs)

    return with_section


def _borrow(context: click.Context, _: click.Parameter, path: str | None) -> None:
    context.meta[_META] = _checked("diff", load(path, Path.cwd(), os.environ))


def _apply(context: click.Context, _: click.Parameter, path: str | None) -> None:
    found = _checked(context.command.name or "", load(path, Path.cwd(), os.environ))
    context.meta[_META] = found
    context.default_map = dict(_defaults(context, found))


def _checked(name: str, config: Config) -> Section:
    """A command's section, after a look at all that is wrong with it."""
    if config.value:
        _demand_sections(config)
    found = Section(config, f"/{name}", config.value.get(name, {}))
    if found.value:
        _demand_valid(found, section(name))
    return found


def _demand_sections(config: Config) -> None:
    from specs.handwritten import suggestion

    for name, value in config.value.items():
        at = pointers.join("", name)
        if name not in SECTIONS:
            raise ConfigError(f"{config.place(at)}: unknown section {name[:60]!r}", hint=suggestion(name, SECTIONS))
        if not isinstance(value, dict):
            raise ConfigError(f"{config.place(at)}: a section is a table", hint=f"write [{name}]")


def _demand_valid(found: Section, schema: Mapping[str, Any]) -> None:
    from specs.handwritten import mistakes

    for mistake in mistakes(schema, found.value):
        place = found.config.place(found.pointer + mistake.pointer)
        raise ConfigError(f"{place}: {mistake.message}", hint=mistake.hint)


def _defaults(context: click.Context, found: Section) -> Iterator[tuple[str, Any]]:
    """The values of the section's options, each tried, so that an error tells its place."""
    for key, parameter in options.keys(context.command):
        if key in found.value and parameter.name is not None:
            value = _from_folder(found, parameter, options.value(parameter, found.value[key]))
            at = pointers.join(found.pointer, key)
            try:
                parameter.process_value(context, value)
            except click.BadParameter as error:
                told = error.message if found.config.shows(at) else "what the environment has for it cannot be used"
                raise ConfigError(f"{found.config.place(at)}: {told}") from error
            yield parameter.name, value


def _from_folder(found: Section, parameter: click.Parameter, value: Any) -> Any:
    """Paths are those from the file's folder, where there is something under them."""
    source = found.config.source
    if source is None or source.path.parent.resolve() == Path.cwd():
        return value
    if isinstance(value, list):
        return [_from_folder(found, parameter, each) for each in value]
    is_path = isinstance(parameter.type, click.Path) or parameter.name in _PATHS
    if not is_path or not isinstance(value, str):
        return value
    name, mark, prefix = value.rpartition("@/")
    name, rest = (name, mark + prefix) if mark and name else (value, "")
    there = source.path.parent / name
    return f"{there}{rest}" if there.exists() else value
