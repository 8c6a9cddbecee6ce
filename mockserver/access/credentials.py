"""The credentials that a request presents, by the schemes of its document."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_plus

from specs.decoding import query_pairs
from specs.messages import Request
from specs.model import Location, SecurityScheme


def presented(scheme: SecurityScheme, request: Request) -> str | None:
    """The credential that a request presents for a scheme, or None."""
    if scheme.kind == "apiKey" and not scheme.bearer:
        return _parameter(scheme, request)
    kind, _, value = (request.header("authorization") or "").partition(" ")
    wanted = "bearer" if scheme.bearer else scheme.scheme
    if kind.lower() == wanted and value.strip():
        return value.strip()
    bare = scheme.kind == "apiKey" and kind and not value  # 2.0 leaves the spelling to the reader
    return kind if bare and kind.lower() != wanted else None


def name_and_password(sent: str) -> tuple[str, str] | None:
    """What a basic credential says; None where it says nothing. Source: RFC 7617, 2."""
    try:
        name, colon, password = base64.b64decode(sent, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, password) if colon else None


def _parameter(scheme: SecurityScheme, request: Request) -> str | None:
    if scheme.location is Location.HEADER:
        return request.header(scheme.parameter)
    if scheme.location is Location.QUERY:
        return next((unquote_plus(v) for name, v in query_pairs(request.query) if name == scheme.parameter), None)
    from http.cookies import CookieError, SimpleCookie

    try:
        cookie = SimpleCookie(request.header("cookie") or "").get(scheme.parameter)
    except CookieError:
        return None
    return cookie.value if cookie else None
