"""Bodies ↔ values, a codec for each family of media types. To add one, add its row to ``_CODECS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from specs.media import binary, forms, multipart, sequences, structured, texts, xml
from specs.media.frame import Content, Fault, Frame, Head
from specs.messages import concrete, essence, is_form, is_json
from specs.model import MediaType
from specs.schemas import Direction

__all__ = [
    "Content",
    "Fault",
    "Frame",
    "Head",
    "content_type",
    "is_multipart",
    "is_sequence",
    "is_xml",
    "read",
    "undocumented",
    "write",
    "written",
]

_LINES = frozenset(
    "application/jsonl application/jsonlines application/json-lines application/x-jsonlines application/ndjson "
    "application/x-ndjson".split()
)

_REMEMBERED = 256
"""Media types whose family is not looked for again; clients may name any number of them."""


class Codec(NamedTuple):
    """How the bodies of a family of media types are read and written.

    Attributes:
        has: whether a media type, in lower case and without parameters, is of the family.
        read: a body's value; ValueError where it is not of its media type.
        write: the body that spells a value.
    """

    has: Callable[[str], bool]
    read: Callable[[bytes, Frame], Content]
    write: Callable[[Any, Frame], bytes]


@lru_cache(_REMEMBERED)
def is_multipart(media_type: str) -> bool:
    """Whether bodies come in parts."""
    return essence(media_type).startswith("multipart/")


def is_xml(media_type: str) -> bool:
    """Whether bodies are XML documents that hold data. Source: RFC 7303, 4."""
    kind = essence(media_type)
    return kind in ("application/xml", "text/xml") or (kind.endswith("+xml") and kind not in _PICTURES)


@lru_cache(_REMEMBERED)
def is_sequence(media_type: str) -> bool:
    """Whether bodies are one item after another. Source: OAS 3.2.0, Sequential Media Types."""
    kind = essence(media_type)
    return kind in _LINES or kind == "text/event-stream" or _is_records(kind)


def _is_records(kind: str) -> bool:
    return kind == "application/json-seq" or kind.endswith("+json-seq")


_PICTURES = frozenset({"image/svg+xml", "application/xhtml+xml"})

_CODECS: tuple[Codec, ...] = (
    Codec(is_json, structured.read, structured.write),
    Codec(is_form, forms.read, forms.write),
    Codec(is_multipart, multipart.read, multipart.write),
    Codec(_LINES.__contains__, sequences.read_lines, sequences.write_lines),
    Codec(_is_records, sequences.read_records, sequences.write_records),
    Codec("text/event-stream".__eq__, sequences.read_events, sequences.write_events),
    Codec(is_xml, xml.read, xml.write),
    Codec("text/csv".__eq__, texts.read_table, texts.write_table),
    Codec(lambda kind: kind.startswith("text/"), texts.read, texts.write),
    Codec(lambda _: True, binary.read, binary.write),
)


def read(frame: Frame, body: bytes) -> Content:
    """The value of a body.

    Raises:
        ValueError: it is not of its media type.
    """
    return _codec(frame.declared).read(body, frame)


def undocumented(media_type: str, body: bytes) -> Any:
    """The value of a body of which no document speaks.

    Raises:
        ValueError: it is not of its media type.
    """
    plain = MediaType(name=media_type, pointer="", schema=None)
    return read(Frame(plain, media_type, Direction.RESPONSE), body).value


def write(frame: Frame, value: Any) -> bytes:
    """The body that spells a value; bytes are taken as they are."""
    return value if isinstance(value, bytes) else _codec(frame.declared).write(value, frame)


def written(content: MediaType, value: Any, direction: Direction) -> tuple[str, bytes]:
    """The Content-Type and the body that spell a value; where the document has a range, in a media type it covers."""
    one = replace(content, name=concrete(content.name))
    return content_type(one), write(Frame(one, one.name, direction), value)


def content_type(media: MediaType) -> str:
    """What the Content-Type field says of a body that ``write`` has made."""
    return multipart.content_type(media) if is_multipart(media.name) else media.name


@lru_cache(_REMEMBERED)
def _codec(media_type: str) -> Codec:
    kind = essence(media_type)
    return next(codec for codec in _CODECS if codec.has(kind))
