"""Which items a request wants to see: by equality, by comparison, by words anywhere in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from mockserver.state.lists import conditions
from mockserver.state.lists.comparing import holds, is_time
from mockserver.state.lists.fields import Entry, Fields, Path, values_at
from specs.inference.asks import Ask, meant
from specs.scalars import spelled

Test = Callable[[Entry], bool]

_SIGNS = {
    "eq": "eq is equals exact iexact",
    "ne": "ne neq not isnot",
    "gt": "gt after greaterthan morethan",
    "ge": "gte ge min since from fromdate start atleast greaterthanorequal",
    "lt": "lt before lessthan",
    "le": "lte le max until to todate end atmost lessthanorequal",
    "in": "in any oneof",
    "nin": "nin notin",
    "has": "contains like icontains ilike co match matches",
    "starts": "startswith istartswith beginswith prefix sw",
    "ends": "endswith iendswith suffix ew",
}
_SIGN = {word: sign for sign, words in _SIGNS.items() for word in words.split()}
_WORDS = "(?P<sign>" + "|".join(sorted(_SIGN, key=len, reverse=True)) + ")"
_DOUBLE = re.compile(f"(?P<name>.+)__(?i:{_WORDS})")
_SUFFIX = re.compile(rf"(?P<name>.+?)(?:_|\.|(?<=[a-z0-9])(?=[A-Z]))(?i:{_WORDS})")
_PREFIX = re.compile(r"(?P<sign>min|max|from|to|since|until|before|after)(?:_|\.|(?=[A-Z]))(?P<name>.+)")
_CONTAINERS = frozenset({"filter", "filters", "where"})
_TIMES = {"since": "ge", "after": "gt", "from": "ge", "until": "le", "before": "lt", "to": "le"}
_WORD = re.compile(r'(?:(?P<name>[\w.-]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_DEEP = 6


class _Named(NamedTuple):
    """A property that a parameter speaks of, and how."""

    name: str
    sign: str


def tests(values: Mapping[str, Any], fields: Fields) -> Iterator[Test]:
    """What an item must pass; what speaks of no property that items have asks for nothing.

    Args:
        values: of the request, by flat names.
        fields: what items have.
    """
    for name, value in values.items():
        ask = meant(name, value)
        test = None
        if ask is Ask.SEARCH:
            test = _search(value, fields)
        elif ask is Ask.CONDITION:
            test = conditions.test(value, fields)
        elif is_time(value) and name.lower() in _TIMES and fields.find(name) is None:
            test = _on(fields.changed(), _TIMES[name.lower()], value)
        elif ask is None:
            test = _property(name, value, fields)
        if test is not None:
            yield test


def _property(name: str, value: Any, fields: Fields) -> Test | None:
    for named in _readings(name):
        path = fields.find(named.name)
        if path is not None:
            listed = named.sign in ("in", "nin") and isinstance(value, str)
            return _on(path, named.sign, value.split(",") if listed else value)
    return None


def _on(path: Path | None, sign: str, wanted: Any) -> Test | None:
    return None if path is None else lambda entry: holds(sign, list(values_at(entry, path)), wanted)


@lru_cache(2048)
def _readings(name: str) -> tuple[_Named, ...]:
    """What a parameter may speak of, the likeliest first: a property of its own name before a comparison."""
    parts = [part for part in re.split(r"[\[\]]+", name) if part]
    if len(parts) > 1 and parts[0].lower() in _CONTAINERS:
        del parts[0]
    sign = _SIGN.get(parts[-1].lstrip("$").lower()) if len(parts) > 1 else None
    if sign:
        return (_Named(".".join(parts[:-1]), sign),)
    whole = ".".join(parts)
    double = _DOUBLE.fullmatch(whole)
    if double:
        return (_Named(double["name"], _SIGN[double["sign"].lower()]),)
    found = [_Named(whole, "eq")]
    for pattern in (_SUFFIX, _PREFIX):
        match = pattern.fullmatch(whole)
        if match:
            found.append(_Named(match["name"], _SIGN[match["sign"].lower()]))
    return tuple(found)


def _search(text: str, fields: Fields) -> Test:
    """Each word is somewhere in an item; ``name:word`` in that property, where items have it."""
    wanted: list[tuple[Path, str]] = []
    for word in _WORD.finditer(text):
        term = (word["bare"] if word["quoted"] is None else word["quoted"]).lower()
        path = fields.find(word["name"]) if word["name"] else ()
        if path is not None:
            wanted.append((path, term))
    return lambda entry: all(any(term in each for each in _texts(entry, path)) for path, term in wanted)


def _texts(entry: Entry, path: Path) -> Iterator[str]:
    for value in values_at(entry, path):
        yield from _spoken(value, _DEEP)


def _spoken(value: Any, deep: int) -> Iterator[str]:
    if isinstance(value, Mapping | list) and deep:
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _spoken(each, deep - 1)
    elif value is not None and not isinstance(value, Mapping | list):
        yield spelled(value).lower()
