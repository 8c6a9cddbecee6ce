"""A server that has one answer to everything: for a client to be tried on the response that shows a finding."""

from __future__ import annotations

import http.server
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from contracts.errors import ContractError
from specs.messages import WITHOUT_CONTENT

if TYPE_CHECKING:
    from specs.messages import Response

_HOST = "127.0.0.1"
_FRAMED = frozenset({"content-length", "transfer-encoding", "connection"})
"""Fields that say how a body is sent, which is up to the server."""
_SECONDS = 30
_MOST = 64 * 1024 * 1024
"""Bytes of a body that are read, and forgotten."""
Server = http.server.ThreadingHTTPServer


@contextmanager
def serving(answer: Response, port: int, told: Callable[[str], None]) -> Iterator[Server]:
    """A server on this machine, that answers while ``serve_forever`` of it runs.

    Args:
        answer: to every request, whatever its method and path are.
        port: 0 for a free one.
        told: is told the request line of each.

    Raises:
        ContractError: the port is taken.
    """
    try:
        server = Server((_HOST, port), _handler(answer, told))
    except OSError as error:
        raise ContractError(f"port {port} cannot be used: {error.strerror}", hint="choose another --port") from error
    with server:
        yield server


def url(server: Server) -> str:
    """Where it is."""
    return f"http://{_HOST}:{server.server_port}"


def _handler(answer: Response, told: Callable[[str], None]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _SECONDS

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self._answer
            raise AttributeError(name)

        def _answer(self) -> None:
            length = self.headers.get("Content-Length", "")
            self.rfile.read(
                min(int(length), _MOST) if length.isdecimal() else 0
            )  # who has not been heard hears nothing
            told(self.requestline)
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                if name.lower() not in _FRAMED:
                    self.send_header(name, value)
            if answer.status not in WITHOUT_CONTENT:
                self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD" and answer.status not in WITHOUT_CONTENT:
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the request line is told already."""

    return Handler
