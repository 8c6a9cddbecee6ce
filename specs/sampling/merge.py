"""A schema and all that holds together with it as one schema object, one branch of each choice taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from specs import shapes
from specs.sampling.chance import chosen
from specs.sampling.moments import Pairs, ordered
from specs.sampling.plain import Maker, makers
from specs.schemas import LOCALE, JsonSchema

_LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
_COMBINING = frozenset({"$ref", "$defs", "allOf", "oneOf", "anyOf", "if", "then", "else"})
_SPELLING = frozenset({"const", "enum", "examples", "default"})
_TOO_DEEP = 12
_TOO_MANY = 500
_KEPT = 5_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """How to make a schema's values.

    Attributes:
        schema: all that holds for them, as one object without combinations.
        types: those they may have.
        kinds: the same, in alphabetical order.
        names: their declared properties, the required ones first.
        declared: the same, as they are declared.
        in_order: whether both are the same.
        moments: those of them of which one is not before the other.
        required: those that they must have, declared or not.
        more: whether they may have to have others than those declared.
        told: whether the schema itself gives some of them, or says that there are none.
        spelled: whether it gives some.
        hopeless: whether the schema says that there are none.
        untyped: whether they may be of any type.
        typed: whether they may be of some types only.
        fixed: whether it names all of them.
        plain: what makes them, by type, where no more than a name, a format and bounds have a say.
    """

    schema: JsonSchema
    types: frozenset[str]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    declared: tuple[str, ...]
    in_order: bool
    moments: Pairs
    required: frozenset[str]
    more: bool
    told: bool
    spelled: bool
    hopeless: bool
    untyped: bool
    typed: bool
    fixed: bool
    plain: Mapping[str, Maker]


class _Chance:
    """The choices of one plan, and how many schemas it may still merge.

    Args:
        random: chooses.
        first: what was chosen before, of the first choices.

    Attributes:
        made: how many options there were at each choice, and the number of the one that was taken.
    """

    __slots__ = ("_first", "_random", "left", "made")

    def __init__(self, random: Random, first: tuple[int, ...]) -> None:
        self._random = random
        self._first = first
        self.left = _TOO_MANY
        self.made: list[tuple[int, int]] = []

    def one_of(self, options: list[Any]) -> Any:
        before = len(self.made)
        number = self._first[before] if before < len(self._first) else chosen(range(len(options)), self._random)
        self.made.append((len(options), number))
        return options[number]


class Plans:
    """The plans for the schemas of one closure. The same choices lead to the same plan, so it is kept.

    Args:
        root: the closure whose ``$defs`` references name.
    """

    __slots__ = ("_schemas", "known", "locale", "root")

    def __init__(self, root: JsonSchema) -> None:
        self.root = root
        self.locale: str = root.get(LOCALE, "") if isinstance(root, dict) else ""
        self.known: dict[int | tuple[int, ...], Plan | int] = {}
        """By the identity of a schema, and with it the choices so far: its plan, or how many options the next has."""
        self._schemas: list[Any] = []

    def plan(self, schema: Any, random: Random) -> Plan:
        """How to make a value that the given schema probably accepts."""
        known = self.known.get(id(schema))
        if known.__class__ is Plan:
            return known
        way: tuple[int, ...] = (id(schema),)
        while isinstance(known, int):
            way = (*way, chosen(range(known), random))
            known = self.known.get(way)
        if known is not None:
            return known
        chance = _Chance(random, way[1:])
        plan = self._plan(self._merged(schema, chance))
        self._keep(schema, chance.made, plan)
        return plan

    def _plan(self, whole: JsonSchema) -> Plan:
        required = frozenset(whole.get("required") or ())
        declared = tuple(whole.get("properties") or ())
        names = tuple(sorted(declared, key=lambda name: name not in required))
        types = shapes.types(whole, self.root)
        spelled, hopeless = not _SPELLING.isdisjoint(whole), "not" in whole and whole["not"] in ({}, True)
        return Plan(
            schema=whole,
            types=types,
            kinds=tuple(sorted(types)),
            names=names,
            declared=declared,
            in_order=names == declared,
            moments=ordered(names) if self.locale else (),
            required=required,
            more=not required.issubset(declared) or "dependentRequired" in whole or "minProperties" in whole,
            told=spelled or hopeless,
            spelled=spelled,
            hopeless=hopeless,
            untyped=types == shapes.TYPES,
            typed=bool(types) and types != shapes.TYPES,
            fixed="const" in whole or bool(whole.get("enum")),
            plain=makers(whole, types, self.locale),
        )

    def _keep(self, schema: Any, choices: list[tuple[int, int]], plan: Plan) -> None:
        if len(self.known) >= _KEPT:
            self.known.clear()  # schemas put together on the way pass through here too: begin anew
            self._schemas.clear()
        self._schemas.append(schema)  # it is held so that its id stays its own
        way: tuple[int, ...] = (id(schema),)
        for options, number in choices:
            self.known[_key(way)] = options
            way = (*way, number)
        self.known[_key(way)] = plan

    def _merged(self, schema: Any, chance: _Chance, depth: int = 0) -> JsonSchema:
        chance.left -= 1
        if schema is True or not isinstance(schema, dict) or depth > _TOO_DEEP or chance.left < 0:
            return {"not": {}} if schema is False else {}
        whole: JsonSchema = {}
        for part in shapes.parts(schema, self.root):
            _add(whole, {keyword: value for keyword, value in part.items() if keyword not in _COMBINING})
            for keyword in ("oneOf", "anyOf"):
                branches = part.get(keyword)
                if branches:
                    _add(whole, self._merged(self._choice(branches, whole, chance), chance, depth + 1))
            if "if" in part:
                both = {"allOf": [part["if"], part.get("then", True)]}
                _add(whole, self._merged(both, chance, depth + 1))
        return whole

    def _choice(self, branches: list[Any], whole: JsonSchema, chance: _Chance) -> Any:
        """A branch that can hold beside what is known already; null only where nothing else can."""
        allowed = shapes.types(whole, {}) if "type" in whole else shapes.TYPES
        known: dict[int, frozenset[str]] = {}
        typed = [(branch, shapes.types(branch, self.root, known)) for branch in branches]
        fitting = [(branch, types) for branch, types in typed if branch is not False and types & allowed]
        substantial = [branch for branch, types in fitting if types != {"null"}]
        return chance.one_of(substantial or [branch for branch, _ in fitting] or branches)


def _key(way: tuple[int, ...]) -> int | tuple[int, ...]:
    """That of a schema alone, of which most have but one plan, is quickly found."""
    return way if len(way) > 1 else way[0]


def _add(whole: JsonSchema, part: JsonSchema) -> None:
    for keyword, value in part.items():
        whole[keyword] = _both(keyword, whole[keyword], value) if keyword in whole else value


def _both(keyword: str, one: Any, other: Any) -> Any:  # noqa: C901, PLR0911 - one line a keyword
    if keyword in _LARGER:
        return max(one, other)
    if keyword in _SMALLER:
        return min(one, other)
    if keyword == "required":
        return [*one, *(name for name in other if name not in one)]
    if keyword in ("properties", "patternProperties"):
        return {
            **one,
            **{name: {"allOf": [one[name], inner]} if name in one else inner for name, inner in other.items()},
        }
    if keyword == "pattern":
        return max(one, other, key=len)  # the one that says more; validation judges the other
    if keyword == "enum":
        return [value for value in one if value in other]
    if keyword == "type":
        ours, theirs = ([each] if isinstance(each, str) else each for each in (one, other))
        return [name for name in ours if name in theirs or (name == "integer" and "number" in theirs)] or [*theirs]
    if keyword in ("items", "additionalProperties", "propertyNames", "contains"):
        return {"allOf": [one, other]}
    if keyword == "not":
        return {"anyOf": [one, other]}
    if keyword in ("uniqueItems", "readOnly", "writeOnly", "deprecated"):
        return one or other
    return other
