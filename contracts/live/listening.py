"""The gateway as a server on loopback, for the test engine alone. Source: RFC 9112."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from contracts.live.upstream import Unanswered
from specs.http1.bodies import Chunks, Length
from specs.http1.fields import MalformedError, length
from specs.messages import Headers, Request, Response

_LARGEST_HEAD, _LARGEST_BODY = 512 * 1024, 64 * 1024 * 1024
_PART, _BACKLOG = 64 * 1024, 64
_AGAIN = 0.05
"""Seconds until a connection is taken that could not be."""
_LINGER = 5.0
"""Seconds that an engine is waited for which goes on with what was refused."""
_END = b"\r\n\r\n"


class Asked(Protocol):
    """What requests are answered by."""

    def answer(self, request: Request) -> Response | Unanswered:
        """The answer to a request."""

    def refuse(self, detail: str) -> Response:
        """The answer to what is no request of HTTP/1.1, or too large a one."""


class _Connection:
    """A connection of the engine's: its requests are read and answered one after the other."""

    def __init__(self, connection: socket.socket, server: _Server) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection, self._server = connection, server
        self._got = b""

    def serve(self) -> None:
        """Answer until either side has enough."""
        with self._connection, contextlib.suppress(OSError):  # the engine went away: nobody is there to be told
            while self._served():
                """Wait for the next."""

    def _served(self) -> bool:
        """Whether a request was answered, and another may follow."""
        try:
            request = self._request()
        except MalformedError as error:
            self._write("GET", self._server.asked.refuse(error.detail))
            self._linger()
            return False
        answer = self._server.answered(request) if request is not None else None
        if request is None or answer is None or isinstance(answer, Unanswered):
            return False  # as the server did
        self._write(request.method, answer)
        return "close" not in (request.header("connection") or "").lower()

    def _linger(self) -> None:
        """Let what was sent be read by an engine that is still sending. Source: RFC 9112, 9.6."""
        self._connection.shutdown(socket.SHUT_WR)
        self._connection.settimeout(_LINGER)
        left = _LARGEST_BODY
        while left > 0 and (part := self._connection.recv(_PART)):
            left -= len(part)

    def _request(self) -> Request | None:
        """The next request; None where there is none."""
        raw = self._head()
        if raw is None:
            return None
        first, *lines = raw.decode("latin-1").split("\r\n")
        method, _, rest = first.partition(" ")
        target, _, version = rest.partition(" ")
        if not (method and target) or version not in ("HTTP/1.1", "HTTP/1.0"):
            raise MalformedError("The first line is no request line of HTTP/1.")
        headers = tuple([_field(each) for each in lines])
        path, _, query = target.partition("?")
        body = self._body(headers, version[-3:])
        return Request(method, path, query, headers, body) if body is not None else None

    def _head(self) -> bytes | None:
        while _END not in self._got:
            if len(self._got) > _LARGEST_HEAD:
                raise MalformedError("The head of the request is too large.")
            if not self._more():
                return None
        raw, _, self._got = self._got.partition(_END)
        return raw

    def _body(self, headers: Headers, version: str) -> bytes | None:
        """The body; None where it breaks off."""
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        codings = [value for name, value in headers if name.lower() == "transfer-encoding"]
        size = length(lengths, codings, version) if lengths or codings else 0
        reader = Chunks() if size is None else Length(size)
        body = bytearray()
        while not reader.complete:
            part, self._got = reader.taken(self._got)
            body += part
            if max(len(body), size or 0) > _LARGEST_BODY:
                raise MalformedError(f"The body of the request is longer than {_LARGEST_BODY:,} bytes.")
            if not reader.complete and not self._more():
                return None
        return bytes(body)

    def _more(self) -> bool:
        """Read on; whether there was anything."""
        part = self._connection.recv(_PART)
        self._got = self._got + part if self._got else part
        return bool(part)

    def _write(self, method: str, answer: Response) -> None:
        lines = [f"HTTP/1.1 {answer.status} -"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        bare = answer.status < 200 or answer.status in (204, 304)
        if method == "HEAD" or not bare:
            lines.append(f"Content-Length: {len(answer.body)}")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self._connection.sendall(head + (b"" if bare or method == "HEAD" else answer.body))


def _field(line: str) -> tuple[str, str]:
    """A field as the engine sends it: what may not be in one is for the guard, and for the server, to judge."""
    name, mark, value = line.partition(":")
    if not mark or not name or name[-1:].isspace() or name[:1].isspace():
        raise MalformedError("A header field is not written as one.")
    return name, value.strip(" \t")


class _Server:
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._changed = threading.Condition()
        self._under_way = 0
        self._ended = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
        self.port = int(self._listener.getsockname()[1])

    def accept(self) -> None:
        """Take connections until the end."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                if self._ended:
                    return
                time.sleep(_AGAIN)  # too many files are open, and some of them will be closed
                continue
            if self._ended:
                connection.close()
                return
            threading.Thread(target=_Connection(connection, self).serve, daemon=True).start()

    def answered(self, request: Request) -> Response | Unanswered:
        """The answer to a request; none to one that was still to be read when the end had come."""
        with self._changed:
            if self._ended:
                return Unanswered("the run is over", sent=False)
            self._under_way += 1
        try:
            return self.asked.answer(request)
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Begin nothing more, and wait for what is under way: whatever it creates is known then."""
        with self._changed:
            self._ended = True
            self._changed.wait_for(lambda: not self._under_way)

    def close(self) -> None:
        """Listen no more."""
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1.0).close()  # whoever waits for one looks up
        self._listener.close()


@contextmanager
def listening(asked: Asked) -> Iterator[str]:
    """Serve answers on a free port of this machine; yields ``http://127.0.0.1:PORT``.

    At its end, what is under way is waited for, as long as a server is waited for.
    """
    server = _Server(asked)
    thread = threading.Thread(target=server.accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.end()
        server.close()
        thread.join()
