"""A server that answers as nobody should, each of its paths in another way."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_PACKED = gzip.compress(bytes(80_000_000), 1)
"""Zeros, which become a few hundred times less."""
_ALIASES = b"a: &a [x]\n" + b"".join(
    b"%c: &%c [%b]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9)) for name in range(ord("b"), ord("l"))
)
"""Lists of lists, nine of each in the next: three milliards of texts, written out."""
_DRIP = 0.05
"""Seconds between the bytes of what drips."""


@dataclass
class HostileServer:
    """Where it is, what it was asked, and whether it is over."""

    url: str
    asked: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    elsewhere: str = ""

    def endless(self, channel: socket.socket) -> None:
        channel.sendall(_OK + b"\r\n")
        while not self.over.is_set():
            channel.sendall(b"[" * 65536)

    def drip(self, channel: socket.socket) -> None:
        channel.sendall(_OK + b"Content-Length: 1000000\r\n\r\n")
        while not self.over.wait(_DRIP):
            channel.sendall(b" ")

    def dripping_head(self, channel: socket.socket) -> None:
        channel.sendall(_OK + b"X-A: ")
        while not self.over.wait(_DRIP):
            channel.sendall(b"a")

    def endless_100(self, channel: socket.socket) -> None:
        while not self.over.is_set():
            channel.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def redirect(self, channel: socket.socket) -> None:
        told = f"Location: {self.elsewhere}/stolen\r\nSet-Cookie: a=b; Domain=evil.invalid\r\n"
        channel.sendall(b"HTTP/1.1 307 Go\r\nContent-Length: 0\r\n" + told.encode() + b"\r\n")

    def packed(self, channel: socket.socket) -> None:
        told = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(_PACKED)
        channel.sendall(_OK + told + _PACKED)

    def loop(self, channel: socket.socket) -> None:
        channel.sendall(f"HTTP/1.1 301 Go\r\nContent-Length: 0\r\nLocation: {self.url}/loop\r\n\r\n".encode())


def _yaml(text: bytes) -> Callable[[HostileServer, socket.socket], None]:
    return _saying(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/yaml\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text)
    )


def _saying(data: bytes) -> Callable[[HostileServer, socket.socket], None]:
    return lambda _, channel: channel.sendall(data)


WAYS: dict[str, Callable[[HostileServer, socket.socket], None]] = {
    "endless": HostileServer.endless,
    "drip": HostileServer.drip,
    "dripping-head": HostileServer.dripping_head,
    "endless-100": HostileServer.endless_100,
    "redirect": HostileServer.redirect,
    "loop": HostileServer.loop,
    "packed": HostileServer.packed,
    "many-fields": _saying(_OK + b"X-A: b\r\n" * 200_000 + b"Content-Length: 2\r\n\r\n[]"),
    "bad-chunks": _saying(_OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n"),
    "short": _saying(_OK + b"Content-Length: 1000\r\n\r\n[]"),
    "two-lengths": _saying(_OK + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n[]abc"),
    "injected": _saying(_OK + b"Content-Length: 2\r\nX-A: a\x1b[31m\x9b2Jb\r\n X-Folded: c\r\n\r\n[]"),
    "deep": _saying(_OK + b"Content-Length: 200000\r\n\r\n" + b"[" * 100_000 + b"]" * 100_000),
    "digits": _saying(_OK + b"Content-Length: 1000000\r\n\r\n" + b"9" * 1_000_000),
    "yaml-deep": _yaml(b"[" * 100_000 + b"]" * 100_000),
    "yaml-block": _yaml(b"".join(b" " * level + b"x:\n" for level in range(3_000))),
    "yaml-aliases": _yaml(_ALIASES),
    "yaml-tag": _yaml(b"!!python/object/apply:os.system [id]"),
    "yaml-broken": _yaml(b"a: [\n"),
    "no-http": _saying(b"SSH-2.0-OpenSSH_9\r\n\r\n"),
    "nothing": _saying(b""),
}
"""By path, what is said."""


@contextmanager
def hostile_server(elsewhere: str = "") -> Iterator[HostileServer]:
    """It, on a port of this machine; each connection has a thread, and one request."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = HostileServer(f"http://127.0.0.1:{listener.getsockname()[1]}", elsewhere=elsewhere)

    def answer(channel: socket.socket) -> None:
        with channel, contextlib.suppress(OSError):
            channel.settimeout(60)
            asked = channel.recv(65536)
            server.asked.append(asked)
            name = asked.partition(b" /")[2].partition(b" ")[0].partition(b"?")[0].decode("latin-1")
            WAYS.get(name, WAYS["nothing"])(server, channel)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def document(*ways: str) -> dict[str, Any]:
    """That has an operation for each way."""
    paths = {f"/{each}": {"get": {"operationId": each, "responses": _answer(each)}} for each in ways}
    return {"openapi": "3.0.3", "info": {"title": "Hostile", "version": "1"}, "paths": paths}


def _answer(way: str) -> dict[str, Any]:
    kind = "application/yaml" if way.startswith("yaml") else "application/json"
    return {"200": {"description": "ok", "content": {kind: {"schema": {"type": "array"}}}}}
