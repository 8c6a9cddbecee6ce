"""A schema and everything that holds together with it, its keywords merged: what the structural walk looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from contracts.compat.closing import demands
from contracts.compat.conjuncts import CONSTANT, LARGER, SMALLER, decided, expanded
from contracts.compat.sides import Part, Side
from specs import pointers, shapes
from specs.extensions import EXTENSIBLE_ENUM
from specs.patterns import found
from specs.schemas import JsonSchema

_STRUCTURAL = frozenset(
    {"$ref", "$defs", "definitions", "allOf", "properties", "required", "type", "enum", "const", "items"}
    | {"prefixItems", EXTENSIBLE_ENUM}
)
_GROUPS = (
    ("contains", "minContains", "maxContains"),
    ("if", "then", "else"),
)
_NAMING = ("patternProperties", "additionalProperties", "properties")
_UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")
"""Keywords that depend on everything beside them, so that only the whole schema can be asked."""


class Undeclared(NamedTuple):
    """What one schema says of the properties that it does not declare."""

    part: Part
    declared: frozenset[str]
    patterns: tuple[str, ...]

    def speaks_of(self, name: str) -> bool:
        """Whether a property of this name is one of them."""
        return name not in self.declared and not any(found(pattern, name) for pattern in self.patterns)


class Row(NamedTuple):
    """What one schema says of the items of arrays.

    Attributes:
        prefix: the schemas of the first items.
        rest: that of all the others, if any.
    """

    prefix: tuple[Part, ...]
    rest: tuple[Part, ...]

    def at(self, index: int) -> tuple[Part, ...]:
        """What holds for one item."""
        return self.prefix[index : index + 1] or self.rest


@dataclass(slots=True)
class View:
    """One or more schemas that hold together.

    Attributes:
        side: whose they are.
        parts: the schemas, references followed and ``allOf`` taken apart; the first names the view's origin.
        types: the JSON types that are allowed.
        values: the allowed values, where an ``enum`` or ``const`` lists them.
        scalars: keywords that stand alone, each with its value and the origin of the schema that has it.
        properties: the schemas that hold for each declared property.
        required: names that must be there, each with the origin of the schema that says so.
        patterns: the schemas that hold for properties whose name a pattern matches.
        additional: the schemas for undeclared properties.
        undeclaring: every schema's keywords for properties, where it says something of undeclared ones.
        free: an object that names nothing, and may hold anything.
        demanded: names that are spoken of and perhaps not declared.
        extensible: it lists values, and others may come.
        rows: what each schema says of items.
        choices: ``oneOf`` and ``anyOf`` with their branches.
        declared: the names of properties that any branch declares.
        chosen: this is one alternative of several.
        met: the places of all choices of its parts, those that were made among them.
        lean: the parts without the choice that was made: the same values and perhaps more.
        only: the branch that was chosen, where nothing is said beside it.
        rivals: each branch of a ``oneOf`` that was chosen, with one that was not: no value may be of both.
        others: groups of keywords that are asked about as a whole (``not``, ``if``, ``contains``, …).
    """

    side: Side
    parts: list[Part]
    types: frozenset[str] = shapes.TYPES
    values: list[Any] | None = None
    scalars: dict[str, tuple[Any, str]] = field(default_factory=dict)
    properties: dict[str, list[Part]] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    patterns: list[tuple[str, Part]] = field(default_factory=list)
    additional: list[Undeclared] = field(default_factory=list)
    undeclaring: list[JsonSchema] = field(default_factory=list)
    free: bool = False
    demanded: set[str] = field(default_factory=set)
    extensible: bool = False
    rows: list[Row] = field(default_factory=list)
    choices: list[tuple[str, list[Part], str]] = field(default_factory=list)
    others: list[tuple[JsonSchema, str]] = field(default_factory=list)
    declared: frozenset[str] = frozenset()
    chosen: bool = False
    met: frozenset[tuple[str, str]] = frozenset()
    lean: list[Part] = field(default_factory=list)
    only: Part | None = None
    rivals: tuple[tuple[Part, Part], ...] = ()

    @property
    def origin(self) -> str:
        """Where in the document this stands."""
        return self.parts[0].origin

    @property
    def schema(self) -> Any:
        """The whole of it as one schema of its side."""
        return self.side.together(self.parts)

    @property
    def said(self) -> Any:
        """The whole as one schema, shorter where a branch was chosen; it may hold more than ``schema``."""
        return self.side.together(self.lean or self.parts)

    def at(self, index: int) -> list[Part]:
        """What holds for one item of an array."""
        return [part for row in self.rows for part in row.at(index)]

    def groups(self, keyword: str) -> list[tuple[JsonSchema, str]]:
        """The keywords that are asked about together with one, each with the origin of the schema that has them."""
        alone = self.scalars.get(keyword)
        said = [] if alone is None else [({keyword: alone[0]}, alone[1])]
        return said + [(group, origin) for group, origin in self.others if keyword in group]

    def holding(self, name: str) -> list[Part]:
        """What holds for a property that is there."""
        return [*self.properties.get(name, ()), *self.undeclared(name)]

    def may_hold(self, name: str) -> bool:
        """Whether a property may be there; one that nobody speaks of is not sent by a writer of declared names."""
        known = self.holding(name)
        if any(part.schema is False for part in known):
            return False
        if known or self.free or name in self.demanded or not self.side.closes:
            return True
        return name in (self.side.declared(self.said) if self.rivals else self.declared)

    def undeclared(self, name: str) -> list[Part]:
        """What holds for a property beside its declarations: patterns and what is said of undeclared ones."""
        if not self.patterns and not self.additional:
            return []
        matching = [part for pattern, part in self.patterns if found(pattern, name)]
        return [*matching, *(each.part for each in self.additional if each.speaks_of(name))]


def view(side: Side, *parts: Part) -> View:
    """The view of schemas that hold together: always the same one, to be looked at only."""
    key = tuple((id(part.schema), part.origin) for part in parts)
    known: View | None = side.views.get(key)
    if known is None:
        known = side.views[key] = _merged(side, parts)
    return known


def _merged(side: Side, parts: tuple[Part, ...]) -> View:
    merged = View(side, list(parts))
    for part in expanded(side, parts):
        if part.schema is False:
            merged.types = frozenset()
        if isinstance(part.schema, dict):
            _merge(merged, part.schema, part.origin)
    merged.met = frozenset((keyword, origin) for keyword, _, origin in merged.choices)
    for _keyword, branches, _origin in merged.choices:
        listed = [_listed(side.unwrapped(branch).schema) for branch in branches]
        if None not in listed:
            merged.values = _common(merged.values, [value for values in listed for value in values or ()])
    merged.free = all(side.free_form(part.schema) for part in parts) if side.closes else not merged.additional
    merged.declared = frozenset().union(*(side.declared(part.schema) for part in parts))
    return merged


def _merge(merged: View, schema: JsonSchema, origin: str) -> None:
    if "type" in schema:
        named = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        merged.types &= frozenset(named) | ({"integer"} if "number" in named else frozenset())
    merged.extensible |= EXTENSIBLE_ENUM in schema
    if "enum" in schema or "const" in schema:
        merged.values = _common(merged.values, _listed(schema) or [])
    for name, inner in (schema.get("properties") or {}).items():
        place = Part(inner, pointers.join(origin, "properties", name))
        merged.properties.setdefault(name, []).append(place)
    for name in schema.get("required") or ():
        merged.required.setdefault(name, origin)
    if schema.keys() & {"items", "prefixItems"}:
        first = (
            Part(each, pointers.join(origin, "prefixItems", i)) for i, each in enumerate(schema.get("prefixItems", ()))
        )
        rest = (Part(schema["items"], pointers.join(origin, "items")),) if "items" in schema else ()
        merged.rows.append(Row(tuple(first), rest))
    _merge_undeclared(merged, schema, origin)
    _merge_rest(merged, schema, origin)


def _listed(schema: Any) -> list[Any] | None:
    """The values that an ``enum`` or ``const`` lists."""
    if not isinstance(schema, dict) or not schema.keys() & {"enum", "const"}:
        return None
    return list(schema["enum"]) if "enum" in schema else [schema["const"]]


def _common(known: list[Any] | None, values: list[Any]) -> list[Any]:
    return values if known is None else shapes.distinct(known, shapes.distinct(known, values))


def _merge_undeclared(merged: View, schema: JsonSchema, origin: str) -> None:
    patterns = schema.get("patternProperties") or {}
    for pattern, inner in patterns.items():
        merged.patterns.append((pattern, Part(inner, pointers.join(origin, "patternProperties", pattern))))
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if keyword in schema:
            own = keyword == "additionalProperties"
            declared = frozenset(schema.get("properties") or ()) if own else merged.side.declared(schema)
            place = Part(schema[keyword], pointers.join(origin, keyword))
            merged.additional.append(Undeclared(place, declared, tuple(patterns)))
    if patterns or "additionalProperties" in schema:
        merged.undeclaring.append({keyword: schema[keyword] for keyword in _NAMING if keyword in schema})
    merged.demanded |= demands(schema)
    for keyword in ("then", "else") if schema.get("if") not in CONSTANT else ():
        merged.demanded |= merged.side.declared(schema.get(keyword))
    for inner in (schema.get("dependentSchemas") or {}).values():
        merged.demanded |= merged.side.declared(inner)


def _merge_rest(merged: View, schema: JsonSchema, origin: str) -> None:
    grouped: set[str] = {"patternProperties", "additionalProperties"}
    if schema.get("if") in CONSTANT:
        grouped |= {"if", "then", "else"}
    if "not" in schema and any(True for _ in decided(Part({"not": schema["not"]}, origin))):
        grouped.add("not")
    for keyword in _UNEVALUATED:
        if keyword in schema:
            merged.others.append(({keyword: schema[keyword]} | schema, origin))
            grouped.add(keyword)
    for group in _GROUPS:
        if group[0] in schema and group[0] not in grouped:
            merged.others.append(({keyword: schema[keyword] for keyword in group if keyword in schema}, origin))
            grouped |= set(group)
    for keyword, value in schema.items():
        if keyword in ("oneOf", "anyOf") and len(value) != 1:
            branches = [Part(b, pointers.join(origin, keyword, i)) for i, b in enumerate(value)]
            merged.choices.append((keyword, branches, origin))
        elif keyword not in _STRUCTURAL and keyword not in ("oneOf", "anyOf") and keyword not in grouped:
            _merge_scalar(merged, keyword, value, origin)


def _merge_scalar(merged: View, keyword: str, value: Any, origin: str) -> None:
    known = merged.scalars.get(keyword)
    if known is None:
        merged.scalars[keyword] = (value, origin)
    elif keyword in LARGER or keyword in SMALLER:
        tighter = max(known[0], value) if keyword in LARGER else min(known[0], value)
        merged.scalars[keyword] = (tighter, known[1] if tighter == known[0] else origin)
    elif known[0] != value:
        merged.others.append(({keyword: value}, origin))
