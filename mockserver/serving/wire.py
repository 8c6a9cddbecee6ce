"""Text as it stands on the wire: request targets, and what a header field may be."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A name of a field. Source: RFC 9110, 5.6.2."""
SPEAKABLE = re.compile(r"[!-~](?:[\t -~]*[!-~])?|")
"""A value of a field. Source: RFC 9110, 5.5, without what is obsolete."""
FRAMING = frozenset("content-length transfer-encoding connection keep-alive te trailer upgrade".split())
"""Fields by which the server tells where a message ends; what else says so, breaks the connection."""
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
