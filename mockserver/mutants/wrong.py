"""By keyword, values that break it, and may break nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specs.schemas import JsonSchema

_Values = Callable[[Any, Any], Iterator[Any]]
"""From what the keyword says and a valid value, values that may break nothing but that."""


def _required(names: Any, value: Any) -> Iterator[Any]:
    for name in names:
        if isinstance(value, dict) and name in value:
            yield {key: each for key, each in value.items() if key != name}


def _type(types: Any, value: Any) -> Iterator[Any]:
    told = {types} if isinstance(types, str) else set(types)
    others: dict[str, Any] = {"string": "text", "integer": 7, "boolean": True, "array": [], "object": {}}
    first = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if first is not None and "string" not in told:
        yield first
    for name, other in others.items():
        if name not in told and not (name == "integer" and "number" in told):
            yield other


def _null(types: Any, value: Any) -> Iterator[Any]:
    if value is not None and "null" not in ({types} if isinstance(types, str) else set(types)):
        yield None


def _enum(allowed: Any, value: Any) -> Iterator[Any]:
    known = allowed if isinstance(allowed, list) else [allowed]
    if isinstance(value, str):
        yield from (f"{value}x", value.swapcase(), value[:-1], "unknown")
    if isinstance(value, int | float):
        yield from (max((each for each in known if isinstance(each, int | float)), default=0) + 1, value + 1)


_WRONG_FORMATS = {
    "date-time": ("2020-02-30T25:61:00Z", "2020-02-12 10:00:00", "yesterday"),
    "date": ("2020-02-30", "12.02.2020", "yesterday"),
    "time": ("25:61:00Z", "noon"),
    "email": ("nobody", "no body@@example", "nobody@"),
    "uuid": ("00000000-0000-0000-0000-00000000000g", "no-uuid"),
    "uri": ("no uri", "::", "//"),
    "url": ("no uri",),
    "uri-reference": ("\\\\no uri", "no uri"),
    "ipv4": ("256.1.1.1", "1.1.1"),
    "ipv6": ("::g", "1::2::3"),
    "hostname": ("-no-host-", "no host"),
}


def _format(name: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        yield from _WRONG_FORMATS.get(name, ())
        yield from (f"{value} ", value[:-1], "no", " " * max(len(value), 1))


def _shorter(least: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, str) and least > 0:
        yield from (value[: least - 1], "0" * (least - 1))


def _longer(most: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        last = value[-1:] or "x"
        yield from (value + last * (most + 1 - len(value)), "x" * (most + 1), "0" * (most + 1))


def _pattern(_: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, str) and value:
        for mark in "!~ §é0x":
            yield from (f"{mark}{value[1:]}", f"{value[:-1]}{mark}", mark * len(value))
        yield from (f"{value}!", f"!{value}", value[:-1], value.swapcase())


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _below(least: Any, value: Any) -> Iterator[Any]:
    if _number(value):
        yield from (least - 1, least - 100, least - 0.5)


def _above(most: Any, value: Any) -> Iterator[Any]:
    if _number(value):
        yield from (most + 1, most + 100, most + 0.5)


def _at_bound(bound: Any, value: Any) -> Iterator[Any]:
    if _number(value):
        yield bound


def _off_step(step: Any, value: Any) -> Iterator[Any]:
    if _number(value):
        yield from (value + step / 2, value + (1 if step > 1 else step / 3))


def _fewer(least: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, list) and least > 0:
        yield value[: least - 1]


def _more(most: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, list) and value:
        yield [*value, *([value[-1]] * (most + 1 - len(value)))]
        if isinstance(value[-1], str):
            yield [*value, *(f"{value[-1]}{number}" for number in range(most + 1 - len(value)))]


def _repeated(_: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, list) and value:
        yield [*value, value[0]]
        yield [*value[:-1], value[0]]


def _extra(_: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield {**value, "undocumented": "x"}


def _emptied(least: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, dict) and least > 0:
        yield dict(list(value.items())[: least - 1])


def _swollen(most: Any, value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield {**value, **{f"extra{number}": "x" for number in range(most + 1 - len(value))}}


def _of_no_branch(_: Any, value: Any) -> Iterator[Any]:
    others: tuple[Any, ...] = ([], 7, "text")
    if isinstance(value, dict):
        yield from ({key: each for key, each in value.items() if key != name} for name in value)
        yield from ({**value, name: other} for name in value for other in others)
    yield from ({}, [], "text", 7, True, None)


def hidden(marked: Any, value: Any) -> Iterator[Any]:
    """Objects with members that clients alone send."""
    others: tuple[Any, ...] = ("secret", 7, {})
    if isinstance(value, dict):
        yield from ({**value, name: other} for name in marked for other in others)


KEYWORDS: Mapping[str, tuple[str, _Values]] = {
    "required": ("required", _required),
    "type": ("type", _type),
    "null": ("type", _null),
    "enum": ("enum", _enum),
    "const": ("const", _enum),
    "format": ("format", _format),
    "min-length": ("minLength", _shorter),
    "max-length": ("maxLength", _longer),
    "pattern": ("pattern", _pattern),
    "minimum": ("minimum", _below),
    "maximum": ("maximum", _above),
    "exclusive-minimum": ("exclusiveMinimum", _at_bound),
    "exclusive-maximum": ("exclusiveMaximum", _at_bound),
    "multiple-of": ("multipleOf", _off_step),
    "min-items": ("minItems", _fewer),
    "max-items": ("maxItems", _more),
    "unique-items": ("uniqueItems", _repeated),
    "additional-property": ("additionalProperties", _extra),
    "min-properties": ("minProperties", _emptied),
    "max-properties": ("maxProperties", _swollen),
    "any-of": ("anyOf", _of_no_branch),
    "one-of": ("oneOf", _of_no_branch),
}
"""By the names that kinds have: the keyword, and the values that break it."""
_VOID: Mapping[str, tuple[Any, ...]] = {
    "additionalProperties": (True,),
    "minLength": (0,),
    "minItems": (0,),
    "minProperties": (0,),
    "uniqueItems": (False,),
    "required": ([],),
}
"""What a keyword may say that nothing can break."""


def breakable(name: str, node: JsonSchema) -> bool:
    """Whether a schema has a keyword that a value can break."""
    keyword, _ = KEYWORDS[name]
    if keyword not in node or isinstance(node[keyword], dict) or node[keyword] in _VOID.get(keyword, ()):
        return False
    if keyword == "format":
        return node[keyword] in _WRONG_FORMATS
    return not (name == "null" and "null" in node["type"])
