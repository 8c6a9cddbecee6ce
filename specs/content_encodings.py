"""Bytes in texts, by ``contentEncoding``. Source: JSON Schema 2020-12 Validation, 8.3; RFC 4648; RFC 2045, 6.7."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from typing import Any, NamedTuple


class ContentEncoding(NamedTuple):
    """How texts hold bytes.

    Attributes:
        write: the text, as ASCII.
        read: the bytes; ValueError where a text holds none.
    """

    write: Callable[[bytes], bytes]
    read: Callable[[str], bytes]


def content_encoding(name: Any) -> ContentEncoding | None:
    """The encoding of a name; None where texts stay as they are (``7bit``, ``8bit``, ``binary``, unknown ones)."""
    return _ENCODINGS.get(str(name).lower())


def _base64url(text: str) -> bytes:
    if not text.isascii() or "+" in text or "/" in text:
        raise ValueError("of another alphabet")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


_ENCODINGS: dict[str, ContentEncoding] = {
    "base64": ContentEncoding(base64.b64encode, lambda text: base64.b64decode(text, validate=True)),
    "base64url": ContentEncoding(base64.urlsafe_b64encode, _base64url),
    "base32": ContentEncoding(base64.b32encode, base64.b32decode),
    "base16": ContentEncoding(base64.b16encode, lambda text: base64.b16decode(text, casefold=True)),
    "quoted-printable": ContentEncoding(quopri.encodestring, lambda text: quopri.decodestring(text.encode("ascii"))),
}
