"""Files of items: JSON by path or by name, and recorded exchanges (HAR 1.2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockserver.access.people import User
from mockserver.errors import MockError
from specs import pointers, source
from specs.errors import SpecError

_METHODS = ("GET", "POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What a file says stands somewhere.

    Attributes:
        where: a path such as ``/owners/1/pets``, or what a thing or several of them are called, such as ``pets``.
        value: an item, a list of items, or a whole body that they are in.
        pointer: where in the file it stands.
        methods: of the operations that may have answered with it.
        recorded: whether it is the body of an answer, so that what is in the way of an item is no mistake.
    """

    where: str
    value: Any
    pointer: str
    methods: tuple[str, ...] = _METHODS
    recorded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SeedFile:
    """A file of items, or a part of one.

    Attributes:
        place: ``file:line #pointer`` of a pointer into it.
        text: what tells that it has changed.
        owner: the user whose items they are; empty for everybody's.
    """

    entries: tuple[Entry, ...]
    place: Callable[[str], str]
    text: str
    owner: str = ""


def read(path: str) -> SeedFile:
    """Read a file of items.

    Raises:
        MockError: it cannot be read, or holds no items; the message begins with the place.
    """
    try:
        found = source.read_file(Path(path), path)
        raw = json.loads(found.text)
    except SpecError as error:
        raise MockError(f"{path}: {error.message}", hint="give the path of a JSON or HAR file") from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise MockError(f"{path}{f':{line}' if line else ''}: not JSON: {error}") from error
    entries = tuple(_recorded(raw["log"]["entries"]) if _is_har(raw) else _written(raw))
    if not entries:
        hint = 'write {"/pets": [{...}]}, {"pets": [{...}]}, or give a HAR file with answers in JSON'
        raise MockError(f"{path}:1: there are no items", hint=hint)
    return SeedFile(entries, partial(_place, found), found.text)


def owned(users: Iterable[User]) -> Iterator[SeedFile]:
    """What is users' own from the beginning."""
    for user in users:
        if user.items:
            entries = (replace(each, pointer=f"/items{each.pointer}") for each in _written(user.items))
            yield SeedFile(tuple(entries), user.place, repr(user.items), user.name)


def _place(found: source.Source, pointer: str) -> str:
    line = found.line(pointer)
    return f"{found.label}{f':{line}' if line else ''} #{pointer}"


def _is_har(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("log"), dict) and isinstance(raw["log"].get("entries"), list)


def _written(raw: Any) -> Iterator[Entry]:
    for key, value in raw.items() if isinstance(raw, dict) else ():
        if isinstance(value, list | dict) and not key.startswith("$"):
            yield Entry(key, value, pointers.join("", key))


def _recorded(entries: list[Any]) -> Iterator[Entry]:
    """The bodies of successes in JSON. Source: HAR 1.2, entries."""
    for number, entry in enumerate(entries):
        try:
            request, response = entry["request"], entry["response"]
            method, address = str(request["method"]).upper(), urlsplit(request["url"])
            content = response["content"]
            body = json.loads(content["text"]) if "json" in content["mimeType"] else None
            good = 200 <= response["status"] < 300
        except (KeyError, TypeError, ValueError, RecursionError):
            continue  # without an answer, or not in JSON
        if good and isinstance(body, list | dict) and method in _METHODS:
            pointer = f"/log/entries/{number}/response/content/text"
            yield Entry(address.path or "/", body, pointer, (method,), recorded=True)
