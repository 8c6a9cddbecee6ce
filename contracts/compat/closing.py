"""Writers use declared names only: their objects are closed unless they say otherwise (docs/adr/0004-containment)."""

from __future__ import annotations

from typing import Any

from specs import shapes
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, JsonSchema, defs_name

_SAYS_SO = frozenset({"properties", "additionalProperties", "patternProperties", "unevaluatedProperties"})
_COMBINING = frozenset("$ref allOf oneOf anyOf if then else dependentSchemas".split())
_CLOSED = " (closed)"
_PART = " (part)"
"""A definition's form where it is one of several that hold together: closed below its own level only."""


class Closer:
    """Closes parts of one schema; definitions are closed once, when a part first refers to them.

    A name may be sent where a schema that accepts the value declares it: what ``unevaluatedProperties: false`` asks,
    so that a value of one branch of a ``oneOf`` has no names of the others.
    """

    def __init__(self, defs: JsonSchema) -> None:
        """Args: defs, what references name; they stay as they are for conditions (``if``, ``not``)."""
        self._root: JsonSchema = {"$defs": defs}
        self._defs = dict(defs)
        self._waiting: list[str] = []

    def whole(self, schema: Any) -> JsonSchema:
        """A part as a self-contained schema with all its objects closed."""
        shut = self._closed(schema)
        while self._waiting:
            name = self._waiting.pop()
            if name not in self._defs:
                original = self._defs.get(name.removesuffix(_CLOSED).removesuffix(_PART), True)
                self._defs[name] = True  # a cycle back here refers to it by name
                self._defs[name] = self._inside(original) if name.endswith(_PART) else self._closed(original)
        body = shut if isinstance(shut, dict) else {"allOf": [shut]}
        return {**body, "$defs": self._defs} if self._defs else body

    def _closed(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        if schema.keys() == {"$ref"}:
            return self._reference(schema["$ref"], _CLOSED)
        inner = self._inside(schema)
        if "object" not in shapes.types(schema, self._root) or free_form(schema, self._root):
            return inner
        if schema.keys() & _COMBINING:
            return {"unevaluatedProperties": False} | inner
        return {"additionalProperties": False} | inner

    def _inside(self, schema: Any) -> Any:
        """The schema with everything below its own level closed, and every name it demands declared."""
        if not isinstance(schema, dict):
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

    def _reference(self, reference: str, form: str) -> JsonSchema:
        self._waiting.append(defs_name(reference) + form)
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
