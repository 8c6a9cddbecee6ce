"""The pages that Flask serves, such as those of the control interface, beside the mock."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from specs.messages import Headers, Request

if TYPE_CHECKING:
    from mockserver.serving.exchange import Exchange

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Page = tuple[int, Headers, bytes]
"""Status, header fields and body."""

HEADERS = "mockserver.headers"
"""Where a server of ours leaves the header fields as they came: ``[(name, value), …]``, names in lower case."""
CONTROL = "/__ringback"
"""Below it are an application's own pages; everything else is asked of the document."""
_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def call(app: WsgiApp, request: Request, exchange: Exchange) -> Page:
    """What a WSGI application has to say to a request."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001 - PEP 3333
        started[:] = [int(status[:3]), tuple(headers)]

    result = app(environ(request, exchange), start_response)
    try:
        content = b"".join(result)
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
    status, headers = started
    return status, headers, content


def environ(request: Request, exchange: Exchange) -> dict[str, Any]:
    """The WSGI environ of a request. Source: PEP 3333."""
    host, port = exchange.here
    made: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "REQUEST_URI": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{exchange.version}",
        "REMOTE_ADDR": str(exchange.peer[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        HEADERS: list(request.headers),
    }
    for name, value in request.headers:
        _add_header(made, name, value)
    return made


def _add_header(made: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:
        return  # a name with an underscore would pass for another one with a dash
    key = _BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
    made[key] = f"{made[key]}{'; ' if name == 'cookie' else ', '}{value}" if key in made else value
