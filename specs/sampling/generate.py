"""The fast generator: one walk down a schema, guessing what is typical. Its guesses are validated by its caller."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import Any

from specs import shapes
from specs.sampling.merge import merged
from specs.sampling.strings import found, text
from specs.schemas import JsonSchema

_DEEP = 4
_DEEPEST = 24
_LONGEST = 1_000_000
_PREFERRED = ("object", "array", "string", "integer", "number", "boolean", "null")


class Stuck(Exception):
    """This walk led to a schema that has no value it can make."""


class Generator:
    """Makes values for the schemas of one closure.

    Args:
        root: the closure whose ``$defs`` references name.
        random: the only source of chance.
        daring: vary what is optional and ignore examples; for when the typical value turned out not to be valid.
    """

    def __init__(self, root: JsonSchema, random: Random, *, daring: bool = False) -> None:
        self._root = root
        self._random = random
        self._daring = daring

    def value(self, schema: Any, depth: int = 0) -> Any:
        """A value that the schema probably accepts.

        Raises:
            Stuck: there is none, or none before the recursion is too deep.
        """
        if schema is False or depth > _DEEPEST:
            raise Stuck
        whole = merged(schema, self._root, self._random)
        if "not" in whole and whole["not"] in ({}, True):
            raise Stuck
        for given in self._given(whole, depth):
            return given
        return self._of_type(self._type(whole, depth), whole, depth)

    def _given(self, schema: JsonSchema, depth: int) -> list[Any]:
        """At most one value that the schema itself spells out."""
        if "const" in schema:
            return [schema["const"]]
        if schema.get("enum"):
            return [self._random.choice(schema["enum"])]
        examples = schema.get("examples")
        if isinstance(examples, list) and examples and not self._daring and (depth or not _container(schema)):
            return [self._random.choice(examples)]
        if "default" in schema and not self._daring and schema["default"] is not None and depth:
            return [schema["default"]]
        return []

    def _type(self, schema: JsonSchema, depth: int) -> str:
        possible = shapes.types(schema, self._root)
        if possible == shapes.TYPES:
            return shapes.container(schema, self._root) or "string"
        if self._daring and possible:
            return self._random.choice(sorted(possible))
        if depth > _DEEP and "null" in possible:
            return "null"
        for name in _PREFERRED:
            if name in possible:
                return name
        raise Stuck

    def _of_type(self, kind: str, schema: JsonSchema, depth: int) -> Any:
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, depth)
        if kind == "string":
            if schema.get("minLength", 0) > _LONGEST:
                raise Stuck
            return text(schema, self._random)
        if kind in ("integer", "number"):
            return self._number(schema, whole=kind == "integer")
        return self._random.random() < 0.5 if kind == "boolean" else None

    def _object(self, schema: JsonSchema, depth: int) -> dict[str, Any]:
        declared: Mapping[str, Any] = schema.get("properties") or {}
        required = set(schema.get("required") or ())
        value: dict[str, Any] = {}
        most = schema.get("maxProperties", math.inf)
        for name in sorted(declared, key=lambda name: name not in required):
            if name not in required and (len(value) >= most or not self._wanted(depth)):
                continue
            try:
                value[name] = self.value(declared[name], depth + 1)
            except Stuck:
                if name in required:
                    raise
        for name in [*sorted(required - value.keys()), *self._dependent(schema, value)]:
            value[name] = self.value(self._undeclared(schema, name), depth + 1)
        self._fill(schema, value, depth)
        return {
            name: value[name]
            for name in [*(n for n in declared if n in value), *(n for n in value if n not in declared)]
        }

    def _wanted(self, depth: int) -> bool:
        return depth <= _DEEP if not self._daring else self._random.random() < 0.5 / (depth + 1)

    def _dependent(self, schema: JsonSchema, value: Mapping[str, Any]) -> list[str]:
        wanted: list[str] = []
        for name, others in (schema.get("dependentRequired") or {}).items():
            if name in value:
                wanted += [other for other in others if other not in value and other not in wanted]
        return wanted

    def _undeclared(self, schema: JsonSchema, name: str) -> Any:
        for pattern, inner in (schema.get("patternProperties") or {}).items():
            if found(pattern, name):
                return inner
        return (schema.get("properties") or {}).get(name, schema.get("additionalProperties", True))

    def _fill(self, schema: JsonSchema, value: dict[str, Any], depth: int) -> None:
        names = schema.get("propertyNames", True)
        patterns = list(schema.get("patternProperties") or {})
        for number in range(min(schema.get("minProperties", 0), 1000)):
            if len(value) >= schema["minProperties"]:
                return
            if patterns and schema.get("additionalProperties") is False:
                name = text({"pattern": patterns[number % len(patterns)]}, self._random)
            else:
                name = f"key{number + 1}" if names is True else str(self.value(names, depth + 1))
            value[name] = self.value(self._undeclared(schema, name), depth + 1)

    def _array(self, schema: JsonSchema, depth: int) -> list[Any]:
        least = schema.get("minItems", 0)
        typical = least if depth > 2 else max(least, 1 if depth else 2)
        if self._daring:
            typical = self._random.randint(least, max(typical, least))
        wanted = int(min(typical, schema.get("maxItems", math.inf)))
        if wanted > 10_000:
            raise Stuck
        prefix = schema.get("prefixItems") or []
        value: list[Any] = []
        for index in range(max(wanted, 0)):
            inner = prefix[index] if index < len(prefix) else schema.get("items", True)
            try:
                self._append(value, inner, depth, distinct=schema.get("uniqueItems") is True)
            except Stuck:
                if len(value) < least:
                    raise
                break
        if "contains" in schema:
            both = {"allOf": [schema.get("items", True), schema["contains"]]}
            for index in range(schema.get("minContains", 1)):
                held = self.value(both, depth + 1)
                value[index : index + 1] = [held]
        return value

    def _append(self, value: list[Any], inner: Any, depth: int, *, distinct: bool) -> None:
        for attempt in range(20):
            item = (Generator(self._root, self._random, daring=True) if attempt else self).value(inner, depth + 1)
            if not distinct or item not in value:
                value.append(item)
                return
        raise Stuck

    def _number(self, schema: JsonSchema, *, whole: bool) -> int | float:
        low, high = _bounds(schema, whole=whole)
        if whole:
            low = low if math.isinf(low) else math.ceil(low)
            high = high if math.isinf(high) else math.floor(high)
        step = schema.get("multipleOf")
        if step:
            return self._multiple(low, high, step, whole=whole)
        if low > high:
            raise Stuck
        if math.isinf(low) and math.isinf(high):
            low, high = 1, 1000
        low = max(low, high - 1000) if math.isinf(low) else low
        high = min(high, low + 1000) if math.isinf(high) or not self._daring else high
        if whole:
            return self._random.randint(int(low), int(high))
        return min(max(round(self._random.uniform(low, high), 2), low), high)

    def _multiple(self, low: float, high: float, step: float, *, whole: bool) -> int | float:
        from fractions import Fraction

        exact = Fraction(str(step))
        first = math.ceil(Fraction(str(low)) / exact) if not math.isinf(low) else 0 if high >= 0 else None
        last = math.floor(Fraction(str(high)) / exact) if not math.isinf(high) else None
        if first is None:
            first = (last or 0) - 10
        last = first + 20 if last is None else min(last, first + 1000)
        if first > last:
            raise Stuck
        for _ in range(20):
            number = exact * self._random.randint(first, last)
            if not whole or number.denominator == 1:
                return int(number) if number.denominator == 1 else float(number)
        raise Stuck


def _container(schema: JsonSchema) -> bool:
    return "properties" in schema or "items" in schema


def _bounds(schema: JsonSchema, *, whole: bool) -> tuple[float, float]:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if above is not None:
        low = max(low, math.floor(above) + 1 if whole else _beyond(above, 1))
    if below is not None:
        high = min(high, math.ceil(below) - 1 if whole else _beyond(below, -1))
    if low > high and not whole and above is not None and below is not None:
        low = high = (above + below) / 2  # a gap narrower than the usual distance from an exclusive bound
    return low, high


def _beyond(bound: float, sign: int) -> float:
    return bound + sign * max(0.01, abs(bound) * 1e-9)
