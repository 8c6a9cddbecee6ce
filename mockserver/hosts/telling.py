"""What a session has beside items, told as JSON for others that answer it: auth, seed, clock, overrides, faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from mockserver.clock import Clock
from mockserver.errors import MockError
from mockserver.faults import values as faults
from mockserver.faults.values import Fault
from mockserver.overrides import reading as overrides
from mockserver.overrides.values import Override
from mockserver.pipeline import Mock
from mockserver.settings import Auth, Settings

V = TypeVar("V", Override, Fault)
_Read = Callable[[Mapping[str, Any], str, Callable[[str], str]], V]


def told(mocks: Sequence[Mock], clock: Clock, known: Settings) -> dict[str, Any]:
    """What some mocks have.

    Args:
        mocks: those of a session, or of a host.
        clock: theirs.
        known: what each process was started with: of that names are enough.
    """
    return {
        "auth": mocks[0].settings.auth.value,
        "seed": mocks[0].seed,
        "round": mocks[0].round,
        "clock": clock.state,
        "overrides": _told({mock.name: mock.overrides.given for mock in mocks}, known.overrides),
        "faults": _told({mock.name: mock.faults.given for mock in mocks}, known.faults),
        "enabled": {each.name: each.enabled for mock in mocks for each in mock.faults.given},
    }


def become(mocks: Sequence[Mock], clock: Clock, raw: Mapping[str, Any], known: Settings, *, begun: bool) -> None:
    """Have mocks be as was told; what does not fit their documents is left out.

    Args:
        mocks: those of a session.
        clock: theirs.
        raw: as ``told`` has it.
        known: as above.
        begun: whether the clock is so at the start.
    """
    offset, stopped, earliest = raw["clock"]
    clock.become((offset, stopped, earliest), begun=begun)
    added = _read(raw["overrides"], known.overrides, overrides.read)
    failing = _read(raw["faults"], known.faults, faults.read)
    failing = {name: replace(each, enabled=raw["enabled"].get(name, each.enabled)) for name, each in failing.items()}
    for mock in mocks:
        mock.trust(Auth(raw["auth"]))
        mock.go_on(raw["seed"], raw["round"])
        mock.overrides.become(_in_order(mock, raw["overrides"], added))
        mock.faults.become(_in_order(mock, raw["faults"], failing))


def _told(standing: Mapping[str, Iterable[V]], known: Iterable[V]) -> dict[str, Any]:
    """Their names by mock, the first first, and how those were written that not every process knows."""
    everywhere = {each.name: each.raw for each in known}
    each_once = {each.name: each.raw for mock in standing.values() for each in mock}
    return {
        "order": {name: [each.name for each in mock] for name, mock in standing.items()},
        "added": {name: raw for name, raw in each_once.items() if everywhere.get(name) != raw},
    }


def _read(raw: Mapping[str, Any], known: Iterable[V], read: _Read[V]) -> dict[str, V]:
    found = {each.name: each for each in known}
    for name, written in raw["added"].items():
        with suppress(MockError):  # another process has other documents
            found[name] = read(written, name, str)
    return found


def _in_order(mock: Mock, raw: Mapping[str, Any], found: Mapping[str, V]) -> list[V]:
    names = raw["order"].get(mock.name)
    if names is None:  # it is of another document than those of the process that has told
        names = names_in(raw)
    return [found[name] for name in names if name in found]


def names_in(raw: Mapping[str, Any]) -> list[str]:
    """Those that any of the mocks has, the first first."""
    return list(dict.fromkeys(name for each in raw["order"].values() for name in each))
