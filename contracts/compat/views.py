"""A schema and everything that holds together with it, its keywords merged: what the structural walk looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contracts.compat.sides import Part, Side
from specs import pointers, shapes
from specs.schemas import JsonSchema

_LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
_STRUCTURAL = frozenset(
    {"$ref", "$defs", "definitions", "allOf", "properties", "required", "type", "enum", "const", "items"}
)
_GROUPS = (
    ("patternProperties", "additionalProperties", "properties"),
    ("prefixItems", "items"),
    ("contains", "minContains", "maxContains"),
    ("if", "then", "else"),
)


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
        additional: the schemas for undeclared properties, each with the names its own schema declares.
        items: the schemas that hold for every item.
        choices: ``oneOf`` and ``anyOf`` with their branches.
        declared: the names of properties that any branch declares.
        chosen: this is one alternative of several.
        others: groups of keywords that are asked about as a whole (``not``, ``if``, ``patternProperties``, …).
    """

    side: Side
    parts: list[Part]
    types: frozenset[str] = shapes.TYPES
    values: list[Any] | None = None
    scalars: dict[str, tuple[Any, str]] = field(default_factory=dict)
    properties: dict[str, list[Part]] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    additional: list[tuple[Part, frozenset[str]]] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    choices: list[tuple[str, list[Part], str]] = field(default_factory=list)
    others: list[tuple[JsonSchema, str]] = field(default_factory=list)
    declared: frozenset[str] = frozenset()
    chosen: bool = False

    @property
    def origin(self) -> str:
        """Where in the document this stands."""
        return self.parts[0].origin

    @property
    def schema(self) -> Any:
        """The whole of it as one schema of its side."""
        schemas = [part.schema for part in self.parts]
        return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def view(side: Side, *parts: Part) -> View:
    """The view of schemas that hold together."""
    merged = View(side, list(parts))
    for part in _expanded(side, parts):
        if part.schema is False:
            merged.types = frozenset()
        if isinstance(part.schema, dict):
            _merge(merged, part.schema, part.origin)
    merged.declared = side.declared(merged.schema)
    return merged


def alternatives(whole: View, limit: int = 64) -> Iterator[View]:
    """Views without choices whose union holds every value of this one (a ``oneOf`` is read as ``anyOf``)."""
    if not whole.choices or limit <= 1:
        yield whole
        return
    _, branches, _ = whole.choices[0]
    for branch in branches:
        joined = view(whole.side, *whole.parts, branch)
        joined.parts = [*whole.parts, branch]
        joined.choices = [each for each in joined.choices if not _same_choice(each, whole.choices[0])]
        joined.declared, joined.chosen = whole.declared, True
        if joined.types:
            yield from alternatives(joined, limit // max(len(branches), 1))


def _same_choice(one: tuple[str, list[Part], str], other: tuple[str, list[Part], str]) -> bool:
    return one[0] == other[0] and one[2] == other[2]


def _expanded(side: Side, parts: tuple[Part, ...]) -> Iterator[Part]:
    waiting, seen = list(reversed(parts)), set()
    while waiting:
        part = waiting.pop()
        if part.origin in seen and isinstance(part.schema, dict) and "$ref" not in part.schema:
            continue
        yield part
        if isinstance(part.schema, dict):
            if "$ref" in part.schema:
                target = side.target(part.schema["$ref"])
                if ("ref", target.origin) not in seen:
                    seen.add(("ref", target.origin))
                    waiting.append(target)
            for index, member in reversed(list(enumerate(part.schema.get("allOf") or ()))):
                waiting.append(Part(member, pointers.join(part.origin, "allOf", index)))


def _merge(merged: View, schema: JsonSchema, origin: str) -> None:
    if "type" in schema:
        named = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        merged.types &= frozenset(named) | ({"integer"} if "number" in named else frozenset())
    if "enum" in schema or "const" in schema:
        values = schema["enum"] if "enum" in schema else [schema["const"]]
        known = merged.values
        merged.values = list(values) if known is None else [value for value in known if value in values]
    for name, inner in (schema.get("properties") or {}).items():
        place = Part(inner, pointers.join(origin, "properties", name))
        merged.properties.setdefault(name, []).append(place)
    for name in schema.get("required") or ():
        merged.required.setdefault(name, origin)
    if "items" in schema and "prefixItems" not in schema:
        merged.items.append(Part(schema["items"], pointers.join(origin, "items")))
    _merge_rest(merged, schema, origin)


def _merge_rest(merged: View, schema: JsonSchema, origin: str) -> None:
    grouped: set[str] = set()
    if "additionalProperties" in schema and not schema.get("patternProperties"):
        place = Part(schema["additionalProperties"], pointers.join(origin, "additionalProperties"))
        merged.additional.append((place, frozenset(schema.get("properties") or ())))
        grouped |= {"additionalProperties", "patternProperties"}
    for group in _GROUPS:
        if group[0] in schema and group[0] not in grouped:
            merged.others.append(({keyword: schema[keyword] for keyword in group if keyword in schema}, origin))
            grouped |= set(group)
    for keyword, value in schema.items():
        if keyword in ("oneOf", "anyOf"):
            branches = [Part(b, pointers.join(origin, keyword, i)) for i, b in enumerate(value)]
            merged.choices.append((keyword, branches, origin))
        elif keyword not in _STRUCTURAL and keyword not in grouped:
            _merge_scalar(merged, keyword, value, origin)


def _merge_scalar(merged: View, keyword: str, value: Any, origin: str) -> None:
    known = merged.scalars.get(keyword)
    if known is None:
        merged.scalars[keyword] = (value, origin)
    elif keyword in _LARGER or keyword in _SMALLER:
        tighter = max(known[0], value) if keyword in _LARGER else min(known[0], value)
        merged.scalars[keyword] = (tighter, known[1] if tighter == known[0] else origin)
    elif known[0] != value:
        merged.others.append(({keyword: value}, origin))
