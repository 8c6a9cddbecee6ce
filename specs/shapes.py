"""What a JSON Schema says of a value's shape: its types, declared properties and items. A reading, not a validation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from specs.schemas import JsonSchema, referred

TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})

_DEEP = 50
_ALWAYS: tuple[Any, ...] = (True, {})
"""Conditions that hold for any value."""

_IMPLIED = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
}


def follow(schema: Any, root: JsonSchema) -> Any:
    """The schema itself, or what its ``$ref`` names in ``root``'s ``$defs``; a loop of bare references is ``True``."""
    seen: set[str] = set()
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        name = referred(schema)
        if name is None or name in seen:
            return True
        seen.add(name)
        schema = root.get("$defs", {}).get(name, True)
    return schema


def parts(schema: Any, root: JsonSchema) -> Iterator[JsonSchema]:
    """A schema and everything that holds together with it: targets of references, ``allOf``, what always holds."""
    waiting, seen = [schema], set()
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if "$ref" in part:
            waiting.append(follow({"$ref": part["$ref"]}, root))
        waiting.extend(part.get("allOf") or ())
        if "if" in part and part["if"] in _ALWAYS:
            waiting.append(part.get("then"))


def examples(schema: Any, root: JsonSchema) -> list[Any]:
    """The values that a schema gives as examples of itself, or that another gives of which it is but a second name."""
    for _ in range(_DEEP):
        if not isinstance(schema, dict) or isinstance(schema.get("examples"), list):
            break
        only: list[Any] = [] if "properties" in schema else schema.get("allOf") or []
        name = referred(schema)
        inner = only[0] if len(only) == 1 else None
        schema = inner if name is None else root.get("$defs", {}).get(name)
    return schema.get("examples", []) if isinstance(schema, dict) else []


def branches(schema: Any, root: JsonSchema) -> Iterator[Any]:
    """The members of every ``oneOf`` and ``anyOf`` that apply to a schema's values."""
    for part in parts(schema, root):
        for keyword in ("oneOf", "anyOf"):
            yield from part.get(keyword) or ()


def types(schema: Any, root: JsonSchema, known: dict[int, frozenset[str]] | None = None) -> frozenset[str]:
    """The JSON types a schema's values may have, as far as its keywords tell; all of them where nothing does.

    Args:
        schema: the schema.
        root: what its references name.
        known: what was worked out about other schemas of ``root`` already, by identity; grows.
    """
    return _types(schema, root, _DEEP, {} if known is None else known)


def _types(schema: Any, root: JsonSchema, depth: int, known: dict[int, frozenset[str]]) -> frozenset[str]:
    possible = TYPES
    for part in parts(schema, root):
        if id(part) not in known:
            known[id(part)] = TYPES  # for the recursion, which adds nothing
            known[id(part)] = _own_types(part, root, depth, known)
        possible &= known[id(part)]
    return possible


def _own_types(part: JsonSchema, root: JsonSchema, depth: int, known: dict[int, frozenset[str]]) -> frozenset[str]:
    possible = TYPES
    if "type" in part:
        named = [part["type"]] if isinstance(part["type"], str) else part["type"]
        possible &= frozenset(named) | ({"integer"} if "number" in named else frozenset())
    values = [part["const"]] if "const" in part else part.get("enum")
    if isinstance(values, list):
        possible &= frozenset(map(type_of, values)) | ({"number"} if any(map(_whole, values)) else frozenset())
    for keyword in ("oneOf", "anyOf"):
        if depth and part.get(keyword):
            possible &= frozenset().union(*(_types(branch, root, depth - 1, known) for branch in part[keyword]))
    return possible


def container(schema: Any, root: JsonSchema) -> str | None:
    """``object`` or ``array`` where a schema is written for one of them, or None."""
    possible = types(schema, root)
    for part in [*parts(schema, root), *branches(schema, root)]:
        followed = follow(part, root)
        for keyword, implied in _IMPLIED.items():
            if isinstance(followed, dict) and keyword in followed and implied in possible and implied != "string":
                return implied
    only = possible - {"null"}
    return next(iter(only)) if only in ({"object"}, {"array"}) else None


def properties(schema: Any, root: JsonSchema) -> dict[str, Any]:
    """Declared properties, those of ``allOf`` members and of the branches of ``oneOf``/``anyOf`` included."""
    found: dict[str, Any] = {}
    waiting, seen = [schema], set()
    while waiting:
        current = waiting.pop()
        for part in parts(current, root):
            if id(part) not in seen:
                seen.add(id(part))
                for name, value in (part.get("properties") or {}).items():
                    found.setdefault(name, value)
                waiting.extend(branch for keyword in ("oneOf", "anyOf") for branch in part.get(keyword) or ())
    return found


def items(schema: Any, root: JsonSchema) -> Any:
    """The schema of an array's items; ``True`` where any will do."""
    return _first("items", schema, root)


def others(schema: Any, root: JsonSchema) -> Any:
    """The schema of an object's undeclared properties; ``True`` where any will do."""
    return _first("additionalProperties", schema, root)


def _first(keyword: str, schema: Any, root: JsonSchema) -> Any:
    for part in [*parts(schema, root), *branches(schema, root)]:
        followed = follow(part, root)
        if isinstance(followed, dict) and keyword in followed:
            return followed[keyword]
    return True


def required(schema: Any, root: JsonSchema) -> frozenset[str]:
    """Names that every value of a schema must have, as far as ``required`` tells."""
    return frozenset(name for part in parts(schema, root) for name in part.get("required") or ())


def type_of(value: Any) -> str:
    """The JSON type of a plain value; a whole float is a number."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "string")


def distinct(values: list[Any], others: list[Any]) -> list[Any]:
    """The values that are not among the others, as JSON tells them apart: ``1`` is ``1.0`` and not ``true``."""
    known = {_told(value) for value in others}
    return [value for value in values if _told(value) not in known]


def _told(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str) if not _round(value) else str(int(value))


def _round(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
