"""The schemas of a document as nodes, with the goals that values may reach in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.coverage.goals import Goals, Kind
from contracts.coverage.keywords import LIMITS, Fit, breakable, test_of
from contracts.coverage.node import Member, Node, key_of
from specs import pointers
from specs.errors import SpecError
from specs.schemas import Direction, JsonSchema, Schema, SchemaSpace, referred
from specs.validators import Validator

_SENT = {Direction.REQUEST: "sent", Direction.RESPONSE: "received"}
_NOT_SENT = {Direction.REQUEST: "left out", Direction.RESPONSE: "not received"}
_HIDDEN = ("readOnly", "writeOnly")
_MISSPELLED = frozenset({"boolean", "integer", "number", "null"})
"""Types whose values not every text spells."""
_MOST_SHOWN = 40
"""Characters of a value in a goal's words."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What goals belong to: an operation or a shared part, and what of it: ``query size``, ``body``, ``200``."""

    where: str
    part: str = ""


@dataclass(slots=True, eq=False)
class Nodes:
    """The nodes of a document's schemas, each made once.

    Attributes:
        goals: where their goals are added.
    """

    goals: Goals
    _known: dict[tuple[str, Direction, bool], Node] = field(default_factory=dict)
    _waiting: list[Callable[[], None]] = field(default_factory=list)
    _shadow: Nodes | None = None
    _is_shadow: bool = False

    def of(self, schema: Schema, direction: Direction, where: Belonging, *, text: bool = False) -> Node:
        """The node of a schema.

        Args:
            schema: where a message has a value.
            direction: of the message.
            where: what its goals belong to, unless several share it.
            text: whether values are texts on the wire, so that there is no value that is no text.
        """
        builder = _Builder(self, schema.space, direction, _whose(schema.pointer, where), schema.pointer, text)
        node = self._once(lambda: schema.space.converted(schema, direction), builder)
        while self._waiting:
            self._waiting.pop()()
        return node

    def named(self, name: str, builder: _Builder) -> Node:
        """The node of what a reference leads to; filled later, so that schemas may come back to themselves."""
        space, direction = builder.space, builder.direction
        pointer = space.pointer_of(name)
        inner = replace(builder, nodes=self, where=_whose(pointer, builder.where), base=pointer)
        return self._once(lambda: space.definition(name, direction), inner)

    @property
    def shadow(self) -> Nodes:
        """Nodes of the same schemas without goals: of what must not be, and of conditions, that nobody aims at."""
        if self._is_shadow:
            return self
        if self._shadow is None:
            self._shadow = Nodes(Goals(), _waiting=self._waiting, _is_shadow=True)
        return self._shadow

    def _once(self, raw: Callable[[], Any], builder: _Builder) -> Node:
        key = (builder.base, builder.direction, builder.text)
        if key not in self._known:
            node = self._known[key] = Node()
            self._waiting.append(lambda: builder.fill(node, raw(), builder.base))
        return self._known[key]


def shared(pointer: str) -> str:
    """What is shared by operations, by its name: ``schema Client``; empty for what belongs to a path."""
    first, *rest = pointers.tokens(pointer) or [""]
    if first in ("paths", "webhooks") or len(rest) < 1:
        return ""
    section, name = (first, rest[0]) if first != "components" else (rest[0], rest[1] if len(rest) > 1 else "")
    kind = {"definitions": "schema", "requestBodies": "request body"}.get(section, section.removesuffix("s"))
    return f"{kind} {name}"


def _whose(pointer: str, where: Belonging) -> Belonging:
    """What a schema's goals belong to, if it is met first in some place."""
    name = shared(pointer)
    return Belonging(name) if name else where


def _named_in(pointer: str) -> str:
    """How a place within a schema is called: ``address.street``, ``items[]``."""
    found, steps = "", iter(pointers.tokens(pointer))
    for step in steps:
        if step in ("properties", "patternProperties"):
            found += f".{next(steps, '')}"
        elif step == "items":
            found += "[]"
    return found.removeprefix(".")


@dataclass(frozen=True, slots=True, eq=False)
class _Builder:
    """Makes nodes of the schemas of one space in one direction."""

    nodes: Nodes
    space: SchemaSpace
    direction: Direction
    where: Belonging
    base: str
    text: bool

    def fill(self, node: Node, raw: Any, pointer: str) -> None:
        """Put into a node what a converted schema says; ``False`` refuses every value."""
        if raw is False:
            node.types = {}
        if not isinstance(raw, dict):
            return
        reference = referred(raw)
        if reference is not None:
            node.together.append(self.nodes.named(reference, self))
        self._types(node, raw, pointer)
        self._values(node, raw, pointer)
        for keyword, operand in raw.items():
            self._test(node, raw, keyword, operand, pointer)
        self._combined(node, raw, pointer)
        self._object(node, raw, pointer)
        node.prefix = [
            self.inner(each, pointer, "prefixItems", i) for i, each in enumerate(raw.get("prefixItems") or ())
        ]
        if "items" in raw:
            node.items = self.inner(raw["items"], pointer, "items")

    def inner(self, raw: Any, pointer: str, *tokens: str | int) -> Node:
        """The node of a schema within another, at some tokens from there."""
        reference = referred(raw) if isinstance(raw, dict) and len(raw) == 1 else None
        if reference is not None:
            return self.nodes.named(reference, self)
        node = Node()
        self.fill(node, raw, pointers.join(pointer, *tokens))
        return node

    def _goal(self, kind: Kind, what: str, pointer: str, *tokens: str | int) -> int:
        at = pointers.join(pointer, *tokens)
        told = " ".join(filter(None, (self.where.part, _named_in(at.removeprefix(self.base)), what)))
        return self.nodes.goals.add(kind, told, self.where.where, at)

    def _broken(self, what: str, pointer: str, *tokens: str | int) -> int | None:
        """The goal of breaking something: in requests only, because an answer that does is a fault."""
        if self.direction is Direction.RESPONSE:
            return None
        return self._goal(Kind.VIOLATIONS, what, pointer, *tokens)

    def _types(self, node: Node, raw: JsonSchema, pointer: str) -> None:
        told = raw.get("type")
        if told is None:
            return
        names = [told] if isinstance(told, str) else [each for each in told if isinstance(each, str)]
        sent = _SENT[self.direction]
        node.types = {
            name: self._goal(Kind.BRANCHES, f"{name} {sent}", pointer, "type") if len(names) > 1 else None
            for name in names
        }
        if "number" in node.types:
            node.types = {"integer": None, **node.types}
        if not self.text or set(names) <= _MISSPELLED:
            node.broken = self._broken(f"not {' or '.join(names)}", pointer, "type")

    def _values(self, node: Node, raw: JsonSchema, pointer: str) -> None:
        listed = raw.get("enum")
        if not isinstance(listed, list):
            listed = [raw["const"]] if "const" in raw else None
        if listed is None:
            return
        keyword, sent = ("enum" if "enum" in raw else "const"), _SENT[self.direction]
        node.values = {
            key_of(value): self._goal(Kind.VALUES, f"{_shown(value)} {sent}", pointer, keyword, *at)
            for at, value in (((i,) if keyword == "enum" else (), value) for i, value in enumerate(listed))
        }
        node.other = self._broken("none of its values", pointer, keyword)

    def _test(self, node: Node, raw: JsonSchema, keyword: str, operand: Any, pointer: str) -> None:
        found = test_of(keyword, operand, raw)
        if found is None:
            return
        kind, test = found
        told, limit = f"{keyword} {_shown(operand)}", keyword in LIMITS and self.direction is Direction.REQUEST
        kept = self._goal(Kind.KEYWORDS, f"{told} {'met exactly' if limit else 'kept'}", pointer, keyword)
        broken = self._broken(f"{told} broken", pointer, keyword) if breakable(keyword, operand) else None
        node.tests.setdefault(kind, []).append((test, Fit.AT if limit else Fit.INSIDE, kept, broken))

    def _combined(self, node: Node, raw: JsonSchema, pointer: str) -> None:
        node.together += [self.inner(each, pointer, "allOf", i) for i, each in enumerate(raw.get("allOf") or ())]
        for keyword in ("anyOf", "oneOf"):
            branches = raw.get(keyword) or ()
            if branches:
                node.choices.append((keyword == "oneOf", [*self._branches(keyword, branches, pointer)]))
        if "if" in raw:
            then, otherwise = (self._branch(raw, keyword, pointer) for keyword in ("then", "else"))
            node.condition = (self._aside.inner(raw["if"], pointer, "if"), then, otherwise)
        if "not" in raw:
            node.excluded = (self._aside.inner(raw["not"], pointer, "not"), self._broken("not broken", pointer, "not"))

    @property
    def _aside(self) -> _Builder:
        return replace(self, nodes=self.nodes.shadow)

    def _branches(self, keyword: str, branches: Any, pointer: str) -> Iterator[tuple[Node, int]]:
        for index, branch in enumerate(branches):
            name = referred(branch) if isinstance(branch, dict) else None
            called = shared(self.space.pointer_of(name)) if name is not None else ""
            told = f"{keyword} {index + 1}{f' ({called})' if called else ''} {_SENT[self.direction]}"
            goal = self._goal(Kind.BRANCHES, told, pointer, keyword, index)
            yield self.inner(branch, pointer, keyword, index), goal

    def _branch(self, raw: JsonSchema, keyword: str, pointer: str) -> tuple[Node, int] | None:
        if keyword not in raw:
            return None
        goal = self._goal(Kind.BRANCHES, f"{keyword} {_SENT[self.direction]}", pointer, keyword)
        return self.inner(raw[keyword], pointer, keyword), goal

    def _object(self, node: Node, raw: JsonSchema, pointer: str) -> None:
        required = [name for name in raw.get("required") or () if isinstance(name, str)]
        node.required = {name: self._broken(f"required {name} left out", pointer, "required") for name in required}
        for name, inner in (raw.get("properties") or {}).items():
            node.properties[name] = self._member(name, inner, pointer, optional=name not in required)
        for name, inner in (raw.get("patternProperties") or {}).items():
            node.patterns.append((_matching(name), self.inner(inner, pointer, "patternProperties", name)))
        others = raw.get("additionalProperties")
        if others is False:
            node.others = (None, self._broken("undeclared property sent", pointer, "additionalProperties"))
        elif isinstance(others, dict):
            told = f"additional property {_SENT[self.direction]}"
            goal = self._goal(Kind.PROPERTIES, told, pointer, "additionalProperties")
            node.others = (self.inner(others, pointer, "additionalProperties"), goal)
        dependent = raw.get("dependentRequired")
        node.dependent = dict(dependent) if isinstance(dependent, dict) else {}

    def _member(self, name: str, raw: Any, pointer: str, *, optional: bool) -> Member:
        at = pointers.join(pointer, "properties", name)
        if isinstance(raw, dict) and raw.get("not") == {} and any(raw.get(mark) is True for mark in _HIDDEN):
            node = Node(types={}, broken=self._broken("sent, and it is read-only", at))
            return node, None, None
        there = self._goal(Kind.PROPERTIES, _SENT[self.direction], at)
        absent = self._goal(Kind.PROPERTIES, _NOT_SENT[self.direction], at) if optional else None
        return self.inner(raw, pointer, "properties", name), there, absent


def _matching(pattern: str) -> Callable[[str], bool]:
    try:
        return Validator({"pattern": pattern}, "").accepts
    except SpecError:
        return lambda _: False


def _shown(value: Any) -> str:
    told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= _MOST_SHOWN else f"{told[: _MOST_SHOWN - 1]}…"
