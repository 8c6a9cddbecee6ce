"""Values as JSON and back: frozen dataclasses of texts, numbers, bytes, words, paths, tuples, sets, mappings."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
_LISTS = (tuple, frozenset)


def stored(value: Any) -> Any:
    """A value as JSON values. Bytes become a text from which they can be told again, whatever they are."""
    if is_dataclass(value):
        return {each.name: stored(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, Mapping):
        return {name: stored(item) for name, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(stored(each) for each in value)
    return [stored(each) for each in value] if isinstance(value, tuple | list) else value


def restored(kind: type[Value], data: Any) -> Value:
    """A value of some kind from what ``stored`` made of it; members that are not known are left out.

    Raises:
        ValueError: it is none of that kind.
    """
    made: Value = _made(kind, data)
    return made


def changed(data: Any, change: Callable[[str], str]) -> Any:
    """JSON values with all texts in them changed, but for names."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [changed(each, change) for each in data]
    return {name: changed(each, change) for name, each in data.items()} if isinstance(data, dict) else data


def texts(data: Any) -> list[str]:
    """All texts in JSON values, but for names."""
    if isinstance(data, str):
        return [data]
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for each in inner for text in texts(each)]


def _made(kind: Any, data: Any) -> Any:
    if kind is Any:
        return data
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), data)
    if origin in _LISTS:
        return _listed(origin, get_args(kind), data)
    if origin is not None:
        return {name: _made(get_args(kind)[1], item) for name, item in _checked(dict, data).items()}
    if is_dataclass(kind):
        told, make = _checked(dict, data), cast("Any", kind)
        known = {name: _made(hint, told[name]) for name, hint in _hints(make).items() if name in told}
        try:
            return make(**known)
        except TypeError as error:
            raise ValueError(str(error)) from error
    if kind is bytes:
        return _checked(str, data).encode("utf-8", "surrogateescape")
    if kind is float and isinstance(data, int):
        return float(data)
    return kind(_checked(str, data)) if issubclass(kind, (Enum, PurePath)) else _checked(kind, data)


def _one_of(kinds: tuple[Any, ...], data: Any) -> Any:
    for kind in sorted(kinds, key=lambda each: each is float):  # what is a whole number stays one
        try:
            return _made(kind, data)
        except ValueError:
            continue
    raise ValueError(f"{type(data).__name__} is none of {', '.join(map(str, kinds))}")


def _listed(origin: type, kinds: tuple[Any, ...], data: Any) -> Any:
    items = _checked(list, data)
    if origin is tuple and kinds[-1] is not Ellipsis:
        return tuple(_made(kind, item) for kind, item in zip(kinds, items, strict=True))
    return origin(_made(kinds[0], item) for item in items)


def _checked(kind: type, data: Any) -> Any:
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise ValueError(f"{type(data).__name__} where {kind.__name__} should be")
    return data


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
