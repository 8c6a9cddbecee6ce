"""How much work a schema makes: the engines of schemas take time, and stack, that a document alone decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from specs.schemas import JsonSchema, referred, walk

_MEMBERS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("if", "then", "else", "not")
_CHOOSING = frozenset({"anyOf", "oneOf", "if", "not", "unevaluatedProperties", "unevaluatedItems"})
SAME_VALUE = frozenset({"$ref", "dependentSchemas", *_MEMBERS, *_SINGLE})
"""Keywords that hold the value itself against what they have; all others take its members, items or names."""
_ASKING_AGAIN = SAME_VALUE | {"unevaluatedProperties", "unevaluatedItems"}


def steps(root: JsonSchema, most: int) -> int:
    """How many schemas one value may be held against, at the place where it is held against most.

    A schema that is reached in two ways counts twice, so that combinations of combinations may double each time.

    Args:
        root: a self-contained schema.
        most: up to where it matters; a recursion that holds one value against schemas anew on every way through it is
            not counted any further.
    """
    return _Counts(root.get("$defs", {}), {}).highest([root], most)


class Steps:
    """Counts the steps of schemas that share definitions, and goes through each of those once."""

    def __init__(self) -> None:
        self._named: JsonSchema = {}
        self._known: dict[int, int] = {}
        self._highest = 1

    def of(self, root: JsonSchema, most: int) -> int:
        """As ``steps``; it may be the steps of a schema that was asked about before, where those are more."""
        named = root.get("$defs", {})
        fresh = {name: named[name] for name in named.keys() - self._named.keys()}
        if fresh and self._highest <= most:
            self._named |= fresh
            self._highest = max(self._highest, _Counts(self._named, self._known).highest(fresh.values(), most))
        if self._highest > most:
            return self._highest
        body = {keyword: said for keyword, said in root.items() if keyword != "$defs"}
        known = dict(self._known)  # a body does not stay, and leaves its identity to others
        return max(self._highest, _Counts(self._named, known).highest([body], most))


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
    named = root.get("$defs", {})
    known: dict[tuple[int, int], int] = {}
    stack: list[tuple[JsonSchema, Any, list[tuple[Any, Any]] | None]] = [(root, value, None)]
    while stack:
        node, part, inner = stack.pop()
        key = (id(node), id(part))
        if inner is None:
            if key in known:
                continue
            known[key] = 0  # where a recursion comes back to it, it counts nothing
            inner = [each for each in _held(node, part, named) if isinstance(each[0], dict)]
            fresh = [(*each, None) for each in inner if _leads_on(*each) and (id(each[0]), id(each[1])) not in known]
            if fresh:
                stack += [(node, part, inner), *fresh]
                continue
        count = 1 + sum(
            known.get((id(schema), id(each)), 0) if _leads_on(schema, each) else 1 for schema, each in inner
        )
        known[key] = count * (1 + ("unevaluatedProperties" in node or "unevaluatedItems" in node))
        if count > most:
            return count
    return known[id(root), id(value)]


def _leads_on(schema: JsonSchema, value: Any) -> bool:
    """Whether a value may be held against more because it is held against a schema."""
    return isinstance(value, dict | list) or not _ASKING_AGAIN.isdisjoint(schema)


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

    Args:
        named: the definitions.
        known: by the schema's identity; a recursion counts up to where it begins again. Grows.
    """

    def __init__(self, named: JsonSchema, known: dict[int, int]) -> None:
        self._named = named
        self._known = known
        self._repeated: dict[int, JsonSchema] = {}
        """By identity, the schemas with which recursions begin again."""

    def highest(self, roots: Iterable[Any], most: int) -> int:
        """The highest count of some schemas and all in them, up to ``most``, roughly."""
        counted = 1
        for node in chain.from_iterable(map(walk, roots)):
            if not SAME_VALUE.isdisjoint(node):
                self.count(node)
                counted = max(counted, self._known[id(node)])
        for node in self._repeated.values():
            if counted > most:
                break
            counted = max(counted, self.ways(node, most))
        return counted

    def count(self, start: JsonSchema) -> None:
        """Count a schema after all that it leads to, without recursion: a chain may be thousands of schemas long."""
        begun: set[int] = set()
        stack = [] if id(start) in self._known else [start]
        while stack:
            node = stack[-1]
            inner = self._inner(node)
            fresh = [each for each in inner if id(each) not in self._known and id(each) not in begun]
            if id(node) not in begun and fresh:
                begun.add(id(node))
                stack += fresh
            else:
                self._repeated |= {id(each): each for each in inner if id(each) not in self._known and each is not node}
                self._known[id(node)] = 1 + sum(self._known.get(id(each), 0) for each in inner)
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
        return [each for each in _same_value(node, self._named) if isinstance(each, dict)]


def _held(node: JsonSchema, value: Any, named: JsonSchema) -> Iterator[tuple[Any, Any]]:
    """The schemas that a value is held against because of one, and those of its parts, each with what it is for."""
    yield from ((schema, value) for schema in _same_value(node, named))
    if isinstance(value, dict):
        declared = node.get("properties") or {}
        yield from ((declared[name], each) for name, each in value.items() if name in declared)
        yield from (
            (schema, each) for each in value.values() for schema in (node.get("patternProperties") or {}).values()
        )
        beside = [node[keyword] for keyword in ("additionalProperties", "unevaluatedProperties") if keyword in node]
        yield from ((schema, each) for name, each in value.items() if name not in declared for schema in beside)
    elif isinstance(value, list):
        first = node.get("prefixItems") or []
        yield from zip(first, value, strict=False)
        yield from ((node["contains"], each) for each in value if "contains" in node)
        beside = [node[keyword] for keyword in ("items", "unevaluatedItems") if keyword in node]
        yield from ((schema, each) for each in value[len(first) :] for schema in beside)


def _same_value(node: JsonSchema, named: JsonSchema) -> Iterator[Any]:
    """The schemas that a value is held against because it is held against this one."""
    name = referred(node)
    if name is not None:
        yield named.get(name)
    for keyword in _MEMBERS:
        if isinstance(node.get(keyword), list):
            yield from node[keyword]
    for keyword in _SINGLE:
        if keyword in node:
            yield node[keyword]
    if isinstance(node.get("dependentSchemas"), dict):
        yield from node["dependentSchemas"].values()
