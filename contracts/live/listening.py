"""The gateway as a server on loopback, for the test engine alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from contracts.live.upstream import Unanswered
from specs.messages import Request, Response

Answer = Callable[[Request], Response | Unanswered]
_MOST_BYTES = 64 * 1024 * 1024


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, whatever its method, and writes its answer."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_one_request(self) -> None:
        """Serve one request of a connection."""
        self.raw_requestline = self.rfile.readline(65_537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self._body()
        if body is None:
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        answer = self.server.answered(Request(self.command, path, query, tuple(self.headers.items()), body))
        if isinstance(answer, Unanswered):
            self.close_connection = True  # as the server did
            return
        self._write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as its base has it
        """Say nothing: the journal does."""

    def _body(self) -> bytes | None:
        """The body; None where it cannot be read."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length") or "0"
        return self.rfile.read(int(length)) if length.isdigit() and int(length) <= _MOST_BYTES else None

    def _chunks(self) -> bytes | None:
        """Source: RFC 9112, 7.1."""
        body = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(1_000).partition(b";")[0], 16)
            except ValueError:
                return None
            if size < 0 or len(body) + size > _MOST_BYTES:
                return None
            if size == 0:
                while self.rfile.readline(65_537).strip():
                    pass
                return bytes(body)
            body += self.rfile.read(size)
            self.rfile.readline(3)

    def _write(self, answer: Response) -> None:
        lines = [f"HTTP/1.1 {answer.status} -"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        bare = answer.status < 200 or answer.status in (204, 304)
        if self.command == "HEAD" or not bare:
            lines.append(f"Content-Length: {len(answer.body)}")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.wfile.write(head + (b"" if bare or self.command == "HEAD" else answer.body))
        self.wfile.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._changed = threading.Condition()
        self._under_way = 0
        self._ended = False
        super().__init__(("127.0.0.1", 0), _Handler)

    def answered(self, request: Request) -> Response | Unanswered:
        """The answer to a request; none to one that was still to be read when the end had come."""
        with self._changed:
            if self._ended:
                return Unanswered("the run is over", sent=False)
            self._under_way += 1
        try:
            return self._answer(request)
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Begin nothing more, and wait for what is under way: whatever it creates is known then."""
        with self._changed:
            self._ended = True
            self._changed.wait_for(lambda: not self._under_way)

    def get_request(self) -> tuple[socket.socket, Any]:
        """A connection that sends what it has at once."""
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The engine went away: nobody is there to be told."""


@contextmanager
def listening(answer: Answer) -> Iterator[str]:
    """Serve answers on a free port of this machine; yields ``http://127.0.0.1:PORT``.

    At its end, what is under way is waited for, as long as a server is waited for.
    """
    with _Server(answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.end()
