"""Closing a client's connection, which no server interface for Python has a word for."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

_DESCRIPTORS = Path("/dev/fd")


def disconnect(host: str, port: int) -> None:
    """Close this process's connection with an address, if it has one: the other side sees it end without an answer.

    The server's own descriptor stays open, for the server to find out by itself.
    """
    for connection in _connections():
        with connection, contextlib.suppress(OSError):
            if connection.getpeername()[:2] == (host, port):
                connection.shutdown(socket.SHUT_RDWR)


def _connections() -> Iterator[socket.socket]:
    for each in tuple(_DESCRIPTORS.iterdir()):
        with contextlib.suppress(OSError):
            number = os.dup(int(each.name))
            try:
                yield socket.socket(fileno=number)
            except OSError:
                os.close(number)
