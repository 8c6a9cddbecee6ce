"""Whether two schemas say the same in the same words, references followed. A cheap no-question-asked yes."""

from __future__ import annotations

from typing import Any

from contracts.compat.sides import Part, Side
from specs import pointers, shapes

_UNORDERED = frozenset({"required", "enum", "type"})


class Sameness:
    """Compares parts of two sides; a pair under comparison is taken to be the same until something differs."""

    def __init__(self, one: Side, other: Side) -> None:
        self._one = one
        self._other = other
        self._known: dict[tuple[str, str], bool] = {}
        self._asked: list[tuple[str, str]] = []

    def same(self, one: Part, other: Part) -> bool:
        """Whether the two are equal but for references, single-member ``allOf`` and the order of sets."""
        one, other = self._one.unwrapped(one), self._other.unwrapped(other)
        if not isinstance(one.schema, dict) or not isinstance(other.schema, dict):
            return _word(one.schema) == _word(other.schema)
        key = (one.origin, other.origin)
        if key not in self._known:
            start = len(self._asked)
            self._asked.append(key)
            self._known[key] = True
            equal = one.schema.keys() == other.schema.keys() and all(
                self._equal(keyword, value, other.schema[keyword], one.origin, other.origin)
                for keyword, value in one.schema.items()
            )
            if not equal:
                self._differ(key, start)
        return self._known[key]

    def _differ(self, key: tuple[str, str], start: int) -> None:
        """Remember it, and drop the answers since then that may rest on the two being the same."""
        for later in self._asked[start:]:
            if self._known[later]:
                del self._known[later]
        del self._asked[start:]
        self._known[key] = False

    def _equal(self, keyword: str, one: Any, other: Any, here: str, there: str) -> bool:
        if keyword in _UNORDERED:
            return sorted(map(repr, _listed(one))) == sorted(map(repr, _listed(other)))
        here, there = pointers.join(here, keyword), pointers.join(there, keyword)
        if keyword in ("const", "dependentRequired"):
            return not shapes.distinct([one], [other])
        return self._parts_equal(one, other, here, there)

    def _parts_equal(self, one: Any, other: Any, here: str, there: str) -> bool:
        if isinstance(one, list) and isinstance(other, list):
            return len(one) == len(other) and all(
                self.same(Part(a, pointers.join(here, i)), Part(b, pointers.join(there, i)))
                for i, (a, b) in enumerate(zip(one, other, strict=True))
            )
        if here.endswith(("/properties", "/patternProperties", "/dependentSchemas")) and isinstance(one, dict):
            return one.keys() == other.keys() and all(
                self.same(Part(value, pointers.join(here, name)), Part(other[name], pointers.join(there, name)))
                for name, value in one.items()
            )
        if isinstance(one, dict | bool) and isinstance(other, dict | bool):
            return self.same(Part(one, here), Part(other, there))
        same: bool = type(one) is type(other) and one == other
        return same


def _word(schema: object) -> str:
    """What tells schemas apart that are not both objects with keywords."""
    return "anything" if schema in (True, {}) else "nothing" if schema is False else "something"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
