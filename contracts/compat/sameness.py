"""Whether two schemas say the same in the same words, references followed. A cheap no-question-asked yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.compat.sides import Part, Side
from specs import pointers, shapes
from specs.schemas import SCHEMA_MAP

Pair = tuple[Part, Part]

_UNORDERED = frozenset({"required", "enum", "type"})


Alike = Callable[[str, str], bool]


def nothing_known(_one: str, _other: str) -> bool:
    """What is known where nothing was compared before."""
    return False


Places = set[tuple[str, str]]
"""Pairs of places, one of each document."""


class Sameness:
    """Compares parts of two sides: they are the same unless some pair that is reached from them differs.

    Args:
        one: the first side.
        other: the second.
        alike: whether what stands in a place of the first document is known to be what stands in one of the second.
    """

    def __init__(self, one: Side, other: Side, alike: Alike) -> None:
        self._one = one
        self._other = other
        self._alike = alike
        self._equal: Places = set()
        self._different: Places = set()

    def same(self, one: Part, other: Part) -> bool:
        """Whether the two are equal but for references, single-member ``allOf`` and the order of sets."""
        met: set[tuple[str, str]] = set()
        waiting: list[Pair] = [(one, other)]
        while waiting:
            pair = waiting.pop()
            if self._lead_to_the_same(*pair):
                continue
            ours, theirs = self._unwrapped(pair)
            key = (ours.origin, theirs.origin)
            if key in met or key in self._equal:
                continue
            below = None if key in self._different else _below(ours, theirs)
            if below is None:
                first, second = self._unwrapped((one, other))
                self._different |= {key, (first.origin, second.origin)}
                return False
            met.add(key)
            waiting += below
        self._equal |= met
        return True

    def _lead_to_the_same(self, one: Part, other: Part) -> bool:
        """Whether both are references to what is known to be alike: what they lead to is not even looked at."""
        if not (_is_reference(one) and _is_reference(other)):
            return False
        return self._alike(self._one.place(one.schema["$ref"]), self._other.place(other.schema["$ref"]))

    def _unwrapped(self, pair: Pair) -> Pair:
        return self._one.unwrapped(pair[0]), self._other.unwrapped(pair[1])


def _is_reference(part: Part) -> bool:
    return isinstance(part.schema, dict) and len(part.schema) == 1 and "$ref" in part.schema


def _below(one: Part, other: Part) -> list[Pair] | None:
    """The pairs on which the sameness of two schemas rests, or None where they differ by themselves."""
    if not isinstance(one.schema, dict) or not isinstance(other.schema, dict):
        return [] if _word(one.schema) == _word(other.schema) else None
    if one.schema.keys() != other.schema.keys():
        return None
    pairs: list[Pair] = []
    for keyword, value in one.schema.items():
        found = _in_keyword(keyword, value, other.schema[keyword], one.origin, other.origin)
        if found is None:
            return None
        pairs += found
    return pairs


def _in_keyword(keyword: str, one: Any, other: Any, here: str, there: str) -> list[Pair] | None:
    if keyword in _UNORDERED:
        return [] if sorted(map(repr, _listed(one))) == sorted(map(repr, _listed(other))) else None
    if keyword in ("const", "dependentRequired"):
        return None if shapes.distinct([one], [other]) else []
    here, there = pointers.join(here, keyword), pointers.join(there, keyword)
    if isinstance(one, list) and isinstance(other, list):
        return _members(dict(enumerate(one)), dict(enumerate(other)), here, there)
    if keyword in SCHEMA_MAP and isinstance(one, dict) and isinstance(other, dict):
        return _members(one, other, here, there)
    if isinstance(one, dict | bool) and isinstance(other, dict | bool):
        return [(Part(one, here), Part(other, there))]
    return [] if type(one) is type(other) and one == other else None


def _members(one: dict[Any, Any], other: dict[Any, Any], here: str, there: str) -> list[Pair] | None:
    if one.keys() != other.keys():
        return None
    return [
        (Part(value, pointers.join(here, name)), Part(other[name], pointers.join(there, name)))
        for name, value in one.items()
    ]


def _word(schema: object) -> str:
    """What tells schemas apart that are not both objects with keywords."""
    return "anything" if schema in (True, {}) else "nothing" if schema is False else "something"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
