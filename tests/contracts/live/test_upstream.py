"""What a server does to whoever asks it: it tells bit by bit, without end, in disguise, or it is another."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from contracts.live.upstream import Unanswered, Upstream
from specs.messages import Request, Response

EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
PACKED = gzip.compress(b"hello")
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED
SLOW = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def saying(first: bytes, *, drip: bool = False, named: str = "", trusted: str | None = None) -> Iterator[Upstream]:
    """A server that says something, goes on byte by byte where it drips, and keeps its connections.

    Args:
        first: what it says to every request.
        named: whom its certificate is for; without, it has none, and speaks HTTP.
        trusted: the file of an authority that is trusted; its certificate is of that, where it is there.
    """
    secured = _secured(named, trusted) if named else None
    over = threading.Event()

    def serve(plain: socket.socket) -> None:
        with secured.wrap_socket(plain, server_side=True) if secured else plain as connection:
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
    origin = f"{'https' if named else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    upstream = Upstream(origin, 1, trusted, most_seconds=0.3 if drip else 20)
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


def _secured(named: str, trusted: str | None) -> ssl.SSLContext:
    """What a server needs to speak TLS, with an authority that is written to the file of the trusted one."""
    authority = trustme.CA()
    if trusted is not None:
        authority.cert_pem.write_to_path(trusted)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(named).configure_cert(context)
    return context


NOT_VERIFIED = Unanswered("its certificate cannot be verified", sent=False)


def test_who_cannot_show_whom_it_is_gets_nothing(tmp_path: Path) -> None:
    with saying(WHOLE, named="127.0.0.1") as upstream:
        assert upstream.send(Request("GET", "/")) == NOT_VERIFIED, "nobody vouches for it"
    with saying(WHOLE, named="example.org", trusted=str(tmp_path / "ca.pem")) as upstream:
        assert upstream.send(Request("GET", "/")) == NOT_VERIFIED, "it is somebody else"
    with saying(WHOLE, named="127.0.0.1", trusted=str(tmp_path / "ca.pem")) as upstream:
        answer = upstream.send(Request("GET", "/"))
    assert isinstance(answer, Response)
    assert answer.body == b"hello"
