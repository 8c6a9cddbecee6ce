"""JSON Patch: a list of operations on a JSON value, done all or not at all. Source: RFC 6902; pointers: RFC 6901."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

_DEEPEST, _MOST = 100, 100_000


class PatchError(Exception):
    """A patch that cannot be done.

    Attributes:
        statuses: what to refuse it with, best first. Source: RFC 5789, 2.2.
    """

    statuses: tuple[int, ...] = (422, 400, 409)


class UnreadableError(PatchError):
    """What was sent is no JSON Patch."""

    statuses = (400, 422)


class ConflictError(PatchError):
    """The value is not such as the patch needs it."""

    statuses = (409, 422, 400)


@dataclass(slots=True, eq=False)
class _Target:
    """The value that is patched, and how much has been put into it, in values of any kind."""

    value: Any
    weight: int = 0


def patched(value: Any, patch: Any) -> Any:
    """What a patch makes of a value, which stays as it is.

    Raises:
        PatchError: it cannot be done; the text says which of its operations, and never a value.
    """
    if not isinstance(patch, list):
        raise UnreadableError("A JSON Patch is an array of operations.")
    target = _Target(deepcopy(value))
    for place, operation in enumerate(patch):
        done = _DONE.get(str(operation.get("op"))) if isinstance(operation, Mapping) else None
        if done is None:
            raise UnreadableError(f"/{place} is none of the operations {', '.join(_DONE)}.")
        try:
            done(target, operation)
        except PatchError as error:
            raise type(error)(f"{operation['op']} at /{place} cannot be done: {error}") from error
    return target.value


def _add(target: _Target, operation: Mapping[str, Any]) -> None:
    _put(target, _pointer(operation, "path"), _value(operation))


def _remove(target: _Target, operation: Mapping[str, Any]) -> None:
    _take(target, _pointer(operation, "path"))


def _replace(target: _Target, operation: Mapping[str, Any]) -> None:
    path, value = _pointer(operation, "path"), _value(operation)
    _weigh(target, value, len(path))
    if not path:
        target.value = value
        return
    inside, key = _reach(target.value, path[:-1]), path[-1]
    _step(inside, key)
    inside[_index(inside, key) if isinstance(inside, list) else key] = value


def _move(target: _Target, operation: Mapping[str, Any]) -> None:
    source, path = _pointer(operation, "from"), _pointer(operation, "path")
    if source == path:
        _reach(target.value, path)
        return
    if path[: len(source)] == source:
        raise ConflictError("nothing can be moved into itself")
    _put(target, path, _take(target, source))


def _copy(target: _Target, operation: Mapping[str, Any]) -> None:
    source, path = _pointer(operation, "from"), _pointer(operation, "path")
    _put(target, path, deepcopy(_reach(target.value, source)))


def _test(target: _Target, operation: Mapping[str, Any]) -> None:
    if not _same(_reach(target.value, _pointer(operation, "path")), _value(operation)):
        raise ConflictError("the value there is another")


_DONE: Mapping[str, Callable[[_Target, Mapping[str, Any]], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


def _value(operation: Mapping[str, Any]) -> Any:
    if "value" not in operation:
        raise UnreadableError("it has no value")
    return operation["value"]


def _pointer(operation: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The segments of a JSON pointer, without escapes."""
    text = operation.get(name)
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise UnreadableError(f"its {name} is no JSON pointer")
    segments = text.split("/")[1:]
    if any("~" in each.replace("~0", "").replace("~1", "") for each in segments):
        raise UnreadableError(f"its {name} has a ~ without 0 or 1 behind it")
    if len(segments) > _DEEPEST:
        raise PatchError(f"its {name} goes deeper than {_DEEPEST}")
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in segments)


def _reach(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = _step(value, key)
    return value


def _step(value: Any, key: str) -> Any:
    if isinstance(value, dict) and key in value:
        return value[key]
    if isinstance(value, list):
        place = _index(value, key)
        if place < len(value):
            return value[place]
    raise ConflictError("there is nothing")


def _index(value: list[Any], key: str) -> int:
    """A place in an array; the one behind the last for ``-``."""
    if key == "-":
        return len(value)
    if not (key.isascii() and key.isdecimal()) or (len(key) > 1 and key.startswith("0")) or len(key) > 9:
        raise ConflictError("an array has places only")
    return int(key)


def _put(target: _Target, path: tuple[str, ...], value: Any) -> None:
    _weigh(target, value, len(path))
    if not path:
        target.value = value
        return
    inside, key = _reach(target.value, path[:-1]), path[-1]
    if isinstance(inside, dict):
        inside[key] = value
    elif isinstance(inside, list) and _index(inside, key) <= len(inside):
        inside.insert(_index(inside, key), value)
    else:
        raise ConflictError("there is no place for it")


def _take(target: _Target, path: tuple[str, ...]) -> Any:
    if not path:
        raise ConflictError("the whole cannot be taken away")
    inside, key = _reach(target.value, path[:-1]), path[-1]
    taken = _step(inside, key)
    del inside[_index(inside, key) if isinstance(inside, list) else key]
    return taken


def _weigh(target: _Target, value: Any, depth: int) -> None:
    """See to it that what a few copies make of a value stays small enough to be read again."""
    waiting = [(value, depth)]
    while waiting:
        each, deep = waiting.pop()
        target.weight += 1
        if deep > _DEEPEST or target.weight > _MOST:
            raise PatchError("the value would become too large")
        if isinstance(each, (dict, list)):
            waiting += [(inner, deep + 1) for inner in (each.values() if isinstance(each, dict) else each)]


def _same(one: Any, other: Any) -> bool:
    """Source: RFC 6902, 4.6. In Python true is 1, in JSON it is not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
