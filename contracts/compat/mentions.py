"""What parts of a document refer to, told from the bytes that they are written as: in time that goes with those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import orjson

from contracts.compat.receivers import webhook
from specs import pointers, references
from specs.model import Document

_MAPPING = re.compile(rb'"mapping":\{((?:"(?:[^"\\]|\\.)*"|[^"{}])*)')
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"')


def upwards(starts: Iterable[str], makers: Mapping[str, set[str]]) -> set[str]:
    """Some references, and those that what refers to them is referred to by, and so on.

    Args:
        starts: the references.
        makers: of each reference, those that lead to what makes it.
    """
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        reference = waiting.pop()
        if reference not in found:
            found.add(reference)
            waiting += makers.get(reference, ())
    return found


def as_bytes(value: Any) -> bytes | None:
    """A value as JSON that is the same for the same value; None for what cannot be written, integers of 30 digits."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None


def mentioned(written: bytes) -> Iterator[str]:
    """The references in what was written, those of discriminators included."""
    yield from references.mentioned(written)
    for mapping in _MAPPING.findall(written):
        for target in map(references.text_of, _STRING.findall(mapping)):
            yield target
            yield pointers.to_fragment(pointers.join("/components/schemas", target))


def led_to(raw: Mapping[str, Any], reference: str) -> Any:
    """What a reference within a document leads to; None for anything else."""
    try:
        return pointers.find(raw, pointers.from_fragment(reference[1:])) if reference.startswith("#") else None
    except KeyError:
        return None


def _around(raw: Mapping[str, Any], pointer: str) -> list[Any]:
    """An operation, and the parameters of its path item."""
    item = pointers.find(raw, pointer.rpartition("/")[0])
    return [pointers.find(raw, pointer), item.get("parameters") if isinstance(item, Mapping) else None]


class Users:
    """Which operations of a document come to what stands in it, by whatever refers to that."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, pointer: str) -> tuple[str, ...]:
        """The operations and webhooks that use what stands in a place; none where that is unknown.

        In time that goes with the references and the operations of the document, once for all places.
        """
        leading = upwards(self._inside.get(pointer, ()), self._makers)
        return tuple(key for key, mentions in self._said.items() if not mentions.isdisjoint(leading))

    @cached_property
    def _said(self) -> dict[str, frozenset[str]]:
        """What operations refer to themselves, by what they are called."""
        document = self._document
        places = {each.key: each.pointer for each in document.operations}
        for name, operations in document.webhooks.items():
            places |= {webhook(each.method, name): each.pointer for each in operations}
        said = {key: as_bytes(_around(document.raw, place)) or b"" for key, place in places.items()}
        return {key: frozenset(mentioned(written)) for key, written in said.items()}

    @cached_property
    def _makers(self) -> dict[str, set[str]]:
        """Of each reference that an operation comes to, those that lead to what makes it."""
        found: dict[str, set[str]] = {each: set() for mentions in self._said.values() for each in mentions}
        waiting = list(found)
        while waiting:
            reference = waiting.pop()
            for inner in mentioned(as_bytes(led_to(self._document.raw, reference)) or b""):
                if inner not in found:
                    waiting.append(inner)
                found.setdefault(inner, set()).add(reference)
        return found

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        """The references that lead to a place or to something inside it."""
        found: dict[str, list[str]] = {}
        for reference in self._makers:
            place = pointers.tokens(pointers.from_fragment(reference[1:])) if reference.startswith("#/") else []
            for length in range(1, len(place) + 1):
                found.setdefault(pointers.join("", *place[:length]), []).append(reference)
        return found
