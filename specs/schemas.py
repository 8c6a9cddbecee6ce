"""A schema of a document, in a direction, as one self-contained JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from specs import extensions, pointers
from specs.drafts import Draft
from specs.errors import SpecError
from specs.recent import Recent
from specs.resources import NAMES, Resource, Scope, entered
from specs.targets import Targets
from specs.words import Word

JsonSchema = dict[str, Any]

ONE_SCHEMA = frozenset(
    "additionalProperties contains contentSchema else if items not propertyNames then unevaluatedItems "
    "unevaluatedProperties".split()
)
"""Keywords whose value is a schema."""
SCHEMA_LIST = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""
SCHEMA_MAP = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"})
"""Keywords whose value is a mapping to schemas."""
HOLDING = ONE_SCHEMA | SCHEMA_LIST | SCHEMA_MAP
"""Keywords that have schemas inside."""

_SAME_VALUE = frozenset({"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"})
"""Keywords whose schemas speak of the same value as the schema around them."""

_DEFS = "#/$defs/"
_COMPILED = 10_000
"""How many definitions the compiled schemas of one document may hold together: some 150 MB."""

LOCALE = "x-ringback-locale"
"""At the top of a document, and of a closure: whose names and addresses samples are to have, e.g. ``de_DE``."""


class Direction(Word):
    """Which way a message travels; readOnly and writeOnly depend on it."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a schema is converted: for which direction, and what the schemas around it say of the same value."""

    direction: Direction
    resource: Resource
    scope: Scope = ()
    hidden: frozenset[str] = frozenset()
    inlined: frozenset[int] = frozenset()

    @property
    def mark(self) -> str:
        """The keyword that hides a property from this direction."""
        return "readOnly" if self.direction is Direction.REQUEST else "writeOnly"


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A schema where it stands in its document."""

    raw: JsonSchema | bool
    pointer: str
    space: SchemaSpace = field(repr=False)

    @property
    def identity(self) -> str:
        """What a schema has in common with its equals: all references to one place, and nothing more, are the same."""
        raw = self.raw
        if self.space.draft.identified or not isinstance(raw, dict) or "$ref" not in raw or len(raw) > 1:
            return self.pointer  # among schemas with names one reference may mean different things
        return str(raw["$ref"])

    def annotated(self, direction: Direction) -> JsonSchema:
        """What ``json_schema`` gives, with each XML Object as ``x-xml`` beside the keywords of its schema.

        For who writes and reads XML; validators compile the other one. Source: OAS 3.0.3, XML Object.
        """
        return self.space.with_xml.closure(self, direction)

    def json_schema(self, direction: Direction) -> JsonSchema:
        """The schema with everything it refers to under ``$defs``, as JSON Schema 2020-12.

        In a request, readOnly properties are forbidden and not required; in a response, writeOnly ones. ``nullable``,
        boolean exclusive bounds, ``example`` and integer formats are translated to standard keywords.
        """
        return self.space.closure(self, direction)


class SchemaSpace:
    """All schemas of one document; converts them on demand and remembers the result."""

    def __init__(
        self,
        root: Mapping[str, Any],
        normalise: Callable[[JsonSchema], JsonSchema],
        draft: Draft,
        *,
        annotated: bool = False,
    ) -> None:
        """The schemas of a document.

        Args:
            root: the raw document.
            normalise: the dialect's translation of one schema object's own keywords.
            draft: which JSON Schema they are.
            annotated: whether XML Objects are kept.
        """
        self.targets = Targets(root, identified=draft.identified)
        self._locale = {LOCALE: root[LOCALE]} if LOCALE in root else {}
        self.root, self.normalise, self.draft, self._annotated = root, normalise, draft, annotated
        self._definitions: dict[tuple[str, Direction], Any] = {}
        self._closures: dict[tuple[str, Direction], JsonSchema] = {}
        self.memo: dict[tuple[Hashable, ...], Any] = {}
        """What readers of these schemas worked out and want to find again, by what they call it."""
        self.compiled = Recent[Any](_COMPILED)
        """What ``specs.validation`` has compiled of these schemas, so that it lives as long as they do."""

    def schema(self, raw: JsonSchema | bool, pointer: str) -> Schema:
        """The schema that stands at a pointer (or was made from what stands there)."""
        return Schema(raw, pointer, self)

    @cached_property
    def with_xml(self) -> SchemaSpace:
        """The same schemas, converted apart from these, with their XML Objects."""
        return SchemaSpace(self.root, self.normalise, self.draft, annotated=True)

    def pointer_of(self, name: str) -> str:
        """Where in the document the schema stands that closures hold under ``$defs`` by this name."""
        return self.targets.pointer_of(name)

    def closure(self, schema: Schema, direction: Direction) -> JsonSchema:
        """See ``Schema.json_schema``."""
        key = (schema.pointer, direction)
        if key not in self._closures:
            whole = self.converted(schema, direction)
            with _depth_told(schema.pointer):
                defs = {"$defs": self._reachable(whole, direction)}
            self._closures[key] = whole | (defs if defs["$defs"] else {}) | self._locale
        return self._closures[key]

    def definition(self, name: str, direction: Direction) -> Any:
        """What closures hold under ``$defs`` by a name that some schema has referred to. Raises KeyError: none has."""
        key = (name, direction)
        if key not in self._definitions:
            pointer = self.targets.pointer_of(name)
            place = self._place(pointer, direction, self.targets.scope_of(name))
            with _depth_told(pointer):
                self._definitions[key] = self._convert(self.targets.written_out(pointer), place)
        return self._definitions[key]

    def converted(self, schema: Schema, direction: Direction) -> JsonSchema:
        """The schema without what it refers to."""
        with _depth_told(schema.pointer):
            converted = self._convert(schema.raw, self._place(schema.pointer, direction, ()))
        return dict(converted) if isinstance(converted, dict) else {"allOf": [converted]}

    def _reachable(self, schema: JsonSchema, direction: Direction) -> dict[str, Any]:
        found, waiting = dict[str, Any](), names(schema)
        while waiting:
            if (name := waiting.pop()) not in found:
                found[name] = self.definition(name, direction)
                key = ("names", name, direction)
                waiting += self.memo.get(key) or self.memo.setdefault(key, names(found[name]))
        return dict(sorted(found.items()))

    def _place(self, pointer: str, direction: Direction, scope: Scope) -> _Place:
        return _Place(direction, resource := self.targets.resources.of(pointer), entered(resource, scope))

    def _convert(self, raw: Any, place: _Place) -> Any:
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else True
        resource = self.targets.resources.at(raw, place.resource)
        if resource is not place.resource:
            place = replace(place, resource=resource, scope=entered(resource, place.scope))
        node = self.normalise(raw)
        hidden = self._hidden(node, place)
        if not hidden <= place.hidden:
            place = replace(place, hidden=place.hidden | hidden)
        made = {
            keyword: self._convert_keyword(keyword, value, place)
            for keyword, value in _without_hidden(node, place).items()
            if keyword in extensions.KNOWN or (keyword not in NAMES and not keyword.startswith("x-"))
        }
        if self._annotated and isinstance(raw.get("xml"), dict) and node.keys() != {"$ref"}:
            made["x-xml"] = raw["xml"]
        return self._with_dynamic(made, node.get("$dynamicRef"), place)

    def _with_dynamic(self, made: JsonSchema, reference: Any, place: _Place) -> JsonSchema:
        """A converted schema with its dynamic reference sent to the outermost place that takes it."""
        if not isinstance(reference, str):
            return made
        place_of = self.targets.sent(reference, place.resource, place.scope)
        sent = {} if place_of is None else {"$ref": place_of}
        return {**made, "allOf": [*made.get("allOf", ()), sent]} if "$ref" in made else {**made, **sent}

    def _convert_keyword(self, keyword: str, value: Any, place: _Place) -> Any:
        inner = place if keyword in _SAME_VALUE else _Place(place.direction, place.resource, place.scope)
        if keyword == "$ref" and isinstance(value, str):
            return self.targets.place(self.targets.named(value, place.resource), place.scope)
        if keyword in ONE_SCHEMA:
            return self._convert(value, inner)
        if keyword in SCHEMA_LIST and isinstance(value, list):
            return [self._convert_part(item, inner) for item in value]
        if keyword in SCHEMA_MAP and isinstance(value, dict):
            return {name: self._convert(item, inner) for name, item in value.items()}
        return value

    def _convert_part(self, raw: Any, place: _Place) -> Any:
        """A member of a combination; in place where it requires what another member hides, else by reference."""
        if not place.hidden:
            return self._convert(raw, place)
        target = self.targets.followed(raw, place.resource)
        requires = target.get("required") if isinstance(target, dict) else None
        asked = isinstance(requires, list) and any(name in requires for name in place.hidden)
        if target is raw or id(target) in place.inlined or not asked:
            return self._convert(raw, place)
        return self._convert(target, replace(place, inlined=place.inlined | {id(target)}))

    def _hidden(self, node: JsonSchema, place: _Place) -> set[str]:
        """Names of the properties that carry a mark here or in an ``allOf`` part of this schema."""
        hidden: set[str] = set()
        mark, resource, followed = place.mark, place.resource, self.targets.followed
        waiting, seen = [node] if node.keys() & {"properties", "allOf", "$ref"} else [], set()
        while waiting:
            part = followed(waiting.pop(), resource)
            if id(part) in seen or not isinstance(part, dict):
                continue
            seen.add(id(part))
            properties = part.get("properties")
            if isinstance(properties, dict):
                inner = ((name, followed(item, resource)) for name, item in properties.items())
                hidden |= {name for name, item in inner if isinstance(item, dict) and item.get(mark) is True}
            combined = part.get("allOf")
            waiting.extend(combined if isinstance(combined, list) else ())
        return hidden


@contextmanager
def _depth_told(pointer: str) -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise SpecError("schema cannot be used: it is nested too deeply", pointer=pointer) from None


def _without_hidden(node: JsonSchema, place: _Place) -> JsonSchema:
    """A schema's own keywords with its hidden properties forbidden, and still told from properties that never were."""
    if not place.hidden:
        return node
    node = dict(node)
    properties, required = node.get("properties"), node.get("required")
    if isinstance(properties, dict):
        forbidden = {"not": {}, place.mark: True}
        node["properties"] = {name: forbidden if name in place.hidden else item for name, item in properties.items()}
    if isinstance(required, list):
        node["required"] = [name for name in required if name not in place.hidden]
    return node


def referred(node: JsonSchema) -> str | None:
    """The name under ``$defs`` that a schema object refers to itself; None where it refers to none."""
    reference = node.get("$ref")
    return defs_name(reference) if isinstance(reference, str) and reference.startswith(_DEFS) else None


@lru_cache(maxsize=16_384)
def defs_name(reference: str) -> str:
    """The name under ``$defs`` of a reference such as ``#/$defs/Client``."""
    return pointers.tokens(pointers.from_fragment(reference[1:]))[1]


def names(schema: Any) -> list[str]:
    """The names under ``$defs`` that a schema refers to, wherever it does."""
    return [name for node in walk(schema) if (name := referred(node)) is not None]


def walk(schema: Any) -> Iterator[JsonSchema]:
    """Every schema object in a JSON Schema, itself first; references are not followed, data keywords not entered."""
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            for keyword, value in () if HOLDING.isdisjoint(node) else node.items():
                if keyword in ONE_SCHEMA:
                    stack.append(value)
                elif keyword in SCHEMA_LIST and isinstance(value, list):
                    stack += value
                elif keyword in SCHEMA_MAP and isinstance(value, dict):
                    stack += value.values()
