"""The head of a request: what stands before its body. Source: RFC 9112, 2 to 6."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mockserver.serving import wire
from specs.messages import Request

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_LINE = re.compile(rb"(%s) ([^\x00-\x20\x7f]+) HTTP/1\.([01])" % _TOKEN)
_FIELD = re.compile(rb"(%s):[\t ]*((?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)[\t ]*" % _TOKEN)
_USUAL = 512
"""Bytes of a field, or of a whole head, that is worth remembering."""
_LONGEST_LENGTH = 19
"""Digits."""


class MalformedError(Exception):
    """What has come is no request of HTTP/1.1.

    Args:
        detail: what is wrong with it.
        status: says the same.
    """

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.status = detail, status


class Head(NamedTuple):
    """A request line and the fields below it.

    Attributes:
        request: what is asked, names of fields in lower case; its body comes behind.
        target: as on the wire.
        version: ``1.0`` or ``1.1``.
        length: bytes of the body that follows; None where it comes in chunks.
        persistent: whether the connection is to stay. Source: RFC 9112, 9.3.
        expects: whether the client waits for a word before it sends the body. Source: RFC 9110, 10.1.1.
    """

    request: Request
    target: bytes
    version: str
    length: int | None
    persistent: bool
    expects: bool


def head(raw: bytes) -> Head:
    """A request's head, without the empty line that ends it.

    Raises:
        MalformedError: it is none, or does not tell for certain where the request ends.
    """
    return _usual_head(raw) if len(raw) < _USUAL else _head(raw)


def _head(raw: bytes) -> Head:
    first, *lines = raw.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        raise MalformedError("The first line is no request line of HTTP/1.")
    method, target, minor = line.groups()
    fields = tuple([_usual(each) if len(each) < _USUAL else field(each) for each in lines])
    version = "1.1" if minor == b"1" else "1.0"
    kept, expects = version == "1.1", False
    hosts = 0
    lengths: list[str] = []
    codings: list[str] = []
    for name, value in fields:
        if name == "content-length":
            lengths.append(value)
        elif name == "transfer-encoding":
            codings.append(value)
        elif name == "connection":
            kept = _kept(value.lower(), kept=kept)
        elif name == "expect":
            expects = version == "1.1" and value.lower() == "100-continue"
        elif name == "host":
            hosts += 1
    if hosts > 1:
        raise MalformedError("It is told in two ways which host is asked.")
    length = _length(lengths, codings, version) if lengths or codings else 0
    address, _, query = target.partition(b"?")
    request = Request(method.decode(), wire.path(address), wire.text(query) if query else "", fields)
    return Head(request, target, version, length, kept, expects)


_usual_head = lru_cache(256)(_head)
"""Clients ask for the same again and again."""


def field(raw: bytes) -> tuple[str, str]:
    """A field's name, in lower case, and its value. Raises MalformedError."""
    found = _FIELD.fullmatch(raw)
    if found is None:
        raise MalformedError("A header field is not written as one.")
    return found[1].decode("latin-1").lower(), found[2].decode("latin-1")


_usual = lru_cache(1024)(field)
"""Clients send the same fields again and again, and the journal keeps them: once is enough."""


def _kept(value: str, *, kept: bool) -> bool:
    options = {each.strip() for each in value.split(",")}
    return "close" not in options and (kept or "keep-alive" in options)


def _length(lengths: list[str], codings: list[str], version: str) -> int | None:
    """Bytes of the body; None where it comes in chunks. Source: RFC 9112, 6.1 and 6.3."""
    if len(set(lengths)) + bool(codings) > 1:
        raise MalformedError("It is told in two ways how long the body is.")
    if codings and version == "1.0":
        raise MalformedError("HTTP/1.0 has no Transfer-Encoding.")
    if codings and [each.lower() for each in codings] != ["chunked"]:
        raise MalformedError("Transfer-Encoding can be chunked only.", 501)
    if codings:
        return None
    value = lengths[0]
    if not (value.isascii() and value.isdecimal() and len(value) <= _LONGEST_LENGTH):
        raise MalformedError("Content-Length is no number.")
    return int(value)
