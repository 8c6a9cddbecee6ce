"""Values of which a schema says little, made with few detours: most of what there is to make are such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from random import Random
from types import MappingProxyType
from typing import Any

from specs.sampling import names
from specs.sampling.budget import Stuck
from specs.sampling.chance import between
from specs.sampling.numeric import interval
from specs.sampling.strings import format_of, text
from specs.schemas import JsonSchema

_SHAPING = frozenset({"minLength", "pattern", "contentMediaType", "contentEncoding"})
UNEXPECTED = 0.2
"""How often a daring walk does without what a property's name says."""
Maker = Callable[[Random, str, bool], Any]
"""Makes a value: with chance, for a property of a name, for a walk that is daring or not."""


def makers(schema: JsonSchema, kinds: Iterable[str], locale: str) -> Mapping[str, Maker]:
    """Makes the values of a schema, by their type; of types that take more, such as objects, there is nothing.

    Args:
        schema: without combinations.
        kinds: the types that its values may have.
        locale: of names and the like; empty for none.
    """
    found = {kind: _MAKERS[kind](schema, locale) for kind in kinds if kind in _MAKERS}
    return MappingProxyType({kind: maker for kind, maker in found.items() if maker is not None})


def _text(schema: JsonSchema, locale: str) -> Maker | None:
    """Of a schema that does not shape its texts: of its format, or as a property's name has one expect."""
    if not _SHAPING.isdisjoint(schema):
        return None
    made = partial(text, schema) if "maxLength" in schema else format_of(schema)
    expected: dict[str, names.Draw | None] = {}

    def plain(random: Random, name: str, daring: bool) -> Any:
        if name and not (daring and random.random() < UNEXPECTED) and locale:
            if name not in expected:
                expected[name] = names.draw(name, locale, schema)
            draw = expected[name]
            named = draw(random) if draw is not None else None
            if named is not None:
                return named
        return made(random)

    return plain


def _number(schema: JsonSchema, locale: str, *, whole: bool) -> Maker | None:
    """Of a schema without a grid: within its bounds, and within what is usual for a property's name."""
    if "multipleOf" in schema:
        return None
    known: dict[tuple[str, bool], tuple[float, float]] = {}

    def plain(random: Random, name: str, daring: bool) -> Any:
        if not name or (daring and random.random() < UNEXPECTED) or not locale:
            name = ""
        if (name, daring) not in known:
            usual = names.bounds(name) if name else None
            bounded = within(schema, usual) if usual else schema
            known[name, daring] = interval(bounded, whole=whole, daring=daring)
        low, high = known[name, daring]
        if low > high:
            raise Stuck
        if whole:
            return between(int(low), int(high), random)
        return min(max(round(random.uniform(low, high), 2), low), high)

    return plain


def within(schema: JsonSchema, usual: tuple[float, float]) -> JsonSchema:
    """A schema of numbers held to what is usual, unless that leaves nothing of it or it is bounded on both sides."""
    low, high = schema.get("minimum", usual[0]), schema.get("maximum", usual[1])
    return {**schema, "minimum": low, "maximum": high} if low <= high else schema


def _boolean(random: Random, _name: str, _daring: bool) -> bool:
    return random.random() < 0.5


def _null(_random: Random, _name: str, _daring: bool) -> None:
    return None


_MAKERS: Mapping[str, Callable[[JsonSchema, str], Maker | None]] = {
    "string": _text,
    "integer": partial(_number, whole=True),
    "number": partial(_number, whole=False),
    "boolean": lambda _schema, _locale: _boolean,
    "null": lambda _schema, _locale: _null,
}
