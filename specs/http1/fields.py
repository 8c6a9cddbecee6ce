"""Fields of a message's head, and how long they say that its body is. Source: RFC 9112, 5 and 6."""

from __future__ import annotations

import re
from collections.abc import Collection

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_FIELD = re.compile(rb"(%s):[\t ]*((?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)[\t ]*" % TOKEN)
_LONGEST_LENGTH = 19
"""Digits."""


class MalformedError(Exception):
    """What has come is no message of HTTP/1.1.

    Args:
        detail: what is wrong with it.
        status: says the same to whoever sent a request.
    """

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.status = detail, status


def field(raw: bytes) -> tuple[str, str]:
    """A field's name and its value. Raises MalformedError."""
    found = _FIELD.fullmatch(raw)
    if found is None:
        raise MalformedError("A header field is not written as one.")
    return found[1].decode("latin-1"), found[2].decode("latin-1")


def length(lengths: Collection[str], codings: Collection[str], version: str) -> int | None:
    """Bytes of a body; None where it comes in chunks. Source: RFC 9112, 6.1 and 6.3.

    Args:
        lengths: values of ``Content-Length``.
        codings: values of ``Transfer-Encoding``; there are some, if there are no lengths.
        version: ``1.0`` or ``1.1``.

    Raises:
        MalformedError: they do not tell for certain.
    """
    if len(set(lengths)) + bool(codings) > 1:
        raise MalformedError("It is told in two ways how long the body is.")
    if codings and version == "1.0":
        raise MalformedError("HTTP/1.0 has no Transfer-Encoding.")
    if codings and [each.lower() for each in codings] != ["chunked"]:
        raise MalformedError("Transfer-Encoding can be chunked only.", 501)
    if codings:
        return None
    (value,) = set(lengths)
    if not (value.isascii() and value.isdecimal() and len(value) <= _LONGEST_LENGTH):
        raise MalformedError("Content-Length is no number.")
    return int(value)
