"""The header fields that keep a browser from doing what no page of the console wants."""

from __future__ import annotations

from specs.messages import Headers, Response

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of the pages: files of this origin alone, no script or style within a page. Source: CSP Level 3."""
_EACH: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
"""Not ``no-referrer``: with it, forms would be sent with the Origin ``null``. Source: Fetch, 3.2."""


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
