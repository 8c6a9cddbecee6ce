"""A request as it comes in over a connection, and the response to it as it goes out."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from functools import lru_cache
from typing import Protocol

from mockserver.clock import system
from mockserver.serving.heads import Head
from specs.messages import Headers
from specs.statuses import phrase

_ENOUGH = 256 * 1024
"""Bytes of a body that wait to be asked for before no more are read."""
_WITHOUT_BODY = frozenset({204, 304})


class BrokenOffError(Exception):
    """The client has left before its request was complete, or its chunks are none."""


class Line(Protocol):
    """What an exchange needs of the connection that it is on."""

    def write(self, data: bytes) -> None:
        """Send bytes."""

    async def drained(self) -> None:
        """Wait until there is room for more."""

    def hold(self, *, held: bool) -> None:
        """Read nothing more for now, or go on."""

    def done(self, *, kept: bool) -> None:
        """The response is complete; ``kept`` when the connection stays."""

    def drop(self) -> None:
        """End the connection at once, whatever is still to be sent."""


class Exchange:
    """One request and its response.

    Attributes:
        request: without its body.
        version: of HTTP: ``1.0`` or ``1.1``.
        peer: the client's address and port.
        has_body: whether one comes.
        complete: whether all of it has come.
        started: whether the response's head is sent.
    """

    def __init__(self, head: Head, line: Line, peer: tuple[str, int]) -> None:
        self.request = head.request
        self.version, self.peer = head.version, peer
        self.length = head.length
        self.has_body = head.length != 0
        self.complete = not self.has_body
        self.started = self.ended = self.broken = self.gone = False
        self._line, self._persistent, self._expects = line, head.persistent, head.expects
        self._parts: list[bytes] = []
        self._size = 0
        self._waiting: asyncio.Future[None] | None = None
        self._chunked, self._bodiless, self._left = False, False, 0

    # what comes

    def feed(self, part: bytes, *, complete: bool) -> None:
        """A part of the body has come."""
        if part:
            self._parts.append(part)
            self._size += len(part)
            if self._size > _ENOUGH and not complete:
                self._line.hold(held=True)
        self.complete = complete
        self._wake()

    def break_off(self, *, gone: bool) -> None:
        """Nothing more comes: the client has left, or has written what is no body."""
        self.broken, self.gone = not self.complete, gone
        self._persistent = self._persistent and not self.broken
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def taken(self) -> bytes:
        """What has come of the body and was not taken before."""
        if not self._parts:
            return b""
        found = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        return found

    async def part(self) -> bytes | None:
        """The next part of the body, None at its end.

        Raises:
            BrokenOffError: there will be no end.
        """
        if self._expects and not (self.complete or self.started):
            self._expects = False
            self._line.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        while not self._parts:
            if self.complete:
                return None
            if self.broken:
                raise BrokenOffError
            await self._news()
        found = self.taken()
        self._line.hold(held=False)
        return found

    async def left(self) -> None:
        """Wait until the client leaves; what it still sends is dropped."""
        while not self.gone:
            self.taken()
            self._line.hold(held=False)
            await self._news()

    async def _news(self) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        await self._waiting

    # what goes

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a response as a whole."""
        head = self._head(status, headers, len(body))
        self._left = 0
        self._line.write(head if self._bodiless else head + body)
        self.end()

    def start(self, status: int, headers: Headers) -> None:
        """Send status and header fields."""
        self._line.write(self._head(status, headers))

    async def send(self, part: bytes) -> None:
        """Send a part of the body, as soon as there is room for it."""
        if not part or self._bodiless:
            return
        if self._chunked:
            self._line.write(b"%x\r\n%b\r\n" % (len(part), part))
        else:
            self._left -= len(part)
            self._line.write(part)
        await self._line.drained()

    def end(self) -> None:
        """The response is complete; one that is shorter than it said ends with its connection."""
        if self.ended:
            return
        if self._chunked:
            self._line.write(b"0\r\n\r\n")
        self.ended = True
        self._line.done(kept=self._persistent and self._left == 0 and self.complete)

    def be_last(self) -> None:
        """The connection does not stay; the client is told, if the response has not begun. Source: RFC 9112, 9.6."""
        self._persistent = False

    def cut(self) -> None:
        """Nothing more of the response comes: what was sent of it reaches the client, and then the end."""
        if not self.ended:
            self.ended = True
            self._line.done(kept=False)

    def drop(self) -> None:
        """End the connection without a word."""
        self.ended = True
        self._line.drop()

    def _head(self, status: int, headers: Headers, size: int | None = None) -> bytes:
        """The response's first lines, and what they say of a body whose size is known. Source: RFC 9112, 6."""
        self.started = True
        self._bodiless = self.request.method == "HEAD" or status in _WITHOUT_BODY or status < 200
        length = next((value for name, value in headers if name.lower() == "content-length"), None)
        told = "".join([f"{name}: {value}\r\n" for name, value in headers])
        if told.count("\n") != len(headers) or told.count("\r") != len(headers):
            raise ValueError("a header field with a line break in it")
        if self._bodiless:
            pass
        elif length is not None:
            self._left = int(length)
        elif size is not None:
            told += f"content-length: {size}\r\n"
        elif self.version == "1.1":
            self._chunked = True
            told += "transfer-encoding: chunked\r\n"
        else:
            self._persistent = False
        if not self._persistent:
            told += "connection: close\r\n"
        elif self.version == "1.0":
            told += "connection: keep-alive\r\n"
        lines = _status_line(status) + told
        if "\ndate:" not in lines.lower():  # that of an upstream, a document or a mock's clock is the only one
            lines += _date(int(system()))
        return f"{lines}\r\n".encode("latin-1")


@lru_cache(64)
def _status_line(status: int) -> str:
    return f"HTTP/1.1 {status} {phrase(status)}\r\n"


@lru_cache(1)
def _date(seconds: int) -> str:
    """Source: RFC 9110, 6.6.1."""
    return f"date: {formatdate(seconds, usegmt=True)}\r\n"
