"""What holds together with a schema: references followed, ``allOf`` taken apart, what is said in a roundabout way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.compat.sides import Part, Side
from specs import pointers

LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
"""Bounds, by which way they are tighter."""
ALWAYS: tuple[Any, ...] = (True, {}, {"not": False}, {"not": {"not": {}}})
NEVER: tuple[Any, ...] = (False, {"not": {}}, {"not": True})
CONSTANT = (*ALWAYS, *NEVER)
"""Conditions that do not depend on the value."""
_ROUNDABOUT = frozenset({"anyOf", "oneOf", "if", "not"})
_SCALARS = LARGER | SMALLER | {"type", "enum", "const", "pattern", "format", "multipleOf", "uniqueItems"}


def expanded(side: Side, parts: tuple[Part, ...]) -> Iterator[Part]:
    """Schemas and all that holds together with them."""
    waiting, seen = list(reversed(parts)), set()
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part.schema, dict):
            if "$ref" in part.schema:
                target = side.target(part.schema["$ref"])
                if target.origin not in seen:
                    seen.add(target.origin)
                    waiting.append(target)
            for index, member in reversed(list(enumerate(part.schema.get("allOf") or ()))):
                waiting.append(Part(member, pointers.join(part.origin, "allOf", index)))
            waiting += decided(part)


def decided(part: Part) -> Iterator[Part]:
    """What holds for certain though it is said in a roundabout way: by the only branch, ``if: true``, twice denied."""
    schema = part.schema
    if _ROUNDABOUT.isdisjoint(schema):
        return
    for keyword in ("anyOf", "oneOf"):
        if len(schema.get(keyword, ())) == 1:
            yield Part(schema[keyword][0], pointers.join(part.origin, keyword, 0))
    always, never = schema.get("if") in ALWAYS, schema.get("if") in NEVER
    branch = "then" if always else "else" if never else ""
    if "if" in schema and branch in schema:
        yield Part(schema[branch], pointers.join(part.origin, branch))
    denied = schema.get("not")
    if isinstance(denied, dict) and denied.keys() == {"not"} and _speaks_of_scalars(denied["not"]):
        yield Part(denied["not"], pointers.join(part.origin, "not", "not"))


def _speaks_of_scalars(schema: Any) -> bool:
    """Whether a schema has neither schemas inside nor names, so that it says the same wherever it stands."""
    return isinstance(schema, dict) and schema.keys() <= _SCALARS
