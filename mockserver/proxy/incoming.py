"""A request as it comes in from a client, part by part, and what is kept of a body to be looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator

from mockserver.serving.exchange import Exchange


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


async def once(body: bytes) -> AsyncIterator[bytes]:
    """A body that is there, as one that comes."""
    yield body


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

    def __init__(self, exchange: Exchange, largest: int) -> None:
        self.request, self.peer = exchange.request, str(exchange.peer[0])
        self.has_body, self.length = exchange.has_body, exchange.length
        self.body = Capture(largest)
        self.ended = not self.has_body
        self._exchange = exchange

    async def parts(self) -> AsyncIterator[bytes]:
        """The parts of the body that have not been asked for yet. Raises BrokenOffError."""
        while not self.ended:
            part = await self._exchange.part()
            self.ended = self._exchange.complete
            if part:
                self.body.add(part)
                yield part

    async def whole(self) -> bytes | None:
        """The whole body; None where it is too long to be kept, once all of it has come. Raises BrokenOffError."""
        async for _ in self.parts():
            pass
        return None if self.body.over else self.body.beginning

    async def gone(self) -> None:
        """Wait until the client leaves; what it still sends is dropped."""
        await self._exchange.left()


def number(text: str | None) -> int | None:
    """The bytes that a Content-Length field tells; None of what is no number."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 20 else None
