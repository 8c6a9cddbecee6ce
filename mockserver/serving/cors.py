"""Letting web pages of any origin use the mock. Source: the Fetch standard, 3.3, and RFC 6454."""

from __future__ import annotations

from dataclasses import replace

from mockserver.response.vary import varying
from specs.messages import Headers, Request, Response

_ANSWERED = frozenset({"access-control-allow-origin"})
_ALWAYS_READABLE = frozenset(
    {"cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"}
)
"""Source: Fetch, CORS-safelisted response-header name."""
_MAX_AGE = 600


def preflight(request: Request, methods: tuple[str, ...]) -> Response | None:
    """The answer to a browser that asks whether a page may send a request; None where the request is no such question.

    The answer is always yes: what is wrong with the request, its own answer tells better than a browser would. Where
    the document has an ``OPTIONS`` operation under this path, that one answers.

    Args:
        request: as it came.
        methods: those that are answered under its path.
    """
    origin, wanted = request.header("origin"), request.header("access-control-request-method")
    if origin is None or wanted is None or "OPTIONS" in methods:
        return None
    allow = methods if wanted in methods else (*methods, wanted)
    asked = {
        "Access-Control-Allow-Headers": request.header("access-control-request-headers"),
        "Access-Control-Allow-Private-Network": request.header("access-control-request-private-network"),
    }
    headers = (
        *_allowed(origin),
        ("Access-Control-Allow-Methods", ", ".join(allow)),
        *((name, value) for name, value in asked.items() if value is not None),
        ("Access-Control-Max-Age", str(_MAX_AGE)),
        ("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    )
    return Response(204, headers)


def shared(request: Request, response: Response) -> Response:
    """A response that the page which asked for it may read; the same where no page did.

    A document that has such headers of its own is left to them.
    """
    origin = request.header("origin")
    if origin is None or any(name.lower() in _ANSWERED for name, _ in response.headers):
        return response
    names = dict.fromkeys(name for name, _ in response.headers if name.lower() not in _ALWAYS_READABLE)
    exposed = (("Access-Control-Expose-Headers", ", ".join(names)),) if names else ()
    return replace(response, headers=(*varying(response.headers, "Origin"), *_allowed(origin), *exposed))


def _allowed(origin: str) -> Headers:
    """An origin by its name: with credentials, ``*`` would not do."""
    return (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"))
