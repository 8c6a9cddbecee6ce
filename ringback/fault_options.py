"""Faults as the command line has them: ``--latency 100ms..300ms``, ``--fault status=503,probability=0.1``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.faults.values import Fault

_WORDS = {"true": True, "false": False}


def read(latency: str | None, written: Sequence[str]) -> tuple[Fault, ...]:
    """The faults of some options.

    Args:
        latency: of every answer; None for none.
        written: each ``KEY=VALUE,…`` with the keys of a fault in the configuration file.

    Raises:
        MockError: one cannot be read; the message begins with the option.
    """
    from mockserver.faults import values

    of_all = () if latency is None else (values.read({"latency": latency}, "latency", _place(f"--latency {latency}")),)
    named = ((f"fault-{number}", text) for number, text in enumerate(written, start=1))
    return (*of_all, *(values.read(dict(_pairs(text)), name, _place(f"--fault {text}")) for name, text in named))


def _pairs(text: str) -> Iterator[tuple[str, Any]]:
    """Keys and values; a text where a number is wanted is one, if it looks so."""
    from mockserver.faults.values import SCHEMA

    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        kind = SCHEMA["properties"].get(name, {}).get("type")
        yield name, _read(value, kind if isinstance(kind, str) else "string")


def _read(value: str, kind: str) -> Any:
    if kind == "boolean":
        return _WORDS.get(value, value)
    try:
        return int(value) if kind == "integer" else float(value) if kind == "number" else value
    except ValueError:
        return value


def _place(option: str) -> Callable[[str], str]:
    return lambda _: option
