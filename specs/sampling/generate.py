"""The fast generator: one walk down a schema, guessing what is typical. Its guesses are validated by its caller."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from specs import shapes
from specs.patterns import found
from specs.sampling import names
from specs.sampling.budget import Budget, Stuck
from specs.sampling.chance import chosen
from specs.sampling.content import written
from specs.sampling.merge import Plan, Plans
from specs.sampling.moments import set_in_order
from specs.sampling.numeric import number
from specs.sampling.plain import UNEXPECTED, within
from specs.sampling.strings import text
from specs.schemas import JsonSchema

DEEP = 4
_DEEPEST = 24
_ROOMY = 2_000
_LONGEST = 1_000_000
_MOST = 10_000
_MISSED = 1_000  # what a pattern costs that many tries have not met
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_PREFERRED = ("object", "array", "string", "integer", "number", "boolean", "null")


class Generator:
    """Makes values for the schemas of one closure.

    Args:
        plans: what is known of the closure's schemas.
        random: the only source of chance.
        budget: what may still be made.
        daring: vary what is optional and ignore examples; for when the typical value turned out not to be valid.
        wild: vary what the schema does not even mention as well.
        deep: how deep properties that may be left out are still made.
    """

    def __init__(
        self,
        plans: Plans,
        random: Random,
        budget: Budget,
        *,
        daring: bool = False,
        wild: bool = False,
        deep: float = DEEP,
    ) -> None:
        self._plans = plans
        self._root = plans.root
        self._random = random
        self._budget = budget
        self._roomy = budget.left - _ROOMY
        self._daring = daring
        self._wild = wild
        self._deep = deep

    def value(self, schema: Any, depth: int = 0, name: str = "") -> Any:
        """A value that the schema probably accepts.

        Args:
            schema: the schema.
            depth: how deep in the whole value it is to stand.
            name: of the property that it is for, which may say what a person would put there.

        Raises:
            Stuck: there is none, or none before the recursion is too deep.
        """
        if schema is False or depth > _DEEPEST:
            raise Stuck
        budget, random, daring = self._budget, self._random, self._daring
        budget.left -= 1
        if budget.left < 0:
            budget.spend(0)
        plan = self._plans.known.get(id(schema))
        if plan.__class__ is not Plan:
            plan = self._plans.plan(schema, random)
        if plan.told:
            if plan.hopeless:
                raise Stuck
            if plan.fixed or (plan.spelled and not daring):
                for given in self._given(plan.schema, depth):
                    return given
        kind = chosen(plan.kinds, random) if daring and plan.typed else self._type(plan, depth)
        make = plan.plain.get(kind)
        if make is not None and not self._wild:
            return make(random, name, daring)
        return self._of_type(kind, plan, depth, name)

    def completed(self, schema: JsonSchema, known: Mapping[str, Any], left_out: frozenset[str]) -> dict[str, Any]:
        """An object that has some members already, and is to be without some others.

        Raises:
            Stuck: see ``value``.
        """
        made = self._object(self._plans.plan(schema, self._random), 0, known, left_out)
        return {**made, **known}

    def _given(self, schema: JsonSchema, depth: int) -> list[Any]:
        """At most one value that the schema itself spells out."""
        if "const" in schema:
            return [schema["const"]]
        if schema.get("enum"):
            return [chosen(schema["enum"], self._random)]
        examples = schema.get("examples")
        if isinstance(examples, list) and examples and not self._daring and (depth or not _container(schema)):
            return [chosen(examples, self._random)]
        if "default" in schema and not self._daring and schema["default"] is not None and depth:
            return [schema["default"]]
        return []

    def _type(self, plan: Plan, depth: int) -> str:
        possible = plan.types
        if plan.untyped and not (self._wild and self._random.random() < 0.5):
            return shapes.container(plan.schema, self._root) or "string"
        if self._daring and possible:
            return chosen(plan.kinds, self._random)
        if depth > self._deep and "null" in possible:
            return "null"
        for name in _PREFERRED:
            if name in possible:
                return name
        raise Stuck

    def _of_type(self, kind: str, plan: Plan, depth: int, name: str) -> Any:
        schema = plan.schema
        if kind == "string":
            return self._text(plan, depth, name)
        if kind == "object":
            return self._object(plan, depth)
        if kind == "array":
            return self._array(schema, depth, name.removesuffix("s"))
        if kind in ("integer", "number"):
            usual = names.bounds(name) if name and self._expected() else None
            return number(
                within(schema, usual) if usual else schema,
                self._random,
                whole=kind == "integer",
                daring=self._daring,
                wild=self._wild,
            )
        return self._random.random() < 0.5 if kind == "boolean" else None

    def _text(self, plan: Plan, depth: int, name: str) -> str:
        schema = plan.schema
        least = self._demanded(schema, "minLength", "characters", _LONGEST)
        if least:
            self._budget.spend(least // 50)
        if name and "pattern" not in schema and self._expected():
            named = names.text(name, self._plans.locale, schema, self._random)
            if named is not None:
                return named
        if "contentMediaType" in schema or "contentEncoding" in schema:
            return written(schema, text({}, self._random), lambda inner: self.value(inner, depth + 1))
        made = text(schema, self._random)
        if self._wild and schema.keys().isdisjoint(("pattern", "format")):
            return self._random.choice((made, made.upper(), "0" * least))
        if "pattern" in schema and not (
            least <= len(made) <= schema.get("maxLength", math.inf) and found(schema["pattern"], made)
        ):
            self._budget.spend(_MISSED)
        return made

    def _expected(self) -> bool:
        """Whether a property is to have what its name says; a daring walk also tries without."""
        if self._daring and (self._wild or self._random.random() < UNEXPECTED):
            return False
        return bool(self._plans.locale)

    def _demanded(self, schema: JsonSchema, keyword: str, things: str, most: int = _MOST) -> int:
        least = int(schema[keyword]) if keyword in schema else 0
        if least > most:
            self._budget.refuse(f"{keyword} demands {least:,} {things}, and more than {most:,} are not made")
        return least

    def _object(
        self, plan: Plan, depth: int, known: Mapping[str, Any] = _NOTHING, left_out: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        value = self._declared(plan, depth, known, left_out)
        before = len(value)
        if plan.more or left_out or self._wild:
            self._add_more(plan, value, depth)
        if plan.moments and not self._daring:
            set_in_order(value, plan.moments)
        if plan.in_order and len(value) == before:
            return value
        made = {name: value[name] for name in plan.declared if name in value}
        return made if len(made) == len(value) else made | value

    def _declared(self, plan: Plan, depth: int, known: Mapping[str, Any], left_out: frozenset[str]) -> dict[str, Any]:
        """The members that an object has of those that are declared, and what is known."""
        declared: Mapping[str, Any] = plan.schema.get("properties") or {}
        random, budget, daring = self._random.random, self._budget, self._daring
        required, most, roomy = plan.required, plan.schema.get("maxProperties", math.inf), self._roomy
        deep, share = depth > self._deep, 0.5 / (depth + 1)
        value: dict[str, Any] = {}
        count = len(known)
        for name in plan.names:
            if name in known:
                value[name] = known[name]
            elif name not in left_out and (
                name in required
                or (count < most and budget.left >= roomy and (random() < share if daring else not deep))
            ):
                try:
                    value[name] = self.value(declared[name], depth + 1, name)
                    count += 1
                except Stuck:
                    if name in required:
                        raise
        return value if count == len(value) else {**value, **known}

    def _add_more(self, plan: Plan, value: dict[str, Any], depth: int) -> None:
        """What an object has to have beside what it declares."""
        schema = plan.schema
        for name in [*sorted(plan.required - value.keys()), *self._dependent(schema, value)]:
            value[name] = self.value(self._undeclared(schema, name), depth + 1)
        if self._wild or "minProperties" in schema:
            self._fill(schema, value, depth)

    def _dependent(self, schema: JsonSchema, value: Mapping[str, Any]) -> list[str]:
        wanted: list[str] = []
        for name, others in (schema.get("dependentRequired") or _NOTHING).items():
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
        least = self._demanded(schema, "minProperties", "properties")
        if self._wild and not value:
            least = max(least, self._random.randint(0, 1))
        for index in range(least):
            if len(value) >= least:
                return
            if patterns and schema.get("additionalProperties") is False:
                name = text({"pattern": patterns[index % len(patterns)]}, self._random)
            else:
                name = f"key{index + 1}" if names is True else str(self.value(names, depth + 1))
            value[name] = self.value(self._undeclared(schema, name), depth + 1)

    def _array(self, schema: JsonSchema, depth: int, name: str = "") -> list[Any]:
        least = self._demanded(schema, "minItems", "items")
        typical = least if depth > 2 else max(least, 1 if depth else 2)
        if self._daring:
            typical = self._random.randint(least, max(typical, least))
        wanted = int(min(typical, schema.get("maxItems", math.inf)))
        prefix = schema.get("prefixItems") or []
        held = len(prefix) if "contains" in schema and len(prefix) < schema.get("maxItems", math.inf) else 0
        wanted = max(wanted, held)
        value: list[Any] = []
        for index in range(max(wanted, 0)):
            inner = prefix[index] if index < len(prefix) else schema.get("items", True)
            try:
                self._append(value, inner, depth, name, distinct=schema.get("uniqueItems") is True)
            except Stuck:
                if len(value) < least:
                    raise
                break
        if "contains" in schema:
            both = {"allOf": [schema.get("items", True), schema["contains"]]}
            self._demanded(schema, "minContains", "items")
            for index in range(int(schema.get("minContains", 1))):
                value[held + index : held + index + 1] = [self.value(both, depth + 1)]
        return value

    def _bolder(self) -> Generator:
        return Generator(self._plans, self._random, self._budget, daring=True, wild=True)

    def _append(self, value: list[Any], inner: Any, depth: int, name: str, *, distinct: bool) -> None:
        for attempt in range(20):
            item = (self._bolder() if attempt else self).value(inner, depth + 1, name)
            alike = [other for other in value if other == item] if distinct else []
            if not alike or shapes.distinct([item], alike):  # Python takes 1 for True, JSON does not
                value.append(item)
                return
        raise Stuck


def _container(schema: JsonSchema) -> bool:
    return "properties" in schema or "items" in schema
