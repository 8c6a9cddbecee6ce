"""What a server does to whoever asks it: it tells bit by bit, without end, in disguise, or it is another."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from contracts.live.upstream import Unanswered, Upstream
from specs.messages import Request, Response

EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
PACKED = gzip.compress(b"hello")
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED
SLOW = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def saying(first: bytes, *, drip: bool = False) -> Iterator[Upstream]:
    """A server that says something, goes on byte by byte where it drips, and keeps its connections."""
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            while connection.recv(65_536):
                connection.sendall(first)
                while drip and not over.wait(0.02):
                    connection.sendall(b"x")

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve_quietly, args=(connection,), daemon=True).start()

    def serve_quietly(connection: socket.socket) -> None:
        try:
            serve(connection)
        except OSError:
            """They hung up."""

    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, daemon=True).start()
    upstream = Upstream(f"http://127.0.0.1:{listener.getsockname()[1]}", 1, most_seconds=0.3)
    try:
        yield upstream
    finally:
        over.set()
        upstream.close()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_nobody_waits_for_the_end_of_a_stream_of_events() -> None:
    with saying(EVENTS) as upstream:
        answers = [upstream.send(Request("GET", "/")) for _ in range(3)]
    assert [each.body for each in answers if isinstance(each, Response)] == [b""] * 3


def test_a_body_that_comes_byte_by_byte_is_not_waited_for() -> None:
    with saying(SLOW, drip=True) as upstream:
        answers = [upstream.send(Request("GET", "/")) for _ in range(2)]
    reason = "its body did not end within 0.3 seconds"
    assert answers == [Unanswered(reason, sent=True)] * 2


@pytest.mark.parametrize(("said", "body"), [(WHOLE, b"hello"), (b"HTTP/1.1 204 No\r\n\r\n", b"")])
def test_what_is_read_to_its_end_keeps_its_connection(said: bytes, body: bytes) -> None:
    with saying(said) as upstream:
        answers = [upstream.send(Request("GET", "/")) for _ in range(3)]
    assert [each.body for each in answers if isinstance(each, Response)] == [body] * 3
