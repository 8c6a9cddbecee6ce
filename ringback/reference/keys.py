"""The page of all that ``ringback.toml`` may hold, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ringback.config.options import JsonSchema
from ringback.config.sections import whole
from ringback.reference.cells import cell

_HEAD = """# Keys of the configuration

Written from the JSON Schema of the file, [ringback.schema.json](../ringback.schema.json), by which editors complete it.
[The configuration file](../configuration.md) tells where the file is looked for, and what goes before it.
"""
_DEEPEST = 3
"""Tables within tables that have a list of their own; what is deeper is told by the schema."""
_MANY = 12
"""Values beyond which a list of them helps nobody."""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_lines("", whole(), repeated=False)])


def _lines(path: str, table: JsonSchema, *, repeated: bool) -> Iterator[str]:
    """A table of the file: its keys, then the tables in it."""
    if path:
        name = f"[[{path}]]" if repeated else f"[{path}]"
        yield f"## `{name}`\n"
        yield f"{cell(table.get('description', ''))}\n"
        yield "| key | takes | |"
        yield "| --- | --- | --- |"
    below: dict[str, tuple[JsonSchema, bool]] = {}
    for key, schema in table["properties"].items():
        inner = _table(schema, path.count(".") + bool(path))
        if inner is not None:
            below[key] = inner
        if path:
            yield f"| `{key}` | {_takes(schema, inner is not None)} | {_told(schema)} |"
    yield ""
    for key, (schema, many) in below.items():
        yield from _lines(f"{path}.{key}".lstrip("."), schema, repeated=many)


def _table(schema: JsonSchema, depth: int) -> tuple[JsonSchema, bool] | None:
    """The table that a key holds, and whether there may be several of it."""
    many = schema.get("type") == "array"
    inner = schema.get("items", {}) if many else schema
    return (inner, many) if depth < _DEEPEST and inner.get("properties") else None


def _takes(schema: JsonSchema, has_heading: bool) -> str:
    if has_heading:
        return "tables" if schema.get("type") == "array" else "a table"
    if "enum" in schema:
        values = schema["enum"]
        return " ".join(f"`{each}`" for each in values) if len(values) <= _MANY else f"one of {len(values)} texts"
    kind: Any = schema.get("type", "anything")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _told(schema: JsonSchema) -> str:
    default = f" Default: `{_written(schema['default'])}`." if schema.get("default") not in (None, "") else ""
    return cell(schema.get("description", "")) + default


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
