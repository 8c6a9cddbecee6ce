"""A connection to the account's server: a request goes out, its answer comes in. Source: RFC 9112."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from typing import NamedTuple

from urllib3.util import wait_for_read

from specs.http1.bodies import Chunks, Length
from specs.http1.codings import UnreadableError, decoded
from specs.http1.fields import MalformedError, field, length
from specs.messages import Headers, Response, essence, joined

_LARGEST_HEAD, _LARGEST_BODY = 512 * 1024, 64 * 1024 * 1024
_MOST_INTERIM = 20
"""Answers 1xx before the one that counts."""
_PART = 64 * 1024
_END = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: [^\r\n]*)?")
_BARE = frozenset({204, 304})
_TELLING_ITS_END = frozenset({"content-length", "transfer-encoding"})
"""Fields that tell where a body ends; without, it ends with its connection."""
_STREAM = "text/event-stream"


class BrokenError(Exception):
    """There is no answer that could be read; the text says why, in a few words."""


class _Head(NamedTuple):
    status: int
    headers: Headers
    version: str


class Line:
    """A connection, for one exchange after the other.

    Attributes:
        kept: whether another exchange may follow.
    """

    def __init__(self, connection: socket.socket, most_seconds: float) -> None:
        connection.settimeout(most_seconds)
        self._connection, self._most_seconds = connection, most_seconds
        self._got = b""
        self._deadline = 0.0
        self.kept = True

    @property
    def quiet(self) -> bool:
        """Whether the server has said nothing unasked: not even that it closes."""
        return not wait_for_read(self._connection, 0.0)

    def close(self) -> None:
        """Close it; where there is more to come, nobody waits for that."""
        with contextlib.suppress(OSError):
            self._connection.close()

    def exchange(self, method: str, message: bytes) -> Response:
        """Send a request once, and read its answer.

        Args:
            method: of the request.
            message: all of it.

        Raises:
            BrokenError: no answer came, or none of HTTP/1.1, or one without end.
        """
        self.kept = False
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it has all
                self._connection.sendall(message)
            self._within(self._most_seconds)
            return self._answer(method)
        except MalformedError as error:
            raise BrokenError(f"its answer is none of HTTP/1.1: {error.detail}") from error
        except TimeoutError as error:
            raise BrokenError(f"it said nothing for {self._most_seconds:g} seconds") from error
        except OSError as error:
            raise BrokenError("it broke the connection off") from error

    def _answer(self, method: str) -> Response:
        head = self._head()
        coding = joined(head.headers, "content-encoding")
        if essence(joined(head.headers, "content-type") or "") == _STREAM:
            return Response(head.status, head.headers)
        self._within(self._most_seconds)
        bare = method == "HEAD" or head.status in _BARE
        told = b"" if bare else self._body(head)
        try:
            body = decoded(coding, told, _LARGEST_BODY) if told else b""
        except UnreadableError as error:
            raise BrokenError(f"its body cannot be read: {error}") from error
        ends = bare or any(name.lower() in _TELLING_ITS_END for name, _ in head.headers)
        wishes = (joined(head.headers, "connection") or "").lower()
        self.kept = ends and head.version == "1.1" and "close" not in wishes and not self._got
        return Response(head.status, head.headers, body)

    def _head(self) -> _Head:
        for _ in range(_MOST_INTERIM):
            head = _read(self._raw_head())
            if head.status >= 200:
                return head
            if head.status == 101:
                raise MalformedError("It goes on with another protocol, which nobody asked for.")
        raise MalformedError("It says again and again that the answer is still to come.")

    def _raw_head(self) -> bytes:
        while _END not in self._got:
            if len(self._got) > _LARGEST_HEAD:
                raise MalformedError("Its head is too large.")
            if not self._more():
                raise BrokenError("it closed the connection without an answer")
            if time.monotonic() > self._deadline:
                raise BrokenError(f"its head did not end within {self._most_seconds:g} seconds")
        raw, _, self._got = self._got.partition(_END)
        return raw

    def _body(self, head: _Head) -> bytes:
        lengths, codings = _values(head.headers, "content-length"), _values(head.headers, "transfer-encoding")
        if not (lengths or codings):
            return self._taken(None)
        size = length(lengths, codings, head.version)
        return self._taken(Chunks() if size is None else Length(size))

    def _taken(self, reader: Chunks | Length | None) -> bytes:
        """A body; up to the end of the connection where nothing reads out how long it is."""
        body = bytearray()
        while True:
            if reader is None:
                part, self._got = self._got, b""
            else:
                part, self._got = reader.taken(self._got)
            body += part
            if len(body) > _LARGEST_BODY:
                raise BrokenError(f"its body is longer than {_LARGEST_BODY:,} bytes")
            if reader is not None and reader.complete:
                return bytes(body)
            if not self._more():
                if reader is None:
                    return bytes(body)
                raise BrokenError("its body broke off")
            if time.monotonic() > self._deadline:
                raise BrokenError(f"its body did not end within {self._most_seconds:g} seconds")

    def _within(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def _more(self) -> bool:
        """Read on; whether there was anything."""
        part = self._connection.recv(_PART)
        self._got = self._got + part if self._got else part
        return bool(part)


def _read(raw: bytes) -> _Head:
    first, *lines = raw.split(b"\r\n")
    found = _STATUS.fullmatch(first)
    if found is None:
        raise MalformedError("The first line tells no status.")
    return _Head(int(found[2]), tuple([field(each) for each in lines]), f"1.{found[1].decode()}")


def _values(headers: Headers, name: str) -> list[str]:
    return [value.strip() for key, told in headers if key.lower() == name for value in told.split(",")]
