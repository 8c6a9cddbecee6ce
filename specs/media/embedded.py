"""Strings that hold content of a media type: decoded and held against what their schemas say of it.

Source: JSON Schema 2020-12 Validation, 8. The standard leaves it to applications whether they look inside; a person who
wrote the keywords meant them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specs import pointers, shapes
from specs.content_encodings import content_encoding
from specs.media.elements import parse
from specs.media.frame import Fault
from specs.messages import essence, is_json, read_json
from specs.styles.shape import Shape
from specs.validators import Engine

_DEEPEST = 32


def embedded_faults(value: Any, shape: Shape, engine: Engine, pointer: str = "") -> Iterator[Fault]:
    """What is wrong with the content of the strings in a value that is valid otherwise."""
    if shape.embeds and pointer.count("/") < _DEEPEST:
        yield from _faults(value, shape, engine, pointer)


def _faults(value: Any, shape: Shape, engine: Engine, pointer: str) -> Iterator[Fault]:
    if isinstance(value, str):
        for part in shapes.parts(shape.schema, shape.root):
            yield from _content_faults(value, part, engine, shape, pointer)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from embedded_faults(item, shape.member(name), engine, pointers.join(pointer, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from embedded_faults(item, shape.item, engine, pointers.join(pointer, index))


def _content_faults(text: str, schema: dict[str, Any], engine: Engine, shape: Shape, pointer: str) -> Iterator[Fault]:
    encoding, media_type = content_encoding(schema.get("contentEncoding")), schema.get("contentMediaType")
    try:
        content = encoding.read(text) if encoding else text.encode()
    except ValueError:
        yield Fault(pointer, "contentEncoding", f"must be encoded as {schema['contentEncoding']}")
        return
    if not isinstance(media_type, str):
        return
    try:
        value = _value(media_type, content)
    except ValueError:
        yield Fault(pointer, "contentMediaType", f"must hold {essence(media_type)}")
        return
    inner = schema.get("contentSchema")
    if isinstance(inner, dict) and is_json(media_type):
        for error in engine.of({**inner, "$defs": shape.root.get("$defs", {})}).errors(value):
            yield Fault(pointer, "contentSchema", f"its content at {error.pointer or '/'}: {error.message}")


def _value(media_type: str, content: bytes) -> Any:
    kind = essence(media_type)
    if is_json(media_type):
        return read_json(content)
    if kind in ("application/xml", "text/xml") or kind.endswith("+xml"):
        return parse(content)
    return content.decode() if kind.startswith("text/") else content
