"""How a client says which of several releases it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from mockserver.errors import MockError
from specs import decoding
from specs.messages import Request

Find = Callable[[Request, Sequence[str]], str | None]


@dataclass(frozen=True, slots=True)
class VersionBy:
    """Where in a request the release is named.

    Attributes:
        vary: the header field that decides; empty where it is the query.
        find: from a request and the names of all releases, the one that the request names, whether there is such a
            release or not; None where it names none.
    """

    vary: str
    find: Find


def version_by(text: str) -> VersionBy:
    """What ``header:NAME``, ``query:NAME``, ``media-type:PARAMETER`` or ``media-type`` means.

    Raises:
        MockError: it is none of these.
    """
    kind, _, name = text.partition(":")
    if kind == "header" and name:
        return VersionBy(name, lambda request, _: request.header(name))
    if kind == "query" and name:
        return VersionBy("", lambda request, _: _of_query(request, name))
    if kind == "media-type" and name:
        return VersionBy("Accept", lambda request, _: _of_parameter(request, name))
    if text == "media-type":
        return VersionBy("Accept", _of_vendor_type)
    raise MockError(
        f"{text!r} is no way to tell releases apart",
        hint="write path, header:NAME, query:NAME, media-type:PARAMETER or media-type",
    )


def _of_query(request: Request, name: str) -> str | None:
    return next((unquote_plus(value) for key, value in decoding.query_pairs(request.query) if key == name), None)


def _media_types(request: Request) -> str:
    """What the client wants, and what it sends. Source: RFC 9110, 12.5.1 and 8.3."""
    return f"{request.header('accept') or ''}, {request.header('content-type') or ''}"


def _of_parameter(request: Request, name: str) -> str | None:
    found = re.search(rf";\s*{re.escape(name)}\s*=\s*\"?([^\";,\s]+)", _media_types(request), re.IGNORECASE)
    return found[1] if found else None


def _of_vendor_type(request: Request, known: Sequence[str]) -> str | None:
    """The release in a name such as ``application/vnd.example.v2+json``."""
    sent = _media_types(request)
    for name in sorted(known, key=len, reverse=True):
        if re.search(rf"[/.\-]v?{re.escape(name)}(?![\w.])", sent, re.IGNORECASE):
            return name
    return None
