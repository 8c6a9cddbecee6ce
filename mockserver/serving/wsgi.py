"""Between WSGI and plain messages: the request as it stood on the wire, the response as Flask sends it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import flask

from mockserver.answer import AT_ONCE, Answer, Delivery, paced
from mockserver.serving import wire
from specs.messages import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEADERS = "mockserver.headers"
"""Where a server of ours leaves the header fields as they came: ``[(name, value), …]``, names in lower case."""
_BARE_HEADERS = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}


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
        query=wire.text(environ.get("QUERY_STRING", "").encode("latin-1", "replace")),
        headers=tuple(environ[HEADERS] if HEADERS in environ else _headers(environ, underscored)),
        body=body,
    )


def write(answer: Answer, *, head: bool = False) -> flask.Response:
    """An answer as Flask sends it, as slowly or as badly as it is to be."""
    headers, body = answer.sent(head=head)
    status = answer.response.status
    plain = answer.delivery is AT_ONCE
    sent = flask.Response(body, status) if plain else _Delivered(_parts(body, answer.delivery), status)
    sent.headers.clear()
    for name, value in headers:
        sent.headers.add(name, value)
    return sent


class _Delivered(flask.Response):
    """A response that is waited for, or breaks off, even where it has no body."""

    def get_app_iter(self, _: WSGIEnvironment) -> Iterable[bytes]:
        """All of it, whatever the method and the status are."""
        return self.iter_encoded()


def _parts(body: bytes, delivery: Delivery) -> Iterator[bytes]:
    """Wait and break off in the thread that serves the request: WSGI has nowhere else to.

    Raises:
        ConnectionAbortedError: the response ends here; a server closes the connection on it.
    """
    time.sleep(delivery.delay)
    if not delivery.drop:
        for part, seconds in paced(body, delivery):
            time.sleep(seconds)
            yield part
    if delivery.drop or delivery.breaks_off(body):
        raise ConnectionAbortedError("the mock was told to break off")


def _raw_path(environ: Mapping[str, Any]) -> str:
    target = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if target:
        return wire.path(target.partition("?")[0].encode("latin-1", "replace"))
    decoded = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
    return quote(decoded.encode("latin-1"), safe="/!$&'()*+,;=:@-._~")


def _headers(environ: Mapping[str, Any], underscored: Mapping[str, str]) -> list[tuple[str, str]]:
    dashed = [
        (key[5:].replace("_", "-").lower(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") and key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH")
    ]
    found = [(underscored.get(name, name), value) for name, value in dashed]
    return found + [(name, environ[key]) for key, name in _BARE_HEADERS.items() if environ.get(key)]
