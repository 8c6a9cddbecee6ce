"""HTTP/1.1 to one upstream: streaming both ways, over connections that are kept, in bounded time and memory."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import h11

from mockserver.errors import MockError
from mockserver.proxy.choices import Choices, Upstream
from specs.messages import Headers

_PART = 64 * 1024
_LARGEST_HEAD = 128 * 1024
_MOST_INTERIM = 20
_KEPT = 32
_IDLE = 4.0
"""Seconds; the usual servers close connections that have been idle for five."""
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})


class UpstreamError(Exception):
    """The upstream gave no answer, or not the whole of it.

    Attributes:
        kind: ``upstream-unreachable``, ``upstream-timeout`` or ``upstream-broken``.
        fresh: nothing of an answer had come.
    """

    def __init__(self, kind: str, told: str, *, fresh: bool = False) -> None:
        super().__init__(told)
        self.kind, self.fresh = kind, fresh


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """A request for the upstream.

    Attributes:
        target: path and query.
        headers: framing included.
        body: None where there is none.
    """

    method: str
    target: str
    headers: Headers
    body: AsyncIterator[bytes] | None

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again, unasked. Source: RFC 9110, 9.2.2."""
        return self.body is None and self.method in _IDEMPOTENT


class Line:
    """A connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._state = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LARGEST_HEAD)
        self._since = time.monotonic()

    async def send(self, asked: Outgoing, patience: float) -> None:
        """Send a request, as fast as the upstream takes it; each part within ``patience`` seconds."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in asked.headers]
        await self._write(h11.Request(method=asked.method, target=asked.target, headers=headers), patience)
        if asked.body is not None:
            async for part in asked.body:
                await self._write(h11.Data(data=part), patience)
        await self._write(h11.EndOfMessage(), patience)

    async def _write(self, event: h11.Event, patience: float) -> None:
        data = self._state.send(event)
        if data:
            self._writer.write(data)
            async with asyncio.timeout(patience):
                await self._writer.drain()

    async def head(self) -> h11.Response:
        """Status and fields of the final response."""
        for _ in range(_MOST_INTERIM):
            event = await self._next()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                break
        raise h11.RemoteProtocolError("it closed the connection without an answer")

    async def part(self) -> bytes | None:
        """The next part of the body; None at its end. To be cancelled without loss."""
        event = await self._next()
        if isinstance(event, h11.Data):
            return bytes(event.data)
        if isinstance(event, h11.EndOfMessage):
            return None
        raise h11.RemoteProtocolError("its response is not complete")

    async def _next(self) -> object:
        while (event := self._state.next_event()) is h11.NEED_DATA:
            self._state.receive_data(await self._reader.read(_PART))
        return event

    def again(self) -> bool:
        """Whether another exchange may follow; it is prepared for that."""
        if self._state.our_state is h11.DONE and self._state.their_state is h11.DONE and not self._reader.at_eof():
            self._state.start_next_cycle()
            self._since = time.monotonic()
            return True
        return False

    @property
    def usable(self) -> bool:
        """Whether it has been idle for so short a time that it will still be there."""
        fresh = time.monotonic() - self._since < _IDLE
        return fresh and not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        """Close it, whatever is under way."""
        with contextlib.suppress(OSError):
            self._writer.transport.abort()


@dataclass(slots=True, eq=False)
class Received:
    """A response whose body is still to come."""

    status: int
    headers: Headers
    _line: Line
    _client: Client
    _patience: float

    async def part(self, *, endless: bool = False) -> bytes | None:
        """The next part of the body; None at its end. May be cancelled without loss.

        Raises:
            UpstreamError: it does not come, in ``read_timeout`` unless it is part of an endless stream.
        """
        with _told(self.close):
            async with asyncio.timeout(None if endless else self._patience):
                found = await self._line.part()
        if found is None:
            self._client.release(self._line)
        return found

    def close(self) -> None:
        """Have nothing more of it."""
        self._line.close()


class Client:
    """Asks one upstream.

    Args:
        upstream: where it is.
        choices: how long it is waited for, and whether it is trusted.

    Raises:
        MockError: the certificates cannot be read.
    """

    def __init__(self, upstream: Upstream, choices: Choices) -> None:
        self._upstream, self._choices = upstream, choices
        self._trust = _trust(choices) if upstream.scheme == "https" else None
        self._idle: deque[Line] = deque(maxlen=_KEPT)

    async def ask(self, asked: Outgoing) -> Received:
        """Send a request, and wait for the head of its response.

        Raises:
            UpstreamError: there is none.
        """
        line = self._kept()
        if line is not None:
            try:
                return await self._exchange(line, asked)
            except UpstreamError as error:
                if not (error.fresh and asked.repeatable):
                    raise
        return await self._exchange(await self._connected(), asked)

    def release(self, line: Line) -> None:
        """Keep a connection for the next request, if it will do."""
        if not line.again():
            line.close()
            return
        if len(self._idle) == _KEPT:
            self._idle.popleft().close()
        self._idle.append(line)

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> Line | None:
        while self._idle:
            line = self._idle.pop()
            if line.usable:
                return line
            line.close()
        return None

    async def _connected(self) -> Line:
        where, name = self._upstream, self._upstream.host if self._trust else None
        try:
            async with asyncio.timeout(self._choices.connect_timeout):
                return Line(
                    *await asyncio.open_connection(where.host, where.port, ssl=self._trust, server_hostname=name)
                )
        except TimeoutError as error:
            told = f"The upstream {where.origin} took no connection in {self._choices.connect_timeout:g} s"
            raise UpstreamError("upstream-timeout", told, fresh=True) from error
        except ssl.SSLCertVerificationError as error:
            told = f"The certificate of {where.origin} is not trusted: {error.verify_message}"
            raise UpstreamError("upstream-unreachable", told, fresh=True) from error
        except (OSError, UnicodeError) as error:
            number = getattr(error, "errno", None) or 0
            reason = (os.strerror(number) if number > 0 else getattr(error, "strerror", None) or str(error)).lower()
            raise UpstreamError(
                "upstream-unreachable", f"The upstream {where.origin} cannot be reached: {reason}", fresh=True
            ) from error

    async def _exchange(self, line: Line, asked: Outgoing) -> Received:
        sending = asyncio.ensure_future(line.send(asked, self._choices.read_timeout))
        heading = asyncio.ensure_future(line.head())
        try:
            with _told(line.close, fresh=True):
                await asyncio.wait({sending, heading}, return_when=asyncio.FIRST_COMPLETED)
                _raise_what_is_not_the_upstreams(sending)
                async with asyncio.timeout(self._choices.read_timeout):  # a client may take its time to send
                    head = await heading
        except BaseException:
            line.close()
            raise
        finally:
            for task in (sending, heading):
                task.cancel()
            await asyncio.gather(sending, heading, return_exceptions=True)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
        return Received(head.status_code, headers, line, self, self._choices.read_timeout)


def _raise_what_is_not_the_upstreams(sending: asyncio.Future[None]) -> None:
    """An upstream may answer and close before it has read everything: its answer counts."""
    error = sending.exception() if sending.done() else None
    if error is not None and not isinstance(error, OSError):
        raise error


@contextlib.contextmanager
def _told(close: Callable[[], None], *, fresh: bool = False) -> Iterator[None]:
    """Close the connection where something goes wrong with it, and say what.

    Raises:
        UpstreamError: something does.
    """
    try:
        yield
    except TimeoutError as error:
        close()
        raise UpstreamError("upstream-timeout", "The upstream took too long to answer") from error
    except h11.RemoteProtocolError as error:
        close()
        raise UpstreamError("upstream-broken", f"The upstream breaks HTTP: {error}", fresh=fresh) from error
    except OSError as error:
        close()
        raise UpstreamError("upstream-broken", "The upstream has closed the connection", fresh=fresh) from error


def _trust(choices: Choices) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if choices.ca is not None:
        try:
            context.load_verify_locations(choices.ca)
        except (OSError, ssl.SSLError) as error:
            told = getattr(error, "strerror", None) or "no certificates"
            raise MockError(f"{choices.ca} cannot be read: {told}", hint="--ca takes a file in PEM") from error
    if choices.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context
