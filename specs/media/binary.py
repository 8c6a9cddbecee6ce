"""Anything else: bytes, of which a schema can only say how many."""

from __future__ import annotations

from typing import Any

from specs.media.frame import Content, Frame
from specs.messages import write_json


def read(body: bytes, frame: Frame) -> Content:  # noqa: ARG001 - one signature for all
    """The bytes as they are."""
    return Content(body)


def write(value: Any, frame: Frame) -> bytes:  # noqa: ARG001 - one signature for all
    """Bytes, or a text as such; whatever else it is, as JSON."""
    if isinstance(value, bytes):
        return value
    return as_bytes(value) if isinstance(value, str) else write_json(value)


def as_text(body: bytes) -> str:
    """Bytes as the string that JSON Schema speaks of: a character for each octet."""
    return body.decode("latin-1")


def as_bytes(text: str) -> bytes:
    """The reverse of ``as_text``; a text that no octets spell as UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
