"""A request as it comes in from a client, part by part, and what is kept of a body to be looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from mockserver.serving import wire
from mockserver.serving.bridge import Receive, Scope, has_body
from specs.messages import Request


class ClientGoneError(Exception):
    """The client has left before its request, or the response to it, was complete."""


class Capture:
    """The beginning of a body.

    Args:
        most: bytes; what comes after them is counted only.
    """

    def __init__(self, most: int) -> None:
        self._most, self._parts = most, list[bytes]()
        self.size = 0

    def add(self, part: bytes) -> None:
        """Keep a part if there is room."""
        room = self._most - self.size
        if room > 0:
            self._parts.append(part[:room])
        self.size += len(part)

    @property
    def over(self) -> bool:
        """Whether something was not kept."""
        return self.size > self._most

    @property
    def beginning(self) -> bytes:
        """What was kept."""
        return b"".join(self._parts)

    @property
    def shown(self) -> bytes:
        """What the journal says of it: nothing, unless it is there as a whole."""
        return b"" if self.over else self.beginning


class Incoming:
    """One request.

    Attributes:
        request: without its body.
        peer: the client's IP address; empty where nobody knows.
        has_body: whether one comes.
        body: what has come of it.
        ended: whether all of it has.
        length: bytes that it is announced to have; None where it is not.
    """

    def __init__(self, scope: Scope, receive: Receive, largest: int) -> None:
        headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
        path, query = wire.path(scope["raw_path"]), wire.text(scope["query_string"])
        self.request = Request(scope["method"], path, query, headers)
        self.peer = str((scope.get("client") or ("",))[0])
        self.has_body = has_body(scope)
        self.body = Capture(largest)
        self.ended = not self.has_body
        chunked = self.request.header("transfer-encoding") is not None  # which overrules a length: RFC 9112, 6.3
        self.length = None if chunked else number(self.request.header("content-length"))
        self._receive = receive
        self._coming: asyncio.Future[Mapping[str, Any]] | None = None

    async def parts(self) -> AsyncIterator[bytes]:
        """The parts of the body that have not been asked for yet. Raises ClientGoneError."""
        while not self.ended:
            message = await self._message()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            part = message.get("body", b"")
            self.body.add(part)
            self.ended = not message.get("more_body", False) or self.body.size == self.length
            if part:
                yield part

    async def whole(self) -> bytes | None:
        """The whole body; None where it is too long to be kept, once all of it has come. Raises ClientGoneError."""
        async for _ in self.parts():
            pass
        return None if self.body.over else self.body.beginning

    async def gone(self) -> None:
        """Wait until the client leaves; what it still sends is dropped."""
        while (await self._message())["type"] != "http.disconnect":
            pass

    async def _message(self) -> Mapping[str, Any]:
        """What the server has to tell next. The server would lose what is waited for when somebody stops waiting."""
        coming = self._coming = self._coming or asyncio.ensure_future(self._receive())
        await asyncio.wait({coming})
        self._coming = None
        if coming.cancelled():
            raise ClientGoneError
        return coming.result()

    def close(self) -> None:
        """Wait for nothing more."""
        if self._coming is not None:
            self._coming.cancel()


def number(text: str | None) -> int | None:
    """The bytes that a Content-Length field tells; None of what is no number."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 20 else None
