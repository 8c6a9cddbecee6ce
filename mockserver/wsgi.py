"""Between WSGI and plain messages: the request as it stood on the wire, the response as Flask sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import flask

from specs.messages import Request, Response

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_BARE_HEADERS = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}


HEADERS = "mockserver.headers"
"""Where a server of ours leaves the header fields as they came: ``[(name, value), …]``, names in lower case."""


def read(environ: Mapping[str, Any], body: bytes, underscored: Mapping[str, str]) -> Request:
    """The request of a WSGI call.

    Args:
        environ: as in PEP 3333.
        body: the whole of it.
        underscored: header names with an underscore, by how they look with a dash in its place: WSGI cannot tell them
            apart, so that a server which does not leave the fields as they came needs to know which is meant.

    The path is taken from where the server left it undecoded, for only there is ``a%2Fb`` told from ``a/b``. A server
    that tells only the decoded path gets it encoded again, which is right but for that one case.
    """
    return Request(
        method=environ["REQUEST_METHOD"],
        path=_raw_path(environ),
        query=_encoded(environ.get("QUERY_STRING", "")),
        headers=tuple(environ[HEADERS] if HEADERS in environ else _headers(environ, underscored)),
        body=body,
    )


def write(response: Response, *, head: bool = False) -> flask.Response:
    """The response as Flask sends it; to HEAD without its body, but with its length. Source: RFC 9110, 9.3.2."""
    sent = flask.Response(b"" if head else response.body, status=response.status)
    sent.headers.clear()
    for name, value in response.headers:
        sent.headers.add(name, value)
    if response.status != 204:
        sent.headers["Content-Length"] = str(len(response.body))
    return sent


def _raw_path(environ: Mapping[str, Any]) -> str:
    target = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if not target:
        return quote(
            (environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]).encode("latin-1"), safe="/!$&'()*+,;=:@-._~"
        )
    path = target.partition("?")[0]
    return _encoded(urlsplit(path).path if _ABSOLUTE.match(path) else path)


def _encoded(text: str) -> str:
    """Wire text in which bytes outside ASCII, which some clients send bare, are percent-encoded."""
    return text if text.isascii() and text.isprintable() else quote(text.encode("latin-1", "replace"), safe=_PRINTABLE)


def _headers(environ: Mapping[str, Any], underscored: Mapping[str, str]) -> list[tuple[str, str]]:
    dashed = [
        (key[5:].replace("_", "-").lower(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") and key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH")
    ]
    found = [(underscored.get(name, name), value) for name, value in dashed]
    return found + [(name, environ[key]) for key, name in _BARE_HEADERS.items() if environ.get(key)]
