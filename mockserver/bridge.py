"""A WSGI application for an ASGI server, with the path as it stood on the wire.

The server's own WSGI environ has the path decoded only, where ``a%2Fb`` and ``a/b`` are one; its ASGI scope has both.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import Executor
from typing import Any
from urllib.parse import unquote_to_bytes

from mockserver.wsgi import HEADERS

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_LARGEST_BODY = 64 * 1024 * 1024


class Bridge:
    """An ASGI application around a WSGI one, which runs in a pool of threads."""

    def __init__(self, app: WsgiApp, pool: Executor) -> None:
        self._app, self._pool = app, pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if body is None:
            return  # half a request is none: nothing may be changed for it
        loop = asyncio.get_running_loop()
        status, headers, content = await loop.run_in_executor(self._pool, self._call, environ(scope, body))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001 - PEP 3333
            started[:] = [int(status[:3]), headers]

        result = self._app(environ, start_response)
        try:
            content = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        status, headers = started
        return status, [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers], content


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environ of an ASGI request. Source: PEP 3333."""
    raw, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    host, port = scope.get("server") or ("127.0.0.1", 80)
    made: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "REQUEST_URI": raw,
        "QUERY_STRING": query,
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str((scope.get("client") or ("",))[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    made[HEADERS] = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    for name, value in made[HEADERS]:
        _add_header(made, name, value)
    return made


def _add_header(made: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:
        return  # a name with an underscore would pass for another one with a dash
    key = _BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
    made[key] = f"{made[key]}{'; ' if name == 'cookie' else ', '}{value}" if key in made else value


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None where the client went away before its end.

    What goes beyond the largest size is read and dropped; the application refuses such a body by its length.
    """
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        try:
            message = await receive()
        except asyncio.CancelledError:
            return None
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= _LARGEST_BODY:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)
