"""Text of a request as it stands on the wire."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)


def path(target: bytes) -> str:
    """The path of a request target without its query. Source: RFC 9112, 3.2: it may be a whole URI."""
    found = target.decode("latin-1")
    return _encoded(urlsplit(found).path if _ABSOLUTE.match(found) else found)


def text(raw: bytes) -> str:
    """Wire text in which bytes outside ASCII, which some clients send bare, are percent-encoded."""
    return _encoded(raw.decode("latin-1"))


def _encoded(found: str) -> str:
    if found.isascii() and found.isprintable():
        return found
    return quote(found.encode("latin-1", "replace"), safe=_PRINTABLE)
