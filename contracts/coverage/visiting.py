"""Holding a value against a schema: is it valid, and what does it reach?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.coverage.keywords import Fit
from contracts.coverage.node import Node, key_of

_KINDS: Mapping[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}
_ROOM = 5_000
"""How many times a message's values are held against a schema; what is beyond that is taken for valid."""
_DEEPEST = 150


@dataclass(slots=True)
class Visit:
    """What a message reaches: numbers of goals.

    Attributes:
        kept: by keeping to what the document says.
        broken: by breaking it.
        room: how much more is looked at.
    """

    kept: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    room: int = _ROOM
    _depth: int = 0

    def see(self, node: Node, value: Any) -> bool:
        """Hold a value against a schema; whether it is valid."""
        kind = _KINDS.get(type(value))
        self.room -= 1
        if kind is None or self.room < 0 or self._depth > _DEEPEST:
            return True
        if node.types is not None and not self._type(node, node.types, kind, value):
            return False
        self._depth += 1
        valid = self._itself(node, kind, value)
        for each in node.together:
            valid &= self.see(each, value)
        if node.choices or node.condition or node.excluded:
            valid &= self._combined(node, value)
        if kind == "object":
            valid &= self._object(node, value)
        elif kind == "array":
            valid &= self._array(node, value)
        self._depth -= 1
        return valid

    def _type(self, node: Node, types: Mapping[str, int | None], kind: str, value: Any) -> bool:
        if kind not in types and not (kind == "number" and "integer" in types and value.is_integer()):
            return self._note_broken(node.broken)
        self._note_kept(types.get(kind))
        return True

    def _itself(self, node: Node, kind: str, value: Any) -> bool:
        valid = True
        if node.values is not None:
            goal = node.values.get(key_of(value))
            valid = self._note_broken(node.other) if goal is None else self._note_kept(goal)
        for test, wanted, kept, broken in node.tests.get("number" if kind == "integer" else kind, ()):
            fit = test(value)
            if fit >= wanted:
                self.kept.append(kept)
            elif fit < Fit.INSIDE:
                valid = self._note_broken(broken if fit is Fit.PAST else None)
        return valid

    def _object(self, node: Node, value: Mapping[str, Any]) -> bool:
        valid = True
        for name, goal in node.required.items():
            if name not in value:
                valid = self._note_broken(goal)
        for name, (_, _, absent) in node.properties.items():
            if name not in value:
                self._note_kept(absent)
        for name, item in value.items():
            valid &= self._property(node, name, item)
        for name, others in node.dependent.items():
            valid &= name not in value or all(each in value for each in others)
        return valid

    def _property(self, node: Node, name: str, item: Any) -> bool:
        known, valid = name in node.properties, True
        if known:
            inner, there, _ = node.properties[name]
            self._note_kept(there)
            valid = self.see(inner, item)
        for matches, inner in node.patterns:
            if matches(name):
                known = True
                valid &= self.see(inner, item)
        if known or node.others is None:
            return valid
        schema, goal = node.others
        return self._note_broken(goal) if schema is None else self._note_kept(goal) and self.see(schema, item)

    def _array(self, node: Node, value: list[Any]) -> bool:
        valid = True
        for inner, item in zip(node.prefix, value, strict=False):
            valid &= self.see(inner, item)
        if node.items is not None:
            for item in value[len(node.prefix) : len(node.prefix) + max(self.room, 0)]:
                valid &= self.see(node.items, item)
        return valid

    def _combined(self, node: Node, value: Any) -> bool:
        valid = True
        for exact, branches in node.choices:
            valid &= self._chosen(exact, branches, value)
        if node.condition is not None:
            condition, then, otherwise = node.condition
            branch = then if self._aside(condition, value) else otherwise
            if branch is not None:
                self._note_kept(branch[1])
                valid &= self.see(branch[0], value)
        if node.excluded is not None and self._aside(node.excluded[0], value):
            valid = self._note_broken(node.excluded[1])
        return valid

    def _chosen(self, exact: bool, branches: list[tuple[Node, int]], value: Any) -> bool:
        """Take what the branches reach that fit; where none does, what those break that are nearest to fitting."""
        tried = [(*self._tried(branch, value), goal) for branch, goal in branches]
        fitting = [each for each in tried if each[0]]
        for _, inner, goal in fitting:
            self.kept += (*inner.kept, goal)
        if not fitting:
            least = min((len(inner.broken) for _, inner, _ in tried if inner.broken), default=0)
            self.broken += (goal for _, inner, _ in tried if len(inner.broken) == least for goal in inner.broken)
        return len(fitting) == 1 if exact else bool(fitting)

    def _tried(self, node: Node, value: Any) -> tuple[bool, Visit]:
        inner = Visit(room=self.room, _depth=self._depth)
        valid = inner.see(node, value)
        self.room = inner.room
        return valid, inner

    def _aside(self, node: Node, value: Any) -> bool:
        return self._tried(node, value)[0]

    def _note_kept(self, goal: int | None) -> bool:
        if goal is not None:
            self.kept.append(goal)
        return True

    def _note_broken(self, goal: int | None) -> bool:
        if goal is not None:
            self.broken.append(goal)
        return False
