"""The server's own way from bytes to bytes, in this process and without a socket."""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

import specs
from benchmarks.fuzzing.answers import Read, read
from benchmarks.fuzzing.mutants import Mutant
from mockserver.hosts.hosting import Host, Served
from mockserver.serving.bridge import Bridge
from mockserver.serving.connection import Connections
from mockserver.serving.exchange import Exchange
from mockserver.serving.server import pages_of
from mockserver.settings import Auth, Settings

_PEER = ("127.0.0.1", 50_000)
_LONGEST = 5.0
"""Seconds of a processor that a request may take."""


class _AtOnce(Executor):
    """Does what it is given before it comes back."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        """Do it."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **more))
        except Exception as error:
            done.set_exception(error)
        return done


class _Wire(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__({"sockname": ("127.0.0.1", 80), "peername": _PEER})
        self.sent: list[bytes] = []
        self.closed = False
        self.protocol: asyncio.Protocol | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it."""
        if not self.closed:
            self.sent.append(bytes(data))

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.closed

    def close(self) -> None:
        """End it, and tell who reads from it, a little later as asyncio does."""
        if not self.closed and self.protocol is not None:
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)
        self.closed = True

    abort = close

    def write_eof(self) -> None:
        """Nothing more is written."""

    def pause_reading(self) -> None:
        """Whatever is given is given at once."""

    def resume_reading(self) -> None:
        """As before."""


class Inside:
    """A server for one connection after another.

    Args:
        document: what it serves.
    """

    def __init__(self, document: specs.Document) -> None:
        self._document = document
        self._loop = asyncio.new_event_loop()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget everything: a fresh mock."""
        host = Host([Served(document=self._document)], Settings(seed=1, auth=Auth.ANY, sessions=20), time.time)
        at_once = _AtOnce()
        self._host, self._methods = host, list[str]()
        bridge = Bridge(host, partial(pages_of, host), at_once, at_once)

        def application(exchange: Exchange) -> Coroutine[Any, Any, None] | None:
            self._methods.append(exchange.request.method)
            return bridge(exchange)

        self._application = application

    def close(self) -> None:
        """Let go of the loop."""
        self._loop.close()

    def tried(self, mutant: Mutant) -> Read:
        """What came of a connection over which a mutant was sent."""
        self._methods.clear()
        told, was, start = io.StringIO(), sys.stderr, time.process_time()
        sys.stderr = told
        try:
            wire = self._loop.run_until_complete(self._talk(mutant))
        except Exception as error:
            return Read((), f"crashed: {type(error).__name__}: {error}")
        finally:
            sys.stderr = was
        if told.getvalue():
            return Read((), f"told on standard error: {told.getvalue()[-2000:]}")
        if time.process_time() - start > _LONGEST:
            return Read((), f"took {time.process_time() - start:.1f} s")
        if not wire.sent and _END in mutant.wire.lstrip(b"\r\n") and not self._host.mocks[0].faults.listed():
            return Read((), "no answer")
        return read(b"".join(wire.sent), self._methods, closed=True)

    async def _talk(self, mutant: Mutant) -> _Wire:
        connections, wire = Connections(self._application), _Wire()
        wire.protocol = connection = connections.accept()
        connection.connection_made(wire)
        for piece in mutant.pieces:
            if piece and not wire.closed:
                connection.data_received(piece)
                await asyncio.sleep(0)
        if not wire.closed and not connection.eof_received():
            wire.close()
        await connections.close(_LONGEST)
        return wire


_END = b"\r\n\r\n"
