"""Bodies of responses in their media type: written from a value, or made up where no schema tells one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from mockserver import parts, specimens, streams
from specs import encoding
from specs.messages import essence, is_json
from specs.model import MediaType
from specs.sampling import sample_json
from specs.schemas import Direction, defs_name
from specs.validation import Validator, validator

_NO_NAME = re.compile(r"[^\w.-]|^(?=[\d.-])")
_UNSPEAKABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def structured(media: MediaType) -> bool:
    """Whether bodies are written from any value, not from texts alone."""
    return is_json(media.name) or is_xml(media)


def is_xml(media: MediaType) -> bool:
    """Source: RFC 7303, 4."""
    kind = essence(media.name)
    return (kind.endswith("+xml") or kind in ("application/xml", "text/xml")) and kind != "image/svg+xml"


def content_type(media: MediaType) -> str:
    """What the Content-Type field says of a body."""
    return parts.content_type(media) if parts.fits(media) else media.name


def generated(media: MediaType, seed: str, *, dynamic: bool) -> bytes:
    """A body of which nothing is known but what the document says: its example, else a made-up one.

    Raises:
        SpecError: nothing satisfies the schema.
    """
    if streams.fits(media):
        return streams.write(media, seed, dynamic=dynamic)
    if parts.fits(media):
        return parts.write(media, seed, dynamic=dynamic)
    if media.schema is None:
        return _free(media, dynamic=dynamic)
    return write(media, sampled(media, validator(media.schema, Direction.RESPONSE), seed, dynamic=dynamic))


def sampled(media: MediaType, compiled: Validator, seed: str, *, dynamic: bool) -> Any:
    """The value of a whole body: one the document gives as an example, or else a made-up one."""
    if not dynamic:
        for example in media.examples.values():
            if compiled.accepts(example):
                return example
    if not structured(media):
        for found in (specimens.of(media.name), specimens.text(media.name)):
            if isinstance(found, bytes) or (found is not None and compiled.accepts(found)):
                return found
    return sample_json(compiled, seed, pointer=media.pointer, varied=dynamic)


def write(media: MediaType, value: Any) -> bytes:
    """A value as a body.

    In XML an element is called as its property, a list's entries as the list, the whole as its schema: the document's
    own hints on elements and attributes are not kept by the model.
    """
    if essence(media.name) == "text/csv" and isinstance(value, list):
        return _csv(value).encode()
    if not is_xml(media) or (isinstance(value, str) and value.lstrip().startswith("<")):
        return encoding.body(media, value)
    root = media.schema.json_schema(Direction.RESPONSE) if media.schema else {}
    reference = root.get("$ref")
    called = defs_name(reference) if isinstance(reference, str) else "root"
    if isinstance(value, list):
        value = {"item": value}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(called, value)}'.encode()


def _free(media: MediaType, *, dynamic: bool) -> bytes:
    for example in () if dynamic else media.examples.values():
        return write(media, example)
    made = specimens.of(media.name) or specimens.text(media.name)
    return write(media, {}) if made is None else encoding.body(media, made)


def _csv(rows: list[Any]) -> str:
    """A table with the names of all members as its head. Source: RFC 4180."""
    kept = [row if isinstance(row, dict) else {"value": row} for row in rows]
    made = io.StringIO()
    writer = csv.DictWriter(made, list(dict.fromkeys(name for row in kept for name in row)))
    writer.writeheader()
    for row in kept:
        writer.writerow({name: "" if value is None else encoding.scalar(value) for name, value in row.items()})
    return made.getvalue()


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    tag = _NO_NAME.sub("_", name) or "_"
    if isinstance(value, Mapping):
        return f"<{tag}>{''.join(_element(key, item) for key, item in value.items())}</{tag}>"
    if value is None:
        return f"<{tag}/>"
    text = escape(_UNSPEAKABLE.sub("?", encoding.scalar(value)), quote=False)
    return f"<{tag}>{text}</{tag}>"
