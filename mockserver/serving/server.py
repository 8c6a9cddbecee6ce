"""The mock on a port, in this process, until a signal ends it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from mockserver.errors import MockError
from mockserver.hosts.hosting import Host
from mockserver.serving.bridge import Bridge
from mockserver.serving.connection import Application, Connections
from mockserver.serving.pages import Pages

_THREADS = 8
BACKLOG = 1024


@dataclass(frozen=True, slots=True)
class Ending:
    """How a server ends.

    Attributes:
        drain: seconds after SIGTERM in which it goes on, so that whoever leads clients to it leads them elsewhere; each
            connection is closed with its next answer. A second signal ends that, and SIGINT does without it.
        grace: seconds that requests may then take which have begun.
    """

    drain: float = 0.0
    grace: float = 1.0


AT_ONCE = Ending()


def serve(
    mock: Host,
    host: str,
    port: int,
    *,
    pages: Callable[[], Pages] | None = None,
    ready: Callable[[str], None] = lambda _: None,
    ended: Callable[[], None] = lambda: None,
    shared: socket.socket | None = None,
    ending: Ending = AT_ONCE,
) -> NoReturn:
    """Serve mocks until SIGINT or SIGTERM; then the process ends, with exit code 0.

    Args:
        mock: what is served.
        host: address to listen on.
        port: 0 takes a free one.
        pages: makes what answers beside them, when it is first asked something; ``beside.controlling`` where None.
        ready: called with the base URL once connections are accepted.
        ended: called when no more are.
        shared: listens there already, for this process and others; None where nobody does.
        ending: how it ends.

    Raises:
        MockError: the address cannot be listened on.
    """
    make = partial(Bridge, mock, pages or partial(pages_of, mock))
    run(make, host, port, ready=ready, leaving=mock.leave, ended=ended, shared=shared, ending=ending)


def run(
    make: Callable[[Executor, Executor], Application],
    host: str,
    port: int,
    *,
    ready: Callable[[str], None] = lambda _: None,
    leaving: Callable[[], None] = lambda: None,
    ended: Callable[[], int | None] = lambda: None,
    shared: socket.socket | None = None,
    ending: Ending = AT_ONCE,
) -> NoReturn:
    """Serve an application until SIGINT or SIGTERM; then the process ends.

    Args:
        make: makes it, with the threads for whatever takes time and those for pages.
        host: address to listen on.
        port: 0 takes a free one.
        ready: called with the base URL once connections are accepted.
        leaving: called when the end begins.
        ended: called when no more are; the exit code, None for 0.
        shared: listens there already, for this process and others; None where nobody does.
        ending: how it ends.

    Raises:
        MockError: the address cannot be listened on.
    """
    host, port = (host, port) if shared else address(host, port)
    gc.freeze()  # what is here by now stays until the end; to look through it again and again would only take time
    told = (ready, leaving, ended)
    asyncio.run(_serve(make, (host, port), told, shared, ending))


def address(host: str, port: int) -> tuple[str, int]:
    """The IP address and port to listen on, after a look whether that is possible.

    Raises:
        MockError: it is not.
    """
    try:
        # A text would be encoded as an international name first, by a codec of which most names have no need.
        name = host.encode() if host.isascii() else host
        found = sorted(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))  # IPv4 first
        family, kind, protocol, _, where = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            return str(where[0]), int(probe.getsockname()[1])
    except (OSError, OverflowError) as error:
        raise _cannot_listen(host, port, getattr(error, "strerror", None) or str(error)) from error


def _cannot_listen(host: str, port: int, told: str) -> MockError:
    hint = "choose another with --port or --host"
    return MockError(f"cannot listen on {host}:{port}: {told.lower()}", hint=hint)


def pages_of(mock: Host) -> Pages:
    """What answers beside a mock."""
    from mockserver.beside import controlling  # it takes time and memory, and is not always asked for

    return controlling(mock)


async def _serve(
    make: Callable[[Executor, Executor], Application],
    where: tuple[str, int],
    told: tuple[Callable[[str], None], Callable[[], None], Callable[[], int | None]],
    shared: socket.socket | None,
    ending: Ending,
) -> NoReturn:
    ready, leaving, ended = told
    with ThreadPoolExecutor(_THREADS, "mock") as pool, ThreadPoolExecutor(_THREADS, "page") as page_pool:
        last, stopped = _signals()
        async with listening(make(pool, page_pool), *where, shared, ending.grace) as connections:
            ready(base_url(*where))
            await last.wait()
            leaving()
            connections.leave()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), ending.drain)
        _end(ended() or 0)


def _signals() -> tuple[asyncio.Event, asyncio.Event]:
    """Whether the end is to begin, and whether it is to be short."""
    last, stopped = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(*, hastily: bool) -> None:
        if hastily or last.is_set():
            stopped.set()
        last.set()

    loop.add_signal_handler(signal.SIGTERM, partial(end, hastily=False))
    loop.add_signal_handler(signal.SIGINT, partial(end, hastily=True))
    return last, stopped


@asynccontextmanager
async def listening(
    application: Application,
    host: str,
    port: int,
    shared: socket.socket | None = None,
    grace: float = AT_ONCE.grace,
) -> AsyncIterator[Connections]:
    """Take connections for an application; of those that come to a socket that others listen on too, some.

    At the end, requests that have begun may take so many seconds of grace.

    Raises:
        MockError: the address cannot be listened on.
    """
    listens = shared or listener(host, port)
    connections = Connections(application)
    server = await connections.loop.create_server(connections.accept, sock=listens, backlog=BACKLOG)
    try:
        yield connections
    finally:
        waiting = list(_waiting(listens))
        server.close()
        last = [(await connections.loop.connect_accepted_socket(connections.accept, each))[1] for each in waiting]
        await connections.close(grace, last)  # a request that never ends must not keep the mock from doing so


def listener(host: str, port: int) -> socket.socket:
    """A socket that connections come to. Raises MockError: the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise _cannot_listen(host, port, error.strerror or str(error)) from error


def _waiting(listens: socket.socket) -> Iterator[socket.socket]:
    """Those that have come and nobody has taken yet: a socket that is closed breaks off what they have sent."""
    with contextlib.suppress(OSError):
        while True:
            yield listens.accept()[0]


def _end(code: int) -> NoReturn:
    """End the process here and now, with an exit code, whatever its threads are at."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def base_url(host: str, port: int) -> str:
    """The address to tell a person; an unspecified host is this machine."""
    host = _reachable(host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
