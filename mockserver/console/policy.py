"""The header fields that keep a browser from doing what no page of the console wants."""

from __future__ import annotations

import re
from dataclasses import replace

from specs.messages import Headers, Request, Response

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of the pages: files of this origin alone, no script or style within a page. Source: CSP Level 3."""
_OPENER = ("Cross-Origin-Opener-Policy", "same-origin")
_TRUSTED = re.compile(r"(?:.+\.)?localhost(?::\d+)?|127(?:\.\d+){3}(?::\d+)?|\[::1\](?::\d+)?", re.IGNORECASE)
"""Hosts of origins that browsers trust without TLS."""
_EACH: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    _OPENER,
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""Not ``no-referrer``: with it, forms would be sent with the Origin ``null``. Source: Fetch, 3.2."""


def effective(response: Response, request: Request) -> Response:
    """A response without what browsers complain of: beyond this machine, without TLS, openers are not kept apart.

    Source: HTML, Cross-origin opener policies; Secure Contexts, 3.1; Fetch Metadata Request Headers, 4.
    """
    if _TRUSTED.fullmatch(request.header("host") or "") or request.header("sec-fetch-site"):
        return response
    return replace(response, headers=tuple(field for field in response.headers if field != _OPENER))


def guarded(
    status: int,
    media_type: str,
    body: bytes,
    policy: str = STRICT,
    *,
    caching: str = "no-store",
    headers: Headers = (),
) -> Response:
    """A response of the console."""
    own = (("Content-Type", media_type), ("Content-Security-Policy", policy), ("Cache-Control", caching))
    return Response(status, (*own, *_EACH, *headers), body)


def moved(where: str) -> Response:
    """See the page at another address now. Source: RFC 9110, 15.4.4."""
    return guarded(303, "text/plain", b"", headers=(("Location", where),))
