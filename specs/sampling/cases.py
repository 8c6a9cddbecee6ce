"""The edge cases of a schema: bounds, what is empty and what is longest, every choice in turn. The caller validates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any

from specs import shapes
from specs.sampling.budget import Budget, Stuck
from specs.sampling.generate import Generator
from specs.sampling.merge import Plans
from specs.sampling.strings import longest, text
from specs.schemas import JsonSchema

_DEEPEST = 5
_EACH = 40
_MOST_ITEMS = 50
_LONGEST = 5_000
_DEEP_BUDGET = 3_000
_STRANGE = (
    "\N{GRINNING FACE}",  # beyond the Basic Multilingual Plane
    "e\N{COMBINING ACUTE ACCENT}",  # two code points, one character
    "\N{HEBREW LETTER ALEF}\N{RIGHT-TO-LEFT MARK}b",
    "\N{LATIN SMALL LETTER SHARP S}\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}",  # longer in the other case
    " a ",
    "a\tb\nc",
    "\"'\\/<&%;",
    "null",
    "0",
)
_MOMENTS = {
    "date-time": ("2020-02-29T23:59:59.999Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"),
    "date": ("2020-02-29", "0001-01-01", "9999-12-31"),
    "ipv6": ("::", "::ffff:192.0.2.1"),
    "ipv4": ("0.0.0.0", "255.255.255.255"),  # noqa: S104 - a value, not an address to listen on
    "uuid": ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
}
_LARGE = (2**31 - 1, -(2**31), 2**53 - 1, 2**63 - 1, -(2**63))


class Edges:
    """Makes the edge cases of the schemas of one closure.

    Args:
        plans: what is known of them.
        budget: what may still be made.
    """

    def __init__(self, plans: Plans, budget: Budget) -> None:
        self._plans = plans
        self._budget = budget
        self._cases: dict[str, Callable[[JsonSchema, int], Iterator[Any]]] = {
            "array": self._arrays,
            "boolean": self._booleans,
            "integer": self._numbers,
            "null": self._nulls,
            "number": self._numbers,
            "object": self._objects,
            "string": self._texts,
        }

    def values(self, schema: Any, depth: int = 0) -> Iterator[Any]:
        """Values that a schema probably accepts, the typical one first; not all are different."""
        yield from self._typical(schema)
        yield from self.branches(schema)
        chosen = list(self._chosen(schema))
        if depth < _DEEPEST:
            yield from _in_turn([islice(self._of_one(each, depth), _EACH) for each in chosen])
        if depth == 0:
            yield from self._deepest(schema)

    def branches(self, schema: Any) -> Iterator[Any]:
        """A typical value of each branch of each choice; nothing where there is no choice."""
        chosen = list(self._chosen(schema))
        for each in chosen if len(chosen) > 1 else ():
            yield from self._typical(each)

    def _typical(self, schema: Any) -> Iterator[Any]:
        try:
            yield Generator(self._plans, Random(0), self._budget).value(schema)
        except Stuck:
            return

    def _deepest(self, schema: Any) -> Iterator[Any]:
        try:
            yield Generator(self._plans, Random(0), Budget(_DEEP_BUDGET), deep=math.inf).value(schema)
        except Stuck:
            return

    def _chosen(self, schema: Any) -> Iterator[Any]:
        """The schema with each branch of each choice taken, or as it is where it has none."""
        parts = [
            {key: each for key, each in part.items() if key not in ("$ref", "allOf")}
            for part in shapes.parts(schema, self._plans.root)
        ]
        choices = [(part, word) for part in parts for word in ("oneOf", "anyOf", "if") if part.get(word)]
        if not choices:
            yield schema
        for part, word in choices:
            rest = [each for each in parts if each is not part]
            own = {key: each for key, each in part.items() if key != word}
            yield from ({"allOf": [*rest, own, branch]} for branch in _branches(part, word))

    def _of_one(self, schema: Any, depth: int) -> Iterator[Any]:
        plan = self._plans.plan(schema, Random(0))
        whole = plan.schema
        if "const" in whole or whole.get("enum"):
            yield from [whole["const"]] if "const" in whole else whole["enum"]
            return
        for kind in sorted(plan.types):
            yield from self._cases[kind](whole, depth)

    def _texts(self, schema: JsonSchema, _: int) -> Iterator[str]:
        least, most = int(schema.get("minLength", 0)), min(int(schema.get("maxLength", _LONGEST)), _LONGEST)
        if least > most:
            return
        if "pattern" in schema or "format" in schema:
            yield from _MOMENTS.get(str(schema.get("format")), ())
            for size in {least, most} & {schema.get("minLength"), schema.get("maxLength")}:
                yield text({**schema, "minLength": size, "maxLength": size}, Random(0))
            yield from (longest(schema, most, Random(seed)) for seed in range(2))
            return
        yield from ("a" * size for size in dict.fromkeys((least, least + 1, most)) if size <= most)
        for strange in _STRANGE:
            yield (strange * (1 + least // len(strange)))[: max(most, 0)]
        yield ("\N{GRINNING FACE}" * most)[:most]

    def _numbers(self, schema: JsonSchema, _: int) -> Iterator[int | float]:
        step = schema.get("multipleOf", 1)
        for word, sign in (("minimum", 1), ("maximum", -1), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
            if word in schema:
                yield from (schema[word], schema[word] + sign * step)
        yield from (0, step, -step)
        if schema.get("type") != "integer":
            yield from (0.5, -0.1, 1e-9, 1e15 + 0.5)
        yield from _LARGE

    def _booleans(self, _: JsonSchema, __: int) -> Iterator[bool]:
        yield from (True, False)

    def _nulls(self, _: JsonSchema, __: int) -> Iterator[None]:
        yield None

    def _arrays(self, schema: JsonSchema, depth: int) -> Iterator[list[Any]]:
        least, most = int(schema.get("minItems", 0)), int(schema.get("maxItems", _MOST_ITEMS))
        typical = next((each for each in self._typical(schema) if isinstance(each, list)), [])
        for size in dict.fromkeys((least, least + 1, min(most, _MOST_ITEMS))):
            yield from self._typical({"allOf": [schema, {"minItems": size, "maxItems": size}]})
        for item in islice(self.values(schema.get("items", True), depth + 1), _EACH):
            yield [item] * max(least, 1) if not schema.get("uniqueItems") else [item, *typical[1:]]

    def _objects(self, schema: JsonSchema, depth: int) -> Iterator[dict[str, Any]]:
        typical = next((each for each in self._typical(schema) if isinstance(each, dict)), {})
        required = set(schema.get("required") or ())
        yield {name: each for name, each in typical.items() if name in required}
        for name in sorted(typical.keys() - required):
            yield {other: each for other, each in typical.items() if other != name}
        declared = schema.get("properties") or {}
        yield from _in_turn([self._varied(typical, name, inner, depth) for name, inner in declared.items()])
        if schema.get("additionalProperties", True) is not False:
            more = self._typical(schema.get("additionalProperties", True))
            yield from ({**typical, "x-\N{GRINNING FACE}": each} for each in more)

    def _varied(self, typical: dict[str, Any], name: str, schema: Any, depth: int) -> Iterator[dict[str, Any]]:
        for value in islice(self.values(schema, depth + 1), _EACH):
            yield {**typical, name: value}


def _in_turn(iterators: list[Iterator[Any]]) -> Iterator[Any]:
    """The first of each, the second of each, …: so that a bound on all of them leaves out none."""
    while iterators:
        rest = []
        for iterator in iterators:
            for value in islice(iterator, 1):
                yield value
                rest.append(iterator)
        iterators = rest


def _branches(part: JsonSchema, word: str) -> list[Any]:
    if word != "if":
        return list(part[word])
    return [{"allOf": [part["if"], part.get("then", True)]}, {"allOf": [{"not": part["if"]}, part.get("else", True)]}]
