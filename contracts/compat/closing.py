"""Writers use declared names only: their objects are closed unless they say otherwise (docs/adr/0004-containment)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specs import shapes
from specs.recent import Recent
from specs.schemas import HOLDING, ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, JsonSchema, names

_SAYS_SO = frozenset({"properties", "additionalProperties", "patternProperties", "unevaluatedProperties"})
_SPEAKING = HOLDING | {"$ref", "required", "dependentRequired"}
"""Keywords without which a schema has nothing inside to close, and demands no name."""
_COMBINING = frozenset("$ref allOf oneOf anyOf if then else dependentSchemas".split())
_KEPT = 200_000
"""How many definitions the closures that are kept may hold together."""
_CLOSED = " (closed)"
_PART = " (part)"
"""A definition's form where it is one of several that hold together: closed below its own level only."""


class Needed:
    """Makes schemas self-contained, each with those definitions that it leads to."""

    def __init__(self, defs: Mapping[str, Any]) -> None:
        self._defs = defs
        self._inner: dict[str, list[str]] = {}
        self._closures = Recent[JsonSchema](_KEPT)

    def whole(self, body: JsonSchema) -> JsonSchema:
        """A schema with its definitions."""
        found: JsonSchema = {}
        for name in names(body):
            if name not in found:
                found = found | self._closure(name) if found else self._closure(name)
        return {**body, "$defs": found} if found else body

    def _closure(self, name: str) -> JsonSchema:
        """A definition and all that it leads to; one and the same for definitions that lead to each other."""
        known = self._closures.get(name)
        if known is not None:
            return known
        found, largest = JsonSchema(), JsonSchema()
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each in found:
                continue
            inner = self._closures.get(each)
            if inner is None:
                found[each] = self._defs.get(each, True)
                waiting += self._names(each)
            else:
                found |= inner
                largest = max(inner, largest, key=len)
        shared = len(largest) == len(found)
        return self._closures.keep(name, largest if shared else found, 1 if shared else len(found))

    def _names(self, name: str) -> list[str]:
        known = self._inner.get(name)
        if known is None:
            known = self._inner[name] = names(self._defs.get(name, True))
        return known


class Closer(Mapping[str, Any]):
    """Closes parts of one document's schemas, and is what their references name then.

    A name may be sent where a schema that accepts the value declares it: what ``unevaluatedProperties: false`` asks,
    so that a value of one branch of a ``oneOf`` has no names of the others.
    """

    def __init__(self, defs: Mapping[str, Any]) -> None:
        """Args: defs, what references name; they stay as they are for conditions (``if``, ``not``)."""
        self._root: JsonSchema = {"$defs": defs}
        self._original = defs
        self._made: JsonSchema = {}
        self._needed = Needed(self)

    def whole(self, schema: Any) -> JsonSchema:
        """A part as a self-contained schema with all its objects closed."""
        shut = self._closed(schema)
        return self._needed.whole(shut if isinstance(shut, dict) else {"allOf": [shut]})

    def __getitem__(self, name: str) -> Any:
        """A definition, in the form that its name asks for."""
        if name not in self._made:
            self._made[name] = self._definition(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def _definition(self, name: str) -> Any:
        if name.endswith(_PART):
            return self._inside(self._original.get(name.removesuffix(_PART), True))
        if name.endswith(_CLOSED):
            return self._closed(self._original.get(name.removesuffix(_CLOSED), True))
        return self._original.get(name, True)

    def _closed(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        if schema.keys() == {"$ref"}:
            return self._reference(schema["$ref"], _CLOSED)
        inner = self._inside(schema)
        if isinstance(named := schema.get("type"), str) and named != "object":
            return inner
        if "object" not in shapes.types(schema, self._root) or free_form(schema, self._root):
            return inner
        if schema.keys() & _COMBINING:
            return {"unevaluatedProperties": False} | inner
        return {"additionalProperties": False} | inner

    def _inside(self, schema: Any) -> Any:
        """The schema with everything below its own level closed, and every name it demands declared."""
        if not isinstance(schema, dict) or _SPEAKING.isdisjoint(schema):
            return schema
        inner = {keyword: self._keyword(keyword, value) for keyword, value in schema.items()}
        if "$ref" in schema:
            inner |= self._reference(schema["$ref"], _PART)
        demanded = demands(schema) - (schema.get("properties") or {}).keys()
        if demanded and "additionalProperties" not in schema:
            inner["properties"] = {**inner.get("properties", {}), **dict.fromkeys(sorted(demanded), True)}
        return inner

    def _keyword(self, keyword: str, value: Any) -> Any:
        if keyword in ("not", "if"):
            return value  # closing a condition would change which values it speaks of
        if keyword in ("then", "else"):
            return self._inside(value)
        if keyword in ("allOf", "oneOf", "anyOf"):
            return [self._inside(item) for item in value]
        if keyword == "dependentSchemas":
            return {name: self._inside(item) for name, item in value.items()}
        if keyword in ONE_SCHEMA:
            return self._closed(value)
        if keyword in SCHEMA_LIST:
            return [self._closed(item) for item in value]
        if keyword in SCHEMA_MAP:
            return {name: self._closed(item) for name, item in value.items()}
        return value

    @staticmethod
    def _reference(reference: str, form: str) -> JsonSchema:
        return {"$ref": reference + form.replace(" ", "%20")}


def free_form(schema: Any, root: JsonSchema) -> bool:
    """Whether a schema names no property in any branch: such an object may hold anything."""
    waiting, seen = [schema], set()
    while waiting:
        for part in shapes.parts(waiting.pop(), root):
            if id(part) in seen:
                continue
            seen.add(id(part))
            if part.keys() & _SAYS_SO or demands(part):
                return False
            waiting += [branch for keyword in ("oneOf", "anyOf") for branch in part.get(keyword) or ()]
            waiting += [part[keyword] for keyword in ("then", "else") if keyword in part]
            waiting += (part.get("dependentSchemas") or {}).values()
    return True


def demands(schema: JsonSchema) -> set[str]:
    """The names that a schema object speaks of other than by declaring them."""
    dependent = schema.get("dependentRequired") or {}
    names = {*(schema.get("required") or ()), *dependent, *(schema.get("dependentSchemas") or ())}
    for condition in (schema.get("if"), schema.get("not")):
        if isinstance(condition, dict):
            names |= {*(condition.get("properties") or ()), *demands(condition)}
    return names.union(*dependent.values())
