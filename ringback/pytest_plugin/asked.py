"""What a test asks for: the mark ``openapi`` of a test, its class and its module over pytest's configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
import pytest

from ringback.config import options
from ringback.pytest_plugin.hosted import mock
from ringback.pytest_plugin.wrong import AskedError
from specs.handwritten import suggestion

MARK = "openapi"
SPEC, SERVE, ROUTE = "openapi_spec", "openapi_serve", "openapi_route"
_PATHS = frozenset({"specs", "overlays"})
"""Parameters whose values may be paths and are texts."""


class Serve(StrEnum):
    """Where a mock answers."""

    SOCKET = "socket"
    """On a port of this machine: every client reaches it."""
    PROCESS = "process"
    """In the process of the test: ``requests`` and ``httpx`` reach it, and no port is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a test asks for.

    Attributes:
        arguments: of ``ringback mock``, the documents among them.
        serve: where it answers.
        routes: base URLs whose requests it gets.
        origin: where that was asked.
    """

    arguments: tuple[str, ...]
    serve: Serve
    routes: tuple[str, ...]
    origin: str


def of_config(config: pytest.Config) -> Asked:
    """What the configuration asks for. Raises AskedError: it cannot be had."""
    where = str(config.inipath.name) if config.inipath else "the configuration of pytest"
    return _asked(_specs_of(config), {}, config, where, lambda value: value)


def of_test(node: pytest.Item) -> Asked:
    """What a test asks for. Raises AskedError: it cannot be had."""
    marks = list(node.iter_markers(MARK))
    if not marks:
        return of_config(node.config)
    given = {name: value for mark in reversed(marks) for name, value in mark.kwargs.items()}
    place = _from(node.path.parent, node.config.rootpath)
    specs = next(([str(place(each)) for each in mark.args] for mark in marks if mark.args), None)
    origin = f"@pytest.mark.{MARK} of {node.nodeid}"
    return _asked(_specs_of(node.config) if specs is None else specs, given, node.config, origin, place)


def _asked(
    specs: Sequence[str], given: Mapping[str, Any], config: pytest.Config, origin: str, place: Callable[[Any], Any]
) -> Asked:
    given = {"serve": config.getini(SERVE), "route": config.getini(ROUTE), **given}
    serve, routes = given.pop("serve"), given.pop("route")
    if serve not in list(Serve):
        raise AskedError(origin, f"serve: {serve!r} is no place to answer (write {' or '.join(Serve)})")
    arguments = [text for name, value in given.items() for text in _arguments(name, value, origin, place)]
    return Asked(
        arguments=(*arguments, "--", *specs) if specs else tuple(arguments),
        serve=Serve(serve),
        routes=tuple([routes] if isinstance(routes, str) else routes),
        origin=origin,
    )


def _specs_of(config: pytest.Config) -> list[str]:
    place = _from(config.inipath.parent if config.inipath else config.rootpath, config.rootpath)
    return [place(each) for each in config.getini(SPEC)]


def _from(*folders: Path) -> Callable[[Any], Any]:
    """A path in the first of some folders that has it; what none has is left as it is: it may be a URL, or a name."""

    def placed(value: Any) -> Any:
        if not isinstance(value, str | Path):
            return value
        name, mark, prefix = str(value).rpartition("@/")
        name, rest = (name, mark + prefix) if mark and name else (str(value), "")
        return next((f"{each / name}{rest}" for each in folders if (each / name).exists()), str(value))

    return placed


def _arguments(name: str, value: Any, origin: str, place: Callable[[Any], Any]) -> Iterator[str]:
    """An option as it stands on the command line."""
    known = {key: each for key, each in options.keys(mock) if isinstance(each, click.Option)}
    if name not in known:
        hint = suggestion(name, [*known, "serve", "route"])
        raise AskedError(origin, f"there is no option {name}" + (f" ({hint})" if hint else ""))
    option = known[name]
    if option.is_flag:
        if not isinstance(value, bool):
            raise AskedError(origin, f"{name}: {value!r} is neither True nor False")
        yield from (_long(option.opts),) if value else map(_long, filter(None, [option.secondary_opts]))
        return
    is_path = isinstance(option.type, click.Path) or option.name in _PATHS
    for each in value if option.multiple and isinstance(value, list | tuple) else [value]:
        yield f"{_long(option.opts)}={place(each) if is_path else each}"


def _long(names: Sequence[str]) -> str:
    return max(names, key=len)
