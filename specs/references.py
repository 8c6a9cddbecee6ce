"""Where a raw document refers to something, and where ``$ref`` is only a name or part of somebody's data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specs import pointers

_DATA = frozenset({"example", "default", "enum", "const", "value"})
_MAPS = frozenset(
    "paths responses headers content encoding examples links callbacks schemas parameters requestBodies "
    "securitySchemes pathItems definitions securityDefinitions properties patternProperties dependentSchemas $defs "
    "webhooks variables".split()
)
"""Members whose keys are names that the document's author chose: ``default`` or ``$ref`` in there is no keyword."""

_VEILED = "\0$ref"

_CONTAINERS = (dict, list)

_Trail = tuple[Any, str | int]
"""The way to a value, backwards: the trail of its holder (None at the top) and its own key there."""


def references(raw: Any) -> Iterator[tuple[str, str]]:
    """Every reference in a raw document, with the pointer of the object that makes it."""
    for reference, trail in _sites(raw):
        yield reference, _pointer(trail)


def distinct(raw: Any) -> dict[str, str]:
    """Each reference of a raw document once, with the pointer of one object that makes it."""
    trails: dict[str, _Trail | None] = {}
    for reference, trail in _sites(raw):
        trails.setdefault(reference, trail)
    return {reference: _pointer(trail) for reference, trail in trails.items()}


def _sites(raw: Any) -> Iterator[tuple[str, _Trail | None]]:
    # Pointers are spelled by the callers: for every node of a large document they would cost more than its parsing.
    stack: list[tuple[Any, _Trail | None, bool]] = [(raw, None, False)]
    while stack:
        value, trail, named = stack.pop()
        if not named and isinstance(value, dict) and isinstance(value.get("$ref"), str):
            yield value["$ref"], trail
        for key, item in _entries(value):
            if isinstance(item, _CONTAINERS) and (named or not _is_data(key, item)):
                stack.append((item, (trail, key), not named and key in _MAPS))


def _pointer(trail: _Trail | None) -> str:
    tokens: list[str | int] = []
    while trail is not None:
        trail, token = trail
        tokens.append(token)
    return pointers.join("", *reversed(tokens))


def veiled(raw: Any, *, named: bool = False, data: bool = False) -> Any:
    """A copy in which ``$ref`` is renamed wherever it is no reference, for readers who take each for one."""
    if isinstance(raw, list):
        return [veiled(item, data=data) for item in raw]
    if not isinstance(raw, dict):
        return raw
    return {
        _VEILED if key == "$ref" and (named or data or not isinstance(item, str)) else key: veiled(
            item, named=not named and key in _MAPS, data=data or (not named and _is_data(key, item))
        )
        for key, item in raw.items()
    }


def unveiled(raw: Any) -> Any:
    """What ``veiled`` was given."""
    if isinstance(raw, list):
        return [unveiled(item) for item in raw]
    if not isinstance(raw, dict):
        return raw
    return {"$ref" if key == _VEILED else key: unveiled(item) for key, item in raw.items()}


def _entries(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _is_data(key: str | int, item: Any) -> bool:
    return key in _DATA or (key == "examples" and isinstance(item, list))
