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

from contracts.live import line
from contracts.live.upstream import Unanswered, Upstream
from specs.messages import Request, Response

EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
PACKED = gzip.compress(b"hello", mtime=0)
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED
SLOW = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def saying(
    first: bytes, *, drip: bool = False, closes: bool = False, named: str = "", trusted: str | None = None
) -> Iterator[Upstream]:
    """A server that says something, goes on byte by byte where it drips, and keeps its connections or closes.

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
                if closes:
                    return
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


OK = b"HTTP/1.1 200 OK\r\n"
NO_HTTP = "its answer is none of HTTP/1.1: "
HOSTILE: list[tuple[str, bytes, str]] = [
    ("a head without end", OK + b"X: " + b"x" * 600_000, NO_HTTP + "Its head is too large."),
    ("no status", b"220 smtp.example.org ESMTP\r\n\r\n", NO_HTTP + "The first line tells no status."),
    ("a field that is none", OK + b"X\r\n\r\n", NO_HTTP + "A header field is not written as one."),
    ("a field in two lines", OK + b"X: y\r\n z\r\n\r\n", NO_HTTP + "A header field is not written as one."),
    ("two lengths", OK + b"Content-Length: 1, 2\r\n\r\nab", NO_HTTP + "It is told in two ways how long the body is."),
    ("no length", OK + b"Content-Length: -1\r\n\r\na", NO_HTTP + "Content-Length is no number."),
    (
        "a length and chunks",
        OK + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        NO_HTTP + "It is told in two ways how long the body is.",
    ),
    (
        "another coding",
        OK + b"Transfer-Encoding: gzip\r\n\r\n",
        NO_HTTP + "Transfer-Encoding can be chunked only.",
    ),
    (
        "chunks that are none",
        OK + b"Transfer-Encoding: chunked\r\n\r\nmany\r\n",
        NO_HTTP + "A chunk does not tell its size.",
    ),
    (
        "a chunk that goes on",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        NO_HTTP + "A chunk is longer than it says.",
    ),
    (
        "another protocol",
        b"HTTP/1.1 101 Now\r\nUpgrade: other\r\n\r\n",
        NO_HTTP + "It goes on with another protocol, which nobody asked for.",
    ),
    (
        "still to come",
        b"HTTP/1.1 102 Wait\r\n\r\n" * 100,
        NO_HTTP + "It says again and again that the answer is still to come.",
    ),
    ("nothing", b"", "it closed the connection without an answer"),
    ("half a head", OK + b"X: y\r\n", "it closed the connection without an answer"),
    ("half a body", OK + b"Content-Length: 9\r\n\r\nhalf", "its body broke off"),
    ("half of its chunks", OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "its body broke off"),
    (
        "what is not packed",
        OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
        "its body cannot be read: the body is no gzip",
    ),
    (
        "what nobody can unpack",
        OK + b"Content-Encoding: odd\r\nContent-Length: 5\r\n\r\nplain",
        "its body cannot be read: the content coding 'odd' is not known here",
    ),
]


@pytest.mark.parametrize(("said", "reason"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE])
def test_an_answer_that_is_none_is_told_as_such(said: bytes, reason: str) -> None:
    with saying(said, closes=True) as upstream:
        assert [upstream.send(Request("GET", "/")) for _ in range(2)] == [Unanswered(reason, sent=True)] * 2


def test_no_more_is_read_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_LARGEST_BODY", 1_000)
    too_long = Unanswered("its body is longer than 1,000 bytes", sent=True)
    packed = gzip.compress(b"x" * 5_000)
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1f4\r\n" + b"x" * 500 + b"\r\n"
    with saying(chunks + chunks.partition(b"\r\n\r\n")[2] * 3) as upstream:
        assert upstream.send(Request("GET", "/")) == too_long
    with saying(OK + b"\r\n" + b"x" * 5_000) as upstream:
        assert upstream.send(Request("GET", "/")) == too_long
    with saying(bomb) as upstream:
        reason = "its body cannot be read: more than 1000 bytes come out of its gzip"
        assert upstream.send(Request("GET", "/")) == Unanswered(reason, sent=True)


def test_a_head_that_comes_byte_by_byte_is_not_waited_for() -> None:
    with saying(b"HTTP/1.1 200 OK\r\nX: ", drip=True) as upstream:
        assert upstream.send(Request("GET", "/")) == Unanswered("its head did not end within 0.3 seconds", sent=True)


def test_who_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        upstream = Upstream(f"http://127.0.0.1:{deaf.getsockname()[1]}", 1, most_seconds=0.1)
        assert upstream.send(Request("GET", "/")) == Unanswered("it said nothing for 0.1 seconds", sent=True)
    assert upstream.send(Request("GET", "/")) == Unanswered("nobody listens there", sent=False)


FINE: list[tuple[str, str, bytes, bytes]] = [
    ("after others", "GET", b"HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 103 Soon\r\nLink: <a>\r\n\r\n" + WHOLE, b"hello"),
    ("to the end", "GET", OK + b"\r\nhello", b"hello"),
    ("of an older version", "GET", b"HTTP/1.0 200 OK\r\n\r\nhello", b"hello"),
    ("without a word", "GET", b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
    ("in chunks", "GET", OK + b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n", b"hello"),
    ("the head alone", "HEAD", OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", b""),
    ("told twice alike", "GET", OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
    ("more than it said", "GET", OK + b"Content-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\n", b"hello"),
    ("closing", "GET", OK + b"Connection: close\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
]


@pytest.mark.parametrize(("method", "said", "body"), [each[1:] for each in FINE], ids=[each[0] for each in FINE])
def test_answers_are_read_as_they_are_meant(method: str, said: bytes, body: bytes) -> None:
    with saying(said, closes=b"Length" not in said and b"chunked" not in said) as upstream:
        answers = [upstream.send(Request(method, "/")) for _ in range(2)]
    assert [(each.status, each.body) for each in answers if isinstance(each, Response)] == [(200, body)] * 2


@pytest.mark.parametrize(
    "odd",
    [
        Request("GET", "/a\r\nX: y"),
        Request("GET", "/", headers=(("X", "y\nDELETE / HTTP/1.1"),)),
        Request("GET", "/", headers=(("X\r", "y"),)),
        Request("GET", "/", headers=(("X", "y\0"),)),
        Request("GET", "/\u20ac"),
    ],
    ids=["path", "value", "name", "nothing", "letter"],
)
def test_what_could_be_read_as_another_request_is_not_sent(odd: Request) -> None:
    with saying(WHOLE) as upstream:
        answer = upstream.send(odd)
    assert isinstance(answer, Unanswered)
    assert not answer.sent


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
