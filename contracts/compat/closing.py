"""Writers use declared names only: their objects are closed unless they say otherwise (docs/adr/0004-containment)."""

from __future__ import annotations

from typing import Any

from specs import shapes
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, JsonSchema, defs_name

_OPEN = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})
_CLOSED = " (closed)"
_PART = " (part)"
"""A definition's form where it is one of several that hold together: closed below its own level only."""


class Closer:
    """Closes parts of one schema; definitions are closed once, when a part first refers to them."""

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
        names = self._names(schema)
        if names is None or "object" not in shapes.types(schema, self._root):
            return inner
        return {"allOf": [inner, {"properties": dict.fromkeys(sorted(names), True), "additionalProperties": False}]}

    def _inside(self, schema: Any) -> Any:
        """The schema with everything below its own level closed."""
        if not isinstance(schema, dict):
            return schema
        return {keyword: self._keyword(keyword, value) for keyword, value in schema.items()} | (
            self._reference(schema["$ref"], _PART) if "$ref" in schema else {}
        )

    def _keyword(self, keyword: str, value: Any) -> Any:
        if keyword in ("not", "if"):
            return value  # closing a condition would change which values it speaks of
        if keyword in ("then", "else"):
            return self._inside(value)
        if keyword in ("allOf", "oneOf", "anyOf"):
            return [self._inside(item) for item in value]
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

    def _names(self, schema: JsonSchema) -> set[str] | None:
        """Every name the schema mentions for its own level; None where it opens itself or says nothing of objects."""
        names: set[str] = set()
        mentioned = False
        waiting, seen = [schema], set()
        while waiting:
            for part in shapes.parts(waiting.pop(), self._root):
                if id(part) in seen:
                    continue
                seen.add(id(part))
                if _OPEN & part.keys():
                    return None
                mentioned |= "properties" in part or "required" in part
                names |= _mentioned(part)
                waiting += [branch for keyword in ("oneOf", "anyOf") for branch in part.get(keyword) or ()]
                waiting += [part[keyword] for keyword in ("if", "then", "else", "not") if keyword in part]
        return names if mentioned else None


def _mentioned(part: JsonSchema) -> set[str]:
    dependent = part.get("dependentRequired") or {}
    names = {*(part.get("properties") or ()), *(part.get("required") or ()), *dependent}
    return names.union(part.get("dependentSchemas") or (), *dependent.values())
