"""What one would like to say, fitted into what a schema allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from specs import shapes
from specs.schemas import JsonSchema
from specs.validation import Validator


def fit(compiled: Validator, wanted: Mapping[str, Any], base: Callable[[], Any]) -> Any:
    """A valid value that says as much of ``wanted`` as the schema lets it.

    Args:
        compiled: the schema.
        wanted: members to be said; undeclared ones are left out.
        base: a valid value to start from where ``wanted`` alone will not do.
    """
    told = declared_part(wanted, compiled.schema)
    if compiled.accepts(told):
        return told
    value = base()
    if not isinstance(value, dict):
        return value
    if compiled.accepts(value | told):
        return value | told
    for name, member in told.items():
        if compiled.accepts({**value, name: member}):
            value = {**value, name: member}
    return value


def declared_part(wanted: Mapping[str, Any], schema: JsonSchema) -> dict[str, Any]:
    """The members of a value that a schema declares, at every depth without what is only ever written."""
    declared = shapes.properties(schema, schema)
    kept = {name: value for name, value in wanted.items() if name in declared}
    shown = shown_part(kept, schema, schema)
    return shown if isinstance(shown, dict) else kept


def shown_part(value: Any, schema: Any, root: JsonSchema) -> Any:
    """A value without the properties that its schema hides in this direction (writeOnly in a response)."""
    if isinstance(value, dict):
        declared = shapes.properties(schema, root)
        return {
            name: shown_part(item, declared.get(name, True), root)
            for name, item in value.items()
            if not hidden(declared.get(name))
        }
    if isinstance(value, list):
        inner = shapes.items(schema, root)
        return [shown_part(item, inner, root) for item in value]
    return value


def hidden(schema: Any) -> bool:
    """Whether a property is one that must not be sent in this direction."""
    return isinstance(schema, dict) and schema.get("not") == {} and ("writeOnly" in schema or "readOnly" in schema)


def unspoken(schema: Any, root: JsonSchema) -> JsonSchema:
    """A schema in one piece and without the values it spells out, so that no two of its values need be the same."""
    spoken = ("examples", "default", "$ref", "allOf", "$defs")
    parts = [
        {keyword: value for keyword, value in part.items() if keyword not in spoken}
        for part in shapes.parts(schema, root)
    ]
    return {"allOf": parts} if len(parts) > 1 else parts[0] if parts else {}
