"""A schema of a document, in a direction, as one self-contained JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import quote

from specs import pointers
from specs.errors import SpecError
from specs.recent import Recent

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

_SAME_VALUE = frozenset({"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"})
"""Keywords whose schemas speak of the same value as the schema around them."""

_HOMES = ("/components/schemas", "/definitions")
_DEFS = "#/$defs/"
_COMPILED = 10_000
"""How many definitions the compiled schemas of one document may hold together: some 150 MB."""


class Direction(StrEnum):
    """Which way a message travels; readOnly and writeOnly depend on it."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a schema is converted: for which direction, and what the schemas around it say of the same value."""

    direction: Direction
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
        return str(raw["$ref"]) if isinstance(raw, dict) and raw.keys() == {"$ref"} else self.pointer

    def json_schema(self, direction: Direction) -> JsonSchema:
        """The schema with everything it refers to under ``$defs``, as JSON Schema 2020-12.

        In a request, readOnly properties are forbidden and not required; in a response, writeOnly ones. ``nullable``,
        boolean exclusive bounds, ``example`` and integer formats are translated to standard keywords.
        """
        return self.space.closure(self, direction)


class SchemaSpace:
    """All schemas of one document; converts them on demand and remembers the result."""

    def __init__(self, root: Mapping[str, Any], normalise: Callable[[JsonSchema], JsonSchema]) -> None:
        """Args: root, the raw document; normalise, the dialect's translation of one schema object's own keywords."""
        self._root = root
        self._normalise = normalise
        self._pointers: dict[str, str] = {}
        self._definitions: dict[tuple[str, Direction], Any] = {}
        self._closures: dict[tuple[str, Direction], JsonSchema] = {}
        self.outlines: dict[tuple[str, Direction], JsonSchema] = {}
        """See ``specs.outline``."""
        self.compiled = Recent[Any](_COMPILED)
        """What ``specs.validation`` has compiled of these schemas, so that it lives as long as they do."""

    def schema(self, raw: JsonSchema | bool, pointer: str) -> Schema:
        """The schema that stands at a pointer (or was made from what stands there)."""
        return Schema(raw, pointer, self)

    def pointer_of(self, name: str) -> str:
        """Where in the document the schema stands that closures hold under ``$defs`` by this name."""
        return self._pointers[name]

    def closure(self, schema: Schema, direction: Direction) -> JsonSchema:
        """See ``Schema.json_schema``."""
        key = (schema.pointer, direction)
        if key not in self._closures:
            whole = self.converted(schema, direction)
            try:
                reachable = self._reachable(whole, direction)
            except RecursionError:
                raise _too_deep(schema) from None
            if reachable:
                whole["$defs"] = reachable
            self._closures[key] = whole
        return self._closures[key]

    def definition(self, name: str, direction: Direction) -> Any:
        """What closures hold under ``$defs`` by a name that some schema has referred to. Raises KeyError: none has."""
        return self._definition(self._pointers[name], direction)

    def converted(self, schema: Schema, direction: Direction) -> JsonSchema:
        """The schema without what it refers to."""
        try:
            converted = self._convert(schema.raw, _Place(direction))
        except RecursionError:
            raise _too_deep(schema) from None
        return dict(converted) if isinstance(converted, dict) else {"allOf": [converted]}

    def _reachable(self, schema: JsonSchema, direction: Direction) -> dict[str, Any]:
        found: dict[str, Any] = {}
        waiting = list(_referenced(schema))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self._definition(self._pointers[name], direction)
                waiting.extend(_referenced(found[name]))
        return dict(sorted(found.items()))

    def _definition(self, pointer: str, direction: Direction) -> Any:
        key = (pointer, direction)
        if key not in self._definitions:
            self._definitions[key] = self._convert(self._find(pointer), _Place(direction))
        return self._definitions[key]

    def _find(self, pointer: str) -> Any:
        """What a reference names; any value will do where that is nothing, which is one of the document's slips."""
        try:
            return pointers.find(self._root, pointer) if not pointer or pointer.startswith("/") else True
        except KeyError:
            return True

    def _convert(self, raw: Any, place: _Place) -> Any:
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else True
        node = self._normalise(raw)
        place = replace(place, hidden=place.hidden | self._hidden(node, place.mark))
        return {
            keyword: self._convert_keyword(keyword, value, place)
            for keyword, value in _without_hidden(node, place).items()
            if not keyword.startswith("x-")
        }

    def _convert_keyword(self, keyword: str, value: Any, place: _Place) -> Any:
        inner = place if keyword in _SAME_VALUE else _Place(place.direction)
        if keyword == "$ref" and isinstance(value, str):
            return self._reference_to(self._named(value)) if value.startswith("#") else value
        if keyword in ONE_SCHEMA:
            return self._convert(value, inner)
        if keyword in SCHEMA_LIST and isinstance(value, list):
            return [self._convert_part(item, inner) for item in value]
        if keyword in SCHEMA_MAP and isinstance(value, dict):
            return {name: self._convert(item, inner) for name, item in value.items()}
        return value

    def _convert_part(self, raw: Any, place: _Place) -> Any:
        """A member of a combination; in place where it requires what another member hides, else by reference."""
        target = self._target(raw)
        requires = target.get("required") if isinstance(target, dict) else None
        asked = isinstance(requires, list) and any(name in requires for name in place.hidden)
        if target is raw or id(target) in place.inlined or not asked:
            return self._convert(raw, place)
        return self._convert(target, replace(place, inlined=place.inlined | {id(target)}))

    def _hidden(self, node: JsonSchema, mark: str) -> set[str]:
        """Names of the properties that carry a mark here or in an ``allOf`` part of this schema."""
        hidden: set[str] = set()
        waiting, seen = [node], set()
        while waiting:
            part = self._target(waiting.pop())
            if id(part) in seen or not isinstance(part, dict):
                continue
            seen.add(id(part))
            properties = part.get("properties")
            if isinstance(properties, dict):
                hidden |= {name for name, item in properties.items() if self._marked(item, mark)}
            combined = part.get("allOf")
            waiting.extend(combined if isinstance(combined, list) else ())
        return hidden

    def _marked(self, schema: Any, mark: str) -> bool:
        schema = self._target(schema)
        return isinstance(schema, dict) and schema.get(mark) is True

    def _target(self, schema: Any) -> Any:
        for _ in range(32):  # a chain of references longer than this is a loop
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#"):
                return schema
            schema = self._find(self._named(reference))
        return schema

    def _named(self, reference: str) -> str:
        """The pointer that a reference inside the document spells, or that of the anchor it names."""
        fragment = pointers.from_fragment(reference[1:])
        return fragment if fragment.startswith("/") else self._anchors.get(fragment, fragment)

    @cached_property
    def _anchors(self) -> Mapping[str, str]:
        return anchors(self._root)

    def _reference_to(self, pointer: str) -> str:
        """The place of a definition in a closure: by its name where it is a named schema, else by its whole pointer."""
        home, _, name = pointer.rpartition("/")
        key = name if home in _HOMES and self._pointers.get(name, pointer) == pointer else pointer
        self._pointers[key] = pointer
        return "#" + quote(pointers.join("/$defs", key), safe="/~!$&'()*+,;=:@")


def anchors(root: Mapping[str, Any]) -> dict[str, str]:
    """Pointers of the schemas that have an ``$anchor``, by its name. Source: JSON Schema 2020-12 Core, 8.2.2."""
    found: dict[str, str] = {}
    stack: list[tuple[Any, str]] = [(root, "")]
    while stack:
        value, pointer = stack.pop()
        if isinstance(value, Mapping) and isinstance(value.get("$anchor"), str):
            found.setdefault(value["$anchor"], pointer)
        inner = value.items() if isinstance(value, Mapping) else enumerate(value)
        stack += [(item, pointers.join(pointer, key)) for key, item in inner if isinstance(item, Mapping | list)]
    return found


def _too_deep(schema: Schema) -> SpecError:
    return SpecError("schema cannot be used: it is nested too deeply", pointer=schema.pointer)


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


def _referenced(schema: Any) -> Iterator[str]:
    """The names under ``$defs`` that a schema refers to."""
    for node in walk(schema):
        if isinstance(node.get("$ref"), str) and node["$ref"].startswith(_DEFS):
            yield defs_name(node["$ref"])


def defs_name(reference: str) -> str:
    """The name under ``$defs`` of a reference such as ``#/$defs/Client``."""
    return pointers.tokens(pointers.from_fragment(reference[1:]))[1]


def walk(schema: Any) -> Iterator[JsonSchema]:
    """Every schema object in a JSON Schema, itself first; references are not followed, data keywords not entered."""
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack.extend(children(node))


def children(node: JsonSchema) -> Iterator[Any]:
    """The schemas directly inside a schema object."""
    for keyword, value in node.items():
        if keyword in ONE_SCHEMA:
            yield value
        elif keyword in SCHEMA_LIST and isinstance(value, list):
            yield from value
        elif keyword in SCHEMA_MAP and isinstance(value, dict):
            yield from value.values()
