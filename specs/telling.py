"""What of a value may be shown to a person: never a secret, never much."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Any

from specs import pointers
from specs.messages import write_json
from specs.secrets import called_like_a_secret

_LONGEST = 60
_HIDDEN = "a secret, not shown"


def told_of(value: Any, pointer: str, names: Iterable[str], known: frozenset[str]) -> str:
    """A part of a value as one may show it.

    Args:
        value: the whole.
        pointer: where in it the part stands.
        names: what the whole is called, such as its parameter.
        known: names of properties that hold secrets, as the schema tells.
    """
    inside = [*names, *pointers.tokens(pointer)]
    if any(name in known or called_like_a_secret(name) for name in inside):
        return _HIDDEN
    try:
        part = pointers.find(value, pointer)
    except KeyError:
        return ""
    if isinstance(part, dict):
        return f"an object of {_counted(part, 'member')}"
    if isinstance(part, list):
        return f"a list of {_counted(part, 'item')}"
    if isinstance(part, bytes):
        return _counted(part, "byte")
    text = write_json(part).decode("utf-8", "replace")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _counted(several: Sized, one: str) -> str:
    return f"{len(several)} {one}{'s' * (len(several) != 1)}"
