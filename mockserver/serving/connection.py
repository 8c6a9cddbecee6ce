"""A client's connection: requests come in over it one after the other, and each gets its response. Source: RFC 9112."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.serving.exchange import Exchange
from mockserver.serving.failing import failed, finished
from mockserver.serving.heads import head
from specs.http1.bodies import Chunks, Length
from specs.http1.fields import MalformedError

Application = Callable[[Exchange], Coroutine[Any, Any, None] | None]
"""Responds to what is asked in an exchange: at once, or in what it returns."""

_LARGEST_HEAD = 512 * 1024
"""Bytes; what the mock makes of heads that are large, but can be read, is ``limits``' matter."""
_IDLE, _STALLED, _LINGER = 75.0, 30.0, 5.0
"""Seconds to wait for the next request, for a whole head or more of a body, and for a client to close what is ended."""
_LOOK_EVERY = 1.0
_END = b"\r\n\r\n"


class Connections:
    """All connections of a server.

    Args:
        application: responds.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.open: set[Connection] = set()
        self.leaving = False
        self.loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking = self.loop.call_later(_LOOK_EVERY, self._look)
        self._emptied: asyncio.Future[None] | None = None

    def accept(self) -> Connection:
        """A new one."""
        return Connection(self)

    def run(self, exchange: Exchange, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes its time."""
        task = self.loop.create_task(finished(exchange, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def leave(self) -> None:
        """Close each from now on with its next answer."""
        self.leaving = True
        for each in self.open:
            each.leave()

    async def close(self, grace: float, last: Collection[asyncio.BaseProtocol] = ()) -> None:
        """Let go of those that are idle, and of the others after some seconds, whatever they wait for.

        The last that have come are not idle: what they ask is on its way.
        """
        self._looking.cancel()
        self.leave()
        for each in tuple(self.open):
            if each not in last:
                each.retire()
        if self.open:
            self._emptied = self.loop.create_future()
            await asyncio.wait([self._emptied], timeout=grace)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in tuple(self.open):
            each.drop()

    def lost(self, connection: Connection) -> None:
        """One is gone."""
        self.open.discard(connection)
        if self._emptied is not None and not self.open and not self._emptied.done():
            self._emptied.set_result(None)

    def _look(self) -> None:
        """Close connections of which nothing is to be expected any more."""
        now = self.loop.time()
        for each in tuple(self.open):
            each.look(now)
        self._looking = self.loop.call_later(_LOOK_EVERY, self._look)


class Connection(asyncio.Protocol):
    """One connection."""

    def __init__(self, all_of_them: Connections) -> None:
        self._all = all_of_them
        self._transport: asyncio.Transport
        self._got = b""
        self._exchange: Exchange | None = None
        self._body: Length | Chunks = Length(0)
        self._since = all_of_them.loop.time()
        self._held = self._closing = self._ended = self._lingers = False
        self._room: asyncio.Future[None] | None = None

    # what asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types only
        self._transport = transport
        self._peer: tuple[str, int] = transport.get_extra_info("peername")[:2]
        self._all.open.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if self._exchange is not None or not self._got:  # a head has to be there in time, however slowly it drips
            self._since = self._all.loop.time()
        if self._lingers:
            return
        self._got = self._got + data if self._got else data
        self._go_on()

    def eof_received(self) -> bool:
        """The client says no more; it may still listen."""
        self._ended = True
        if self._exchange is not None:
            self._exchange.break_off(gone=True)
        elif self._got:  # half a request will never be a whole one
            self._all.loop.call_soon(self._go_on)
        return (self._exchange is not None or bool(self._got)) and not self._lingers

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - it ends all the same
        """It is gone."""
        self._all.lost(self)
        self._closing = True
        if self._exchange is not None:
            self._exchange.break_off(gone=True)
        self.resume_writing()

    def pause_writing(self) -> None:
        """The client is slow to read."""
        self._room = self._all.loop.create_future()

    def resume_writing(self) -> None:
        """It has read enough."""
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        self._room = None

    # what an exchange needs

    def write(self, data: bytes) -> None:
        """Send bytes."""
        self._transport.write(data)

    async def drained(self) -> None:
        """Wait until there is room for more."""
        if self._room is not None:
            await self._room

    def hold(self, *, held: bool) -> None:
        """Read nothing more for now, or go on."""
        if held is self._held or self._transport.is_closing():
            return
        self._held = held
        (self._transport.pause_reading if held else self._transport.resume_reading)()

    def done(self, *, kept: bool) -> None:
        """The response is complete."""
        exchange, self._exchange = self._exchange, None
        if self._closing or not kept:
            self._end(lingers=exchange is not None and not (exchange.complete or exchange.gone))
            return
        self._since = self._all.loop.time()
        self.hold(held=False)
        if self._got:
            self._all.loop.call_soon(self._go_on)
        elif self._ended:
            self._transport.close()

    def drop(self) -> None:
        """End it at once."""
        self._exchange = None
        self._transport.abort()

    def leave(self) -> None:
        """Have the answer that is being made be the last."""
        if self._exchange is not None:
            self._exchange.be_last()

    def retire(self) -> None:
        """End it as soon as it waits for nothing."""
        self._closing = True
        if self._exchange is None:
            self._transport.close()

    def look(self, now: float) -> None:
        """End it if nothing has come for too long."""
        exchange, waited = self._exchange, now - self._since
        if exchange is None:
            if waited > (_LINGER if self._lingers else _STALLED if self._got else _IDLE):
                self._transport.abort() if self._lingers else self._transport.close()
        elif not (exchange.complete or self._held) and waited > _STALLED:
            exchange.break_off(gone=False)

    # what is read

    def _go_on(self) -> None:
        """Read as far as it goes, one request after the other."""
        while self._got and not self._transport.is_closing():
            if self._exchange is not None:
                if self._exchange.complete:  # the next request waits for the response to this one
                    self.hold(held=len(self._got) > _LARGEST_HEAD)
                    return
                self._read_body(self._exchange)
                return
            exchange = self._begun()
            if exchange is None:
                if self._ended:
                    self._transport.close()
                return
            self._exchange = exchange
            if not exchange.complete:
                self._read_body(exchange)
            if self._ended:
                exchange.break_off(gone=True)
            self._respond(exchange)

    def _begun(self) -> Exchange | None:
        """The next request, once its head is there."""
        if self._got.startswith(b"\r\n"):  # Source: RFC 9112, 2.2
            self._got = self._got.lstrip(b"\r\n")
        raw, found, rest = self._got.partition(_END)
        if len(raw) > _LARGEST_HEAD:
            self._refuse(MalformedError("The head of the request is too large.", 431))
            return None
        if not found:
            return None
        try:
            read = head(raw)
        except MalformedError as error:
            self._refuse(error)
            return None
        self._got = rest
        self._body = Chunks() if read.length is None else Length(read.length)
        exchange = Exchange(read, self, self._peer)
        if self._all.leaving:
            exchange.be_last()
        return exchange

    def _read_body(self, exchange: Exchange) -> None:
        try:
            part, self._got = self._body.taken(self._got)
        except MalformedError:
            self._got, self._closing = b"", True
            exchange.break_off(gone=False)
            return
        exchange.feed(part, complete=self._body.complete)

    def _respond(self, exchange: Exchange) -> None:
        try:
            work = self._all.application(exchange)
        except Exception:
            failed(exchange)
            return
        if work is not None:
            self._all.run(exchange, work)

    def _refuse(self, error: MalformedError) -> None:
        """Answer what cannot be read, after which there is no telling where the next request begins."""
        refusal = Refusal(statuses=(error.status,), kind="malformed-request", detail=error.detail)
        response = problems.response(error.status, refusal)
        fields = (*response.headers, ("content-length", str(len(response.body))), ("connection", "close"))
        told = "".join(f"{name}: {value}\r\n" for name, value in fields)
        self._transport.write(f"HTTP/1.1 {error.status} \r\n{told}\r\n".encode() + response.body)
        self._end(lingers=True)

    def _end(self, *, lingers: bool) -> None:
        """Close, but let what was sent be read first by a client that is still sending. Source: RFC 9112, 9.6."""
        self._closing, self._got = True, b""
        if lingers and not self._transport.is_closing():
            self._lingers, self._since = True, self._all.loop.time()
            self.hold(held=False)
            self._transport.write_eof()
        else:
            self._transport.close()
