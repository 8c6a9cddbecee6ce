"""The head of a request: what stands before its body. Source: RFC 9112, 2 to 6."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mockserver.serving import wire
from specs.http1.fields import TOKEN, MalformedError, field, length
from specs.messages import Request

_LINE = re.compile(rb"(%s) ([^\x00-\x20\x7f]+) HTTP/1\.([01])" % TOKEN)
_USUAL = 512
"""Bytes of a field, or of a whole head, that is worth remembering."""


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
    fields = tuple([_usual(each) if len(each) < _USUAL else _field(each) for each in lines])
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
    size = length(lengths, codings, version) if lengths or codings else 0
    address, _, query = target.partition(b"?")
    request = Request(method.decode(), wire.path(address), wire.text(query) if query else "", fields)
    return Head(request, target, version, size, kept, expects)


_usual_head = lru_cache(256)(_head)
"""Clients ask for the same again and again."""


def _field(raw: bytes) -> tuple[str, str]:
    """A field's name, in lower case, and its value. Raises MalformedError."""
    name, value = field(raw)
    return name.lower(), value


_usual = lru_cache(1024)(_field)
"""Clients send the same fields again and again, and the journal keeps them: once is enough."""


def _kept(value: str, *, kept: bool) -> bool:
    options = {each.strip() for each in value.split(",")}
    return "close" not in options and (kept or "keep-alive" in options)
