"""Texts that hold something else: JSON or bytes, in an encoding. Source: JSON Schema 2020-12 Validation, 8."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from specs.content_encodings import content_encoding
from specs.messages import essence, is_json
from specs.schemas import JsonSchema

_BEGINNINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": b"PK\x05\x06" + bytes(18),
}
"""Enough of a file to be told by."""
_TEXTS = {
    "application/xml": "<value>{}</value>",
    "text/xml": "<value>{}</value>",
    "text/html": "<p>{}</p>",
    "text/csv": "value\r\n{}\r\n",
}


def written(schema: JsonSchema, plain: str, inner: Callable[[Any], Any]) -> str:
    """A text that really is of the media type and in the encoding that a schema says.

    Args:
        schema: has ``contentMediaType`` or ``contentEncoding``.
        plain: what to say where any text will do.
        inner: makes a value of ``contentSchema``.
    """
    media = essence(str(schema.get("contentMediaType", "text/plain")))
    if is_json(media):
        content = json.dumps(inner(schema.get("contentSchema", True)), ensure_ascii=False).encode()
    else:
        content = _BEGINNINGS.get(media, b"") + _TEXTS.get(media, "{}").format(plain).encode()
    encoding = content_encoding(schema.get("contentEncoding"))
    return (encoding.write(content) if encoding else content).decode("utf-8", "replace")
