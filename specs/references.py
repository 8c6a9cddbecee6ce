"""Where a raw document refers to something, and where ``$ref`` is only a name or part of somebody's data."""

from __future__ import annotations

from collections.abc import Iterator
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


def references(raw: Any) -> Iterator[tuple[str, str]]:
    """Every reference in a raw document, with the pointer of the object that makes it."""
    stack: list[tuple[Any, str, bool]] = [(raw, "", False)]
    while stack:
        value, pointer, named = stack.pop()
        reference = value.get("$ref") if isinstance(value, dict) and not named else None
        if isinstance(reference, str):
            yield reference, pointer
        for key, item in _entries(value):
            if isinstance(item, dict | list) and not _is_data(key, item, named=named):
                stack.append((item, pointers.join(pointer, key), not named and key in _MAPS))


def veiled(raw: Any, *, named: bool = False, data: bool = False) -> Any:
    """A copy in which ``$ref`` is renamed wherever it is no reference, for readers who take each for one."""
    if isinstance(raw, list):
        return [veiled(item, data=data) for item in raw]
    if not isinstance(raw, dict):
        return raw
    return {
        _VEILED if key == "$ref" and (named or data or not isinstance(item, str)) else key: veiled(
            item, named=not named and key in _MAPS, data=data or _is_data(key, item, named=named)
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


def _entries(value: Any) -> Iterator[tuple[str | int, Any]]:
    yield from value.items() if isinstance(value, dict) else enumerate(value)


def _is_data(key: str | int, item: Any, *, named: bool) -> bool:
    return not named and (key in _DATA or (key == "examples" and isinstance(item, list)))
