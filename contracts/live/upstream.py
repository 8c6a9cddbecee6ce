"""Sending requests to the account's server: once, as they are, and nowhere else."""

from __future__ import annotations

import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from contracts.live.line import BrokenError, Line
from specs.hops import end_to_end
from specs.messages import Headers, Request, Response

_SET_HERE = frozenset({"host", "content-length", "accept-encoding"})
"""Fields of a request that are its sender's: which codings are taken, too, as answers are read here."""
_UNDONE = frozenset({"content-length", "content-encoding"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
"""Methods of which an empty body is told. Source: RFC 9110, 8.6."""
_CONNECT = 10.0
"""Seconds for a connection to be made."""
PATIENCE = 30.0
"""Seconds for a part of an answer, and for all of its body."""
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """There was no answer.

    Attributes:
        reason: in a few words, without the address.
        sent: whether the server may have got the request all the same.
    """

    reason: str
    sent: bool


class Upstream:
    """The server. Connections are kept; redirects are not followed; certificates are verified.

    Args:
        url: where its document's paths start.
        at_once: connections that are kept open.
        certificates: a file with certificates that are trusted beside those of the system.
        most_seconds: for a part of an answer, and for all of its body.
    """

    def __init__(self, url: str, at_once: int, certificates: str | None = None, most_seconds: float = PATIENCE) -> None:
        parts = urlsplit(url)
        port = _PORTS[parts.scheme]
        self._host, self._port = parts.hostname or "", parts.port or port
        named = f"[{self._host}]" if ":" in self._host else self._host.encode("idna").decode()
        self._named = named if self._port == port else f"{named}:{self._port}"
        self._most_seconds, self._at_once = most_seconds, at_once
        self._trust = _trusting(certificates) if parts.scheme == "https" else None
        self._lock, self._idle = threading.Lock(), list[Line]()

    def send(self, request: Request) -> Response | Unanswered:
        """Send a request once."""
        try:
            message = self._written(request)
        except ValueError as error:
            return Unanswered(f"it cannot be written as one of HTTP/1.1: {error}", sent=False)
        try:
            line = self._line()
        except ssl.SSLCertVerificationError:
            return Unanswered("its certificate cannot be verified", sent=False)
        except ssl.SSLError as error:
            return Unanswered(f"TLS could not be agreed on: {error.reason or type(error).__name__}", sent=False)
        except OSError:
            return Unanswered("nobody listens there", sent=False)
        try:
            answer = line.exchange(request.method, message)
        except BrokenError as error:
            return Unanswered(str(error), sent=True)
        finally:
            self._back(line)
        passed = end_to_end(answer.headers)
        return Response(answer.status, tuple([each for each in passed if each[0].lower() not in _UNDONE]), answer.body)

    def close(self) -> None:
        """Let the connections go."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            each.close()

    def _line(self) -> Line:
        """A connection: one that was kept, as long as it is there."""
        while True:
            with self._lock:
                kept = self._idle.pop() if self._idle else None
            if kept is None:
                return self._connected()
            if kept.quiet:
                return kept
            kept.close()

    def _back(self, line: Line) -> None:
        """Keep a connection for the next request, or close it."""
        with self._lock:
            keep = line.kept and len(self._idle) < self._at_once
            if keep:
                self._idle.append(line)
        if not keep:
            line.close()

    def _connected(self) -> Line:
        plain = socket.create_connection((self._host, self._port), _CONNECT)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            secured = self._trust.wrap_socket(plain, server_hostname=self._host) if self._trust else plain
        except BaseException:
            plain.close()
            raise
        return Line(secured, self._most_seconds)

    def _written(self, request: Request) -> bytes:
        """A request as it goes over the wire. Raises ValueError where it would be read as another."""
        target = request.path + (f"?{request.query}" if request.query else "")
        lines = [f"{request.method} {target} HTTP/1.1", f"Host: {self._named}", "Accept-Encoding: identity"]
        lines += [f"{name}: {value}" for name, value in _passed(request.headers)]
        if request.body or request.method in _WITH_BODY:
            lines.append(f"Content-Length: {len(request.body)}")
        head = "\r\n".join(lines)
        if head.count("\r") != len(lines) - 1 or head.count("\n") != len(lines) - 1 or "\0" in head:
            raise ValueError("a line in it breaks off")
        return f"{head}\r\n\r\n".encode("latin-1") + request.body


def _passed(headers: Headers) -> Headers:
    passed = tuple([each for each in end_to_end(headers) if each[0].lower() not in _SET_HERE])
    agent = () if any(name.lower() == "user-agent" for name, _ in passed) else (("User-Agent", "ringback"),)
    return (*passed, *agent)


def _trusting(certificates: str | None) -> ssl.SSLContext:
    trust = ssl.create_default_context()
    if certificates is not None:
        trust.load_verify_locations(certificates)
    return trust
