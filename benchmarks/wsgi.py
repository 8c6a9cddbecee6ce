"""A WSGI application behind the mock's own server, as a peer."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

from mockserver.serving.pages import Pages
from specs.messages import Request, Response

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def page(app: WsgiApp) -> Pages:
    """What an application has to say, to requests below the prefix of a host's own."""
    return partial(_called, app)


def _called(app: WsgiApp, request: Request, peer: str) -> Response:
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001 - PEP 3333
        kept = tuple((name, value) for name, value in headers if name != "Content-Length")  # the server tells it
        started[:] = [int(status[:3]), kept]

    result = app(_environ(request, peer), start_response)
    content = b"".join(result)
    status, headers = started
    return Response(status, headers, content)


def _environ(request: Request, peer: str) -> dict[str, Any]:
    """Source: PEP 3333."""
    made: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers:
        made[_BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"] = value
    return made
