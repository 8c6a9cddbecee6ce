"""Values as bodies of their media type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from mockserver import negotiation
from specs import encoding
from specs.messages import essence, is_json
from specs.model import MediaType
from specs.schemas import Direction, defs_name

_NO_NAME = re.compile(r"[^\w.-]|^(?=[\d.-])")
_UNSPEAKABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def structured(media: MediaType) -> bool:
    """Whether bodies are written from any value, not from texts alone."""
    name = negotiation.actual(media)
    return is_json(name) or _is_xml(name)


def write(media: MediaType, value: Any) -> bytes:
    """A value as a body.

    In XML an element is called as its property, a list's entries as the list, the whole as its schema: the document's
    own hints on elements and attributes are not kept by the model.
    """
    if not _is_xml(negotiation.actual(media)):
        return encoding.body(media, value)
    root = media.schema.json_schema(Direction.RESPONSE) if media.schema else {}
    reference = root.get("$ref")
    called = defs_name(reference) if isinstance(reference, str) else "root"
    if isinstance(value, list):
        value = {"item": value}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(called, value)}'.encode()


def _is_xml(media_type: str) -> bool:
    """Source: RFC 7303, 4."""
    kind = essence(media_type)
    return kind.endswith("+xml") or kind in ("application/xml", "text/xml")


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    tag = _NO_NAME.sub("_", name) or "_"
    if isinstance(value, Mapping):
        return f"<{tag}>{''.join(_element(key, item) for key, item in value.items())}</{tag}>"
    return f"<{tag}/>" if value is None else f"<{tag}>{escape(_UNSPEAKABLE.sub('?', encoding.scalar(value)))}</{tag}>"
