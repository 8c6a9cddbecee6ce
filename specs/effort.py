"""How much work a schema makes: the engines of schemas take time, and stack, that a document alone decides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from specs.schemas import JsonSchema, referred, walk

_MEMBERS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("if", "then", "else", "not")
_CHOOSING = frozenset({"anyOf", "oneOf", "if", "not", "unevaluatedProperties", "unevaluatedItems"})
SAME_VALUE = frozenset({"$ref", "dependentSchemas", *_MEMBERS, *_SINGLE})
"""Keywords that hold the value itself against what they have; all others take its members, items or names."""


def steps(root: JsonSchema, most: int) -> int:
    """How many schemas one value may be held against, at the place where it is held against most.

    A schema that is reached in two ways counts twice, so that combinations of combinations may double each time.

    Args:
        root: a self-contained schema.
        most: up to where it matters; a recursion that holds one value against schemas anew on every way through it is
            not counted any further.
    """
    counts = _Counts(root)
    for node in walk(root):
        if not SAME_VALUE.isdisjoint(node):
            counts.count(node)
    counted = max([1, *counts.known.values()])
    for node in counts.repeated.values():
        if counted > most:
            break
        counted = max(counted, counts.ways(node, most))
    return counted


def chooses(root: JsonSchema) -> bool:
    """Whether a schema has choices anywhere, or asks what they have left over."""
    return any(not _CHOOSING.isdisjoint(node) for node in walk(root))


def work(root: JsonSchema, value: Any, most: int) -> int:
    """How many schemas a value and all of its parts are held against, where nothing is decided early.

    A part that is held against one schema for two reasons counts twice, for a validator does it twice; what it comes to
    is worked out once.

    Args:
        root: a self-contained schema.
        value: of JSON.
        most: up to where it matters.
    """
    known: dict[tuple[int, int], int] = {}
    stack = [(root, value)]
    while stack:
        node, part = stack[-1]
        key = (id(node), id(part))
        if known.get(key):
            stack.pop()
            continue
        inner = [each for each in _held(node, part, root) if isinstance(each[0], dict)]
        fresh = [] if key in known else [each for each in inner if (id(each[0]), id(each[1])) not in known]
        known[key] = 0  # where a recursion comes back to it, it counts nothing
        if fresh:
            stack += fresh
            continue
        count = 1 + sum(known.get((id(schema), id(each)), 0) for schema, each in inner)
        known[key] = count * (1 + ("unevaluatedProperties" in node or "unevaluatedItems" in node))
        if count > most:
            return count
        stack.pop()
    return known[id(root), id(value)]


def layers(value: Any) -> Iterator[list[Any]]:
    """The objects and arrays of a value that hold something, level by level; without recursion."""
    layer = [value]
    while layer := [each for each in layer if each and isinstance(each, dict | list)]:
        yield layer
        layer = [inner for each in layer for inner in (each.values() if isinstance(each, dict) else each)]


def deeper(value: Any, levels: int) -> bool:
    """Whether a value has more levels of objects and arrays than so many."""
    return next(islice(layers(value), levels, None), None) is not None


def unrolled(schema: JsonSchema, most: int, most_definitions: int) -> int:
    """How many schema objects a schema holds with its references written out, a recursion only once.

    Args:
        schema: a self-contained schema.
        most: up to where it matters; of one that holds more, some number beyond is told.
        most_definitions: that it may lead to; of one that leads to more, some number beyond ``most`` is told.
    """
    named, known = schema.get("$defs", {}), dict[str, int]()

    def count(part: Any) -> int:
        found = 0
        for node in walk(part):
            name = referred(node)
            if name is not None and name not in known:
                known[name] = 0
                known[name] = count(named.get(name)) if len(known) <= most_definitions else most
            found += 1 + known.get(name or "", 0)
            if found > most:
                break
        return found

    return count({keyword: value for keyword, value in schema.items() if keyword != "$defs"})


class _Counts:
    """How many schemas a value is held against, by the schema it begins with.

    Attributes:
        known: by the schema's identity; a recursion counts up to where it begins again.
        repeated: by identity, the schemas with which recursions begin again.
    """

    def __init__(self, root: JsonSchema) -> None:
        self._root = root
        self.known: dict[int, int] = {}
        self.repeated: dict[int, JsonSchema] = {}

    def count(self, start: JsonSchema) -> None:
        """Count a schema after all that it leads to, without recursion: a chain may be thousands of schemas long."""
        begun: set[int] = set()
        stack = [] if id(start) in self.known else [start]
        while stack:
            node = stack[-1]
            inner = self._inner(node)
            fresh = [each for each in inner if id(each) not in self.known and id(each) not in begun]
            if id(node) not in begun and fresh:
                begun.add(id(node))
                stack += fresh
            else:
                self.repeated |= {id(each): each for each in inner if id(each) not in self.known and each is not node}
                self.known[id(node)] = 1 + sum(self.known.get(id(each), 0) for each in inner)
                stack.pop()

    def ways(self, start: JsonSchema, most: int) -> int:
        """How often schemas are met on all ways from one that follow no reference twice, up to ``most``, roughly."""
        met, path = 0, set[str]()
        stack: list[tuple[JsonSchema, list[JsonSchema]]] = [(start, self._inner(start))]
        while stack and met <= most:
            node, rest = stack[-1]
            if not rest:
                stack.pop()
                path.discard(referred(node) or "")
                continue
            name = referred(inner := rest.pop())
            if name is None or name not in path:
                path |= {name} if name is not None else set()
                stack.append((inner, self._inner(inner)))
                met += 1 + len(stack[-1][1])
        return met

    def _inner(self, node: JsonSchema) -> list[JsonSchema]:
        return [each for each in _same_value(node, self._root) if isinstance(each, dict)]


def _held(node: JsonSchema, value: Any, root: JsonSchema) -> Iterator[tuple[Any, Any]]:
    """The schemas that a value is held against because of one, and those of its parts, each with what it is for."""
    yield from ((schema, value) for schema in _same_value(node, root))
    if isinstance(value, dict):
        named = node.get("properties") or {}
        yield from ((named[name], each) for name, each in value.items() if name in named)
        yield from (
            (schema, each) for each in value.values() for schema in (node.get("patternProperties") or {}).values()
        )
        beside = [node[keyword] for keyword in ("additionalProperties", "unevaluatedProperties") if keyword in node]
        yield from ((schema, each) for name, each in value.items() if name not in named for schema in beside)
    elif isinstance(value, list):
        first = node.get("prefixItems") or []
        yield from zip(first, value, strict=False)
        yield from ((node["contains"], each) for each in value if "contains" in node)
        beside = [node[keyword] for keyword in ("items", "unevaluatedItems") if keyword in node]
        yield from ((schema, each) for each in value[len(first) :] for schema in beside)


def _same_value(node: JsonSchema, root: JsonSchema) -> Iterator[Any]:
    """The schemas that a value is held against because it is held against this one."""
    name = referred(node)
    if name is not None:
        yield root.get("$defs", {}).get(name)
    for keyword in _MEMBERS:
        if isinstance(node.get(keyword), list):
            yield from node[keyword]
    for keyword in _SINGLE:
        if keyword in node:
            yield node[keyword]
    if isinstance(node.get("dependentSchemas"), dict):
        yield from node["dependentSchemas"].values()
