"""How far a value reaches into a schema: where hundreds of definitions refer to each other, it meets a few of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs

from specs.effort import SAME_VALUE, layers
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, JsonSchema, referred

Compiled = jsonschema_rs.Draft202012Validator
_MOST_TIMES = 9
"""How often a part of a schema is compiled before all of it is."""


class AsReached:
    """A compiled schema that has those definitions which the values that it met could reach, and grows with them.

    To compile the rest of a closure takes a hundred times as long as to judge a value. Answers are the same.
    """

    __slots__ = ("_compile", "_compiled", "_levels", "_names", "_schema", "_times")

    def __init__(self, schema: JsonSchema, compile_: Callable[[JsonSchema], Compiled]) -> None:
        """What judges values without members at once.

        Args:
            schema: a self-contained schema.
            compile_: what is raised there is raised here, and where values reach more of the schema.
        """
        self._schema, self._compile = schema, compile_
        self._levels, self._names, self._times = 0, frozenset[str](), 0
        self._compiled = self._made(0, self._names)

    def is_valid(self, value: Any) -> bool:
        """Whether a value is valid."""
        return self._for(value).is_valid(value)

    def iter_errors(self, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        """What is wrong with a value."""
        return self._for(value).iter_errors(value)

    def _for(self, value: Any) -> Compiled:
        levels, names = extent(value)
        if self._times <= _MOST_TIMES and (levels > self._levels or not names <= self._names):
            levels, names = max(levels, self._levels), names | self._names
            self._compiled = self._made(levels, names)
            self._levels, self._names = levels, names
        return self._compiled

    def _made(self, levels: int, names: frozenset[str]) -> Compiled:
        self._times += 1
        if self._times > _MOST_TIMES:
            return self._compile(self._schema)
        kept = reached(self._schema, levels, names)
        definitions = self._schema["$defs"].items()
        only = {name: _lean(each, names) if name in kept else True for name, each in definitions}
        return self._compile(_lean(self._schema, names) | {"$defs": only})


def _lean(schema: Any, names: frozenset[str]) -> Any:
    """A schema with what it says of properties of some names; of the others it says no more than that they may be."""
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        return schema
    return schema | {
        "properties": {name: each if name in names else True for name, each in schema["properties"].items()}
    }


def extent(value: Any) -> tuple[int, frozenset[str]]:
    """How many levels of members and items a value has, and the names of all its members, wherever they are."""
    levels, names = 0, set[str]()
    for levels, layer in enumerate(layers(value), 1):  # noqa: B007 - the last is how many there are
        names.update(*(each for each in layer if isinstance(each, dict)))
    return levels, frozenset(names)


def reached(schema: JsonSchema, levels: int, names: frozenset[str]) -> set[str]:
    """The definitions that a value of such an extent can be held against, in whole or in part; perhaps some more.

    Args:
        schema: a self-contained schema.
        levels: of members and items that the value has.
        names: of its members.
    """
    defined, met = schema.get("$defs", {}), set[str]()
    waiting = deque([({keyword: said for keyword, said in schema.items() if keyword != "$defs"}, 0)])
    while waiting:
        node, depth = waiting.popleft()
        name = referred(node)
        if name is not None and name not in met:  # met where fewest levels are gone, for those come first
            met.add(name)
            waiting.extendleft((part, depth) for part in (defined.get(name),) if isinstance(part, dict))
        for keyword, said in node.items():
            same = keyword in SAME_VALUE
            if same or depth < levels:
                inner = [(part, depth + (not same)) for part in _parts(keyword, said, names) if isinstance(part, dict)]
                waiting.extendleft(inner) if same else waiting.extend(inner)
    return met


def _parts(keyword: str, said: Any, names: frozenset[str]) -> Iterator[Any]:
    """The schemas of a keyword that values with members of such names can be held against."""
    if keyword in ONE_SCHEMA:
        yield said
    elif keyword in SCHEMA_LIST and isinstance(said, list):
        yield from said
    elif keyword == "properties" and isinstance(said, dict):
        yield from (said[name] for name in said.keys() & names)
    elif keyword in SCHEMA_MAP and keyword != "$defs" and isinstance(said, dict):
        yield from said.values()
