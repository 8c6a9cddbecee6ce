"""A variation as a value, and the kinds there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specs import shapes
from specs.words import Word

_SHOWN = 40


class Kind(Word):
    """What a variation does to a value."""

    OMITTED = "omitted"
    """A property that may be absent is."""
    NULL = "null"
    """It is null."""
    UNDECLARED = "undeclared"
    """An object has a property that the document does not declare."""
    LIST = "list"
    """A list is empty, has one item, or many."""
    ENUM = "enum"
    """Another of the documented values."""
    UNLISTED = "unlisted"
    """A value that is not listed, where the list is not closed."""
    BRANCH = "branch"
    """Another branch of a choice, or another of several types."""
    BOOLEAN = "boolean"
    NUMBER = "number"
    """A bound, zero, a fraction, or what does not fit 32 or 53 bits."""
    MOMENT = "moment"
    """Another spelling of a time, or a remote one."""
    TEXT = "text"
    """Empty, the longest, or with characters that are rare."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variation:
    """One change of a value.

    Attributes:
        place: JSON pointer into the value.
        told: what becomes of the place, e.g. ``is null``.
        patch: one operation of a JSON Patch.
    """

    kind: Kind
    place: str
    told: str
    patch: Mapping[str, Any]

    @property
    def weight(self) -> int:
        """How much more it is than a reader would expect: of a text or a list its length, else nothing."""
        value = self.patch.get("value")
        return len(value) if isinstance(value, str | list) else 0


def removal(place: str) -> Variation:
    """What has been there is not."""
    return Variation(kind=Kind.OMITTED, place=place, told="is absent", patch={"op": "remove", "path": place})


def addition(place: str, value: Any) -> Variation:
    """What has not been there is."""
    patch = {"op": "add", "path": place, "value": value}
    return Variation(kind=Kind.UNDECLARED, place=place, told="is there, undeclared", patch=patch)


def replacement(kind: Kind, place: str, value: Any) -> Variation:
    """Something else is there."""
    return Variation(kind=kind, place=place, told=_told(value), patch={"op": "replace", "path": place, "value": value})


def _told(value: Any) -> str:
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, list):
        return f"has {len(value)} items" if len(value) > 1 else "has one item" if value else "is an empty list"
    if isinstance(value, dict):
        return f"is another object, of {', '.join(value) or 'nothing'}"
    return f"is {str(value).lower() if isinstance(value, bool) else 'null' if value is None else value}"


def _of_text(value: str) -> str:
    if not value:
        return "is empty"
    if len(value) > _SHOWN:
        strange = "" if value.isascii() else " beyond ASCII"
        return f"has {len(value):,} characters{strange}"
    return f"is {value!a}" if not value.isprintable() else f'is "{value}"'


def type_word(value: Any) -> str:
    """The JSON type of a value, numbers all being one."""
    return {"integer": "number"}.get(shapes.type_of(value), shapes.type_of(value))
