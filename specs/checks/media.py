"""Checks of media types."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specs.checks.problem import Check, Found, Severity
from specs.checks.subject import Subject
from specs.media import is_sequence
from specs.messages import essence
from specs.model import MediaType
from specs.schemas import Schema

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - Source: RFC 9110, 5.6.2
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(\s*;.*)?", re.DOTALL)
_MIXED = "multipart/mixed"


def no_media_types(subject: Subject) -> Iterator[Found]:
    """Media types that are none: nothing can be sent with such a Content-Type. Source: RFC 9110, 8.3.1."""
    for media in _media(subject):
        if not _MEDIA_TYPE.fullmatch(media.name):
            yield Found(media.pointer, f"{media.name!r} is no media type")


def unread_streams(subject: Subject) -> Iterator[Found]:
    """Streams whose items are not described: neither a mock nor a test knows what travels in them."""
    for media in _media(subject):
        streams = is_sequence(media.name) or essence(media.name) == _MIXED
        if streams and not (_says_something(media.item_schema) or _says_something(media.schema)):
            yield Found(media.pointer, f"the items of {media.name} are not described: whatever they are will do")


def _says_something(schema: Schema | None) -> bool:
    return schema is not None and schema.raw not in ({}, True)


def _media(subject: Subject) -> Iterator[MediaType]:
    told: set[tuple[str, str]] = set()
    for operation in subject.operations:
        bodies = [*(operation.body.content if operation.body else ())]
        bodies += [media for response in operation.responses for media in response.content]
        for media in bodies:
            if (media.pointer, media.name) not in told:
                told.add((media.pointer, media.name))
                yield media


CHECKS = (
    Check("media-type-invalid", Severity.ERROR, no_media_types, "write it as type/subtype"),
    Check("stream-unread", Severity.WARNING, unread_streams, "describe them with itemSchema (OpenAPI 3.2)"),
)
