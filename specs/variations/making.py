"""Makes the variations of a value, place by place. What is made up for a place comes from ``specs.sampling``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from specs import pointers
from specs.extensions import EXTENSIBLE_ENUM
from specs.sampling.budget import Budget
from specs.sampling.cases import Edges
from specs.sampling.merge import Plans
from specs.schemas import JsonSchema
from specs.validation import Validator
from specs.variations.reading import Reading
from specs.variations.values import Kind, Variation, addition, removal, replacement, type_word

_BUDGET = 50_000
_EACH = 40
"""Values that are tried in one place."""
_MANY = 50
_DEEPEST = 12
_LARGEST = 5_000
"""Variations of one value."""
_UNDECLARED = "undeclared"
_TOMORROW = "VALUE_OF_TOMORROW"
_SPELLINGS = {
    "date-time": ("2020-02-29t23:59:59.123456789z", "2016-12-31T23:59:60Z", "2020-02-29T23:59:59+14:00"),
}
"""Source: RFC 3339, 5.6 and 5.7."""
_MOMENTS = frozenset({"date-time", "date", "time", "duration"})


def variations(
    compiled: Validator, value: Any, left_alone: Callable[[Any], bool] = lambda _: False
) -> Iterator[Variation]:
    """All single changes of a valid value after which it is still valid, in the order of its places.

    Of a list only the first item is changed.

    Args:
        compiled: accepts the value.
        value: as JSON.
        left_alone: whether a text, number or truth value must not be replaced by another one, because others know it.
    """
    known: set[tuple[str, str]] = set()
    for each in islice(_Making(compiled, left_alone).of(compiled.schema, value, ""), _LARGEST):
        told = (each.place, repr(sorted(each.patch.items())))
        if told not in known and compiled.accepts(_applied(value, each)):
            known.add(told)
            yield each


class _Making:
    def __init__(self, compiled: Validator, left_alone: Callable[[Any], bool]) -> None:
        self._reading, self._left_alone = Reading(compiled), left_alone
        self._edges = Edges(Plans(compiled.schema), Budget(_BUDGET))

    def of(self, schema: Any, value: Any, place: str, depth: int = 0) -> Iterator[Variation]:
        """Changes of a place and of all below it, valid or not."""
        if depth > _DEEPEST:
            return
        yield replacement(Kind.NULL, place, None)
        parts = self._reading.parts(schema, value)
        if isinstance(value, dict):
            yield from self._of_object(schema, parts, value, place, depth)
        elif isinstance(value, list):
            yield from self._of_list(schema, parts, value, place, depth)
        elif not self._left_alone(value):
            yield from self._of_scalar(schema, parts, value, place)

    def _of_object(
        self, schema: Any, parts: list[JsonSchema], value: dict[str, Any], place: str, depth: int
    ) -> Iterator[Variation]:
        for name in value:
            yield removal(pointers.join(place, name))
        if _UNDECLARED not in value:
            undeclared = self._reading.member(parts, _UNDECLARED)
            made = [_UNDECLARED, *islice(self._edges.values(undeclared), 1)]
            yield from (addition(pointers.join(place, _UNDECLARED), each) for each in made[:2])
        for other in islice(self._edges.branches(schema), _EACH):
            if isinstance(other, dict):
                yield from (
                    replacement(Kind.BRANCH, place, each) for each in self._mixed(other, value) if each != value
                )
            else:
                yield replacement(Kind.BRANCH, place, other)
        for name, inner in value.items():
            yield from self.of(self._reading.member(parts, name), inner, pointers.join(place, name), depth + 1)

    def _mixed(self, other: dict[str, Any], value: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """An object of another branch, first with what others know of this one."""
        known = {name: each for name, each in value.items() if not _is_container(each) and self._left_alone(each)}
        yield {**other, **known}
        if not known:
            return
        lost = known.keys() - other.keys()
        yield {**other, **{name: known[name] for name in known.keys() - lost}}

    def _of_list(
        self, schema: Any, parts: list[JsonSchema], value: list[Any], place: str, depth: int
    ) -> Iterator[Variation]:
        typical = next((each for each in self._edges.values(schema) if isinstance(each, list) and each), [])
        items = value or typical
        sizes: tuple[list[Any], ...] = ([], items[:1], (items * _MANY)[: self._most(parts)])
        yield from (replacement(Kind.LIST, place, deepcopy(each)) for each in sizes if each != value)
        if value:
            yield from self.of(self._reading.item(parts, 0), value[0], pointers.join(place, 0), depth + 1)

    def _most(self, parts: list[JsonSchema]) -> int:
        return min([int(part["maxItems"]) for part in parts if "maxItems" in part] + [_MANY])

    def _of_scalar(self, schema: Any, parts: list[JsonSchema], value: Any, place: str) -> Iterator[Variation]:
        for other in self._others(schema, parts):
            if other is not None and (other != value or type_word(other) != type_word(value)):
                yield replacement(_kind(parts, value, other), place, other)

    def _others(self, schema: Any, parts: list[JsonSchema]) -> Iterator[Any]:
        listed = [each for part in parts for each in part.get(EXTENSIBLE_ENUM) or ()]
        if listed:
            yield from (*listed, _TOMORROW)
            return
        for part in parts:
            yield from _SPELLINGS.get(str(part.get("format")), ())
        if _enumerated(parts):
            yield _TOMORROW
        yield from islice(self._edges.values(schema), _EACH)
        yield from islice(self._edges.branches(schema), _EACH)


def _kind(parts: list[JsonSchema], value: Any, other: Any) -> Kind:
    if type_word(other) != type_word(value):
        return Kind.BRANCH
    if isinstance(value, bool):
        return Kind.BOOLEAN
    listed = [*_enumerated(parts), *(each for part in parts for each in part.get(EXTENSIBLE_ENUM) or ())]
    if listed:
        return Kind.ENUM if other in listed else Kind.UNLISTED
    if not isinstance(value, str):
        return Kind.NUMBER
    return Kind.MOMENT if any(part.get("format") in _MOMENTS for part in parts) else Kind.TEXT


def _enumerated(parts: Iterable[JsonSchema]) -> list[Any]:
    return [each for part in parts for each in ([part["const"]] if "const" in part else part.get("enum") or ())]


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)


def _applied(value: Any, variation: Variation) -> Any:
    """The value with a variation; the places around it are copied, the rest is shared."""
    keys, operation = pointers.tokens(variation.place), variation.patch
    if not keys:
        return operation.get("value")
    made = whole = _copy(value)
    for key in keys[:-1]:
        inner = _copy(made[_key(made, key)])
        made[_key(made, key)] = inner
        made = inner
    if operation["op"] == "remove":
        del made[_key(made, keys[-1])]
    else:
        made[_key(made, keys[-1])] = operation["value"]
    return whole


def _copy(value: Any) -> Any:
    return value[:] if isinstance(value, list) else dict(value)


def _key(value: Any, key: str) -> Any:
    return int(key) if isinstance(value, list) else key
