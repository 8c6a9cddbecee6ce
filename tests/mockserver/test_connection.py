"""HTTP/1.1 on a socket: what is read as a request, and what becomes of connections."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.serving import connection
from mockserver.serving.connection import Application
from mockserver.serving.exchange import BrokenOffError, Exchange
from mockserver.serving.heads import Head, head
from mockserver.serving.server import address, listening
from specs.http1.bodies import Chunks
from specs.http1.fields import MalformedError

Where = tuple[str, int]


async def _echo(exchange: Exchange) -> None:
    """Say back what came; ``/slow`` waits for the word, ``/stream`` sends it part by part."""
    parts: list[bytes] = []
    try:
        while (part := await exchange.part()) is not None:
            parts.append(part)
    except BrokenOffError:
        exchange.answer(400, (), b"broken off")
        return
    if exchange.request.path == "/fails":
        raise RuntimeError("on purpose")
    if exchange.request.path == "/stream":
        exchange.start(200, ())
        for part in (b"a" * 10, b"b" * 70_000):
            await exchange.send(part)
        exchange.end()
    elif exchange.request.path == "/left":
        exchange.start(200, ())
        await exchange.send(b"first")
        await exchange.left()
        LEFT.set()
    elif exchange.request.path == "/nothing":
        exchange.answer(204, (), b"")
    elif exchange.request.path == "/unfinished":
        exchange.start(200, (("content-length", "10"),))
        await exchange.send(b"abc")
        exchange.end()
    else:
        exchange.answer(200, (), b"".join(parts) or exchange.request.path.encode())


LEFT = threading.Event()


def answer(exchange: Exchange) -> Coroutine[Any, Any, None] | None:
    """Answer at once where that can be."""
    if exchange.request.path == "/at-once" and exchange.complete:
        exchange.answer(200, (("content-type", "text/plain"),), exchange.taken() or b"at once")
        return None
    return _echo(exchange)


def served(application: Application) -> Iterator[Where]:
    where, loop, ready = address("127.0.0.1", 0), asyncio.new_event_loop(), threading.Event()
    stop: list[Callable[[], None]] = []

    async def serve() -> None:
        stopped = asyncio.Event()
        stop.append(lambda: loop.call_soon_threadsafe(stopped.set))
        async with listening(application, *where):
            ready.set()
            await stopped.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(20)
    yield where
    stop[0]()
    thread.join(20)
    assert not thread.is_alive()
    loop.close()


@pytest.fixture(scope="module")
def where() -> Iterator[Where]:
    yield from served(answer)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Where]:
    """A server that waits for nobody."""
    for name in ("_IDLE", "_STALLED", "_LINGER", "_LOOK_EVERY"):
        monkeypatch.setattr(connection, name, 0.05)
    yield from served(answer)


def said(where: Where, *sent: bytes, ends: bool = True) -> list[tuple[int, dict[str, str], bytes]]:
    """The responses to what is sent, part by part, as h11 reads them; up to the end of the connection."""
    client, found = h11.Connection(h11.CLIENT), []
    with socket.create_connection(where, timeout=10) as wire:
        for part in sent:
            wire.sendall(part)
        if ends:
            wire.shutdown(socket.SHUT_WR)
        got = b""
        while part := wire.recv(65536):
            got += part
    while got:
        client = h11.Connection(h11.CLIENT)
        client.send(h11.Request(method="GET", target="/", headers=[("host", "h")]))
        client.send(h11.EndOfMessage())
        client.receive_data(got)
        client.receive_data(b"")
        response, body = client.next_event(), b""
        assert isinstance(response, h11.Response), response
        while isinstance(event := client.next_event(), h11.Data):
            body += bytes(event.data)
        found.append((response.status_code, {n.decode(): v.decode() for n, v in response.headers}, body))
        got = client.trailing_data[0]
    return found


GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
CHUNKED = (
    b"\r\nPOST /b HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n2;x=y\r\nhi\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n"
)


def test_requests_come_one_after_the_other_over_one_connection(where: Where) -> None:
    sent = (
        GET
        + b"GET /at-once HTTP/1.1\r\nHost: h\r\n\r\n"
        + b"POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"
    )
    assert [body for _, _, body in said(where, sent + GET)] == [b"/a", b"at once", b"hi", b"/a"]


def test_a_request_may_come_byte_by_byte(where: Where) -> None:
    sent = CHUNKED + GET
    parts = [sent[at : at + 1] for at in range(len(sent))]
    assert [body for _, _, body in said(where, *parts)] == [b"hi!", b"/a"]


@pytest.mark.parametrize(
    ("version", "field", "kept"),
    [
        ("1.1", b"", True),
        ("1.1", b"Connection: close\r\n", False),
        ("1.0", b"", False),
        ("1.0", b"Connection: Keep-Alive\r\n", True),
    ],
)
def test_a_connection_stays_as_the_client_wishes(where: Where, version: str, field: bytes, kept: bool) -> None:
    first = b"GET /a HTTP/" + version.encode() + b"\r\nHost: h\r\n" + field + b"\r\n"
    answers = said(where, first + GET)
    assert len(answers) == 1 + kept
    assert answers[0][1].get("connection") == ({"1.0": "keep-alive", "1.1": None}[version] if kept else "close")


def test_the_client_is_told_to_go_on_when_its_body_is_wanted(where: Where) -> None:
    with socket.create_connection(where, timeout=10) as wire:
        wire.sendall(b"POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert wire.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        wire.sendall(b"abc")
        assert wire.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_body_without_a_length_goes_in_chunks_or_to_the_end(where: Where) -> None:
    (_, fields, body), *_ = said(where, b"GET /stream HTTP/1.1\r\nHost: h\r\n\r\n")
    assert (fields["transfer-encoding"], len(body)) == ("chunked", 70_010)
    (_, fields, body), *_ = said(where, b"GET /stream HTTP/1.0\r\n\r\n")
    assert ("transfer-encoding" in fields, len(body)) == (False, 70_010)


def test_what_has_no_body_gets_none(where: Where) -> None:
    with socket.create_connection(where, timeout=10) as wire:
        wire.sendall(b"HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /nothing HTTP/1.0\r\n\r\n")
        got = b""
        while part := wire.recv(65536):
            got += part
    first, second, rest = got.split(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200")
    assert second.startswith(b"HTTP/1.1 204")
    assert b"content-length" not in second
    assert rest == b""


def test_a_response_shorter_than_it_said_ends_with_the_connection(where: Where) -> None:
    with socket.create_connection(where, timeout=10) as wire:
        wire.sendall(b"GET /unfinished HTTP/1.1\r\nHost: h\r\n\r\n" + GET)
        got = b""
        while part := wire.recv(65536):
            got += part
    assert got.endswith(b"\r\n\r\nabc")


def test_a_failure_inside_is_told_and_the_server_goes_on(where: Where, capfd: pytest.CaptureFixture[str]) -> None:
    assert said(where, b"GET /fails HTTP/1.1\r\nHost: h\r\n\r\n")[0][0] == 500
    assert said(where, GET)[0][0] == 200
    assert "on purpose" in capfd.readouterr().err


def test_who_streams_learns_that_the_client_has_left(where: Where) -> None:
    with socket.create_connection(where, timeout=10) as wire:
        wire.sendall(b"GET /left HTTP/1.1\r\nHost: h\r\n\r\n")
        assert wire.recv(1000)
    assert LEFT.wait(10)


def test_chunks_that_are_none_break_the_request_off(where: Where) -> None:
    sent = b"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert said(where, sent, b"zz\r\n")[0][::2] == (400, b"broken off")


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /a HTTP/1.1\r\nHos", b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc", GET],
    ids=["nothing", "half a head", "half a body", "nothing more"],
)
def test_nobody_is_waited_for_forever(hasty: Where, sent: bytes) -> None:
    said(hasty, sent, ends=False)  # which returns when the connection ends


def test_a_head_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("_STALLED", 0.3), ("_LINGER", 0.05), ("_LOOK_EVERY", 0.02)):
        monkeypatch.setattr(connection, name, seconds)
    for there in served(answer):
        with socket.create_connection(there, timeout=0.05) as wire:
            wire.sendall(b"GET /a HTTP/1.1\r\nX: ")
            for _ in range(1_000):
                try:
                    wire.sendall(b"x")
                    if wire.recv(1) == b"":
                        break
                except TimeoutError:
                    continue
                except ConnectionError:
                    break
            else:
                raise AssertionError("a byte now and then keeps a connection")


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (b"GET /a HTTP/1.1\r\nHos", []),
        (b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc", [400]),
        (GET + b"GET /a HTTP/1.1\r\nHos", [200]),
        (GET + b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc", [200, 400]),
    ],
    ids=["half a head", "half a body", "half a second head", "half a second body"],
)
def test_nobody_who_has_ended_is_waited_for(where: Where, sent: bytes, statuses: list[int]) -> None:
    """Within the ten seconds of ``said``: a client that says nothing more, but has not ended, is waited for longer."""
    assert [status for status, _, _ in said(where, sent)] == statuses


def test_a_head_is_read_up_to_a_size_only(where: Where) -> None:
    sent = b"GET /a HTTP/1.1\r\nX: " + b"x" * 600_000
    assert said(where, sent)[0][0] == 431


_PIECE = st.sampled_from(
    [
        *(b"GET", b"PO ST", b" ", b"/a", b"/\xc3\xa4?x=%20", b"http://h/", b"*", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2"),
        *(b"\r\n", b"\n", b"\r", b"\x7f", b":", b" folded", b"X: a\x00b", b"X:", b"X", b"X: \tv\t ", b"Host: h"),
        *(b"Content-Length: 3", b"content-length:4", b"Content-Length: 3, 3", b"Content-Length: -1"),
        *(b"Content-Length: \xb2", b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip"),
        *(b"Transfer-Encoding : chunked", b"Connection: close", b"Expect: 100-continue"),
    ]
)
_LINES = st.lists(_PIECE, max_size=3).map(b"".join)
_FIRST = st.sampled_from([b"GET / HTTP/1.1", b"POST /a?b HTTP/1.0", b"PURGE * HTTP/1.1"]) | _LINES


@given(st.lists(_LINES, max_size=5), _FIRST)
@example([b"Host: h", b"Content-Length: 3", b"Content-Length: 4"], b"GET / HTTP/1.1")
@example([b"Host: h", b"Content-Length: 3", b"Transfer-Encoding: chunked"], b"GET / HTTP/1.1")
def test_no_request_is_read_that_another_reader_refuses_or_reads_otherwise(lines: list[bytes], first: bytes) -> None:
    raw = b"\r\n".join([first, *lines])
    try:
        read = head(raw)
    except MalformedError:
        return
    other = h11.Connection(h11.SERVER)
    needs_host = read.version == "1.1" and not any(name == "host" for name, _ in read.request.headers)
    other.receive_data(raw + (b"\r\nHost: h" if needs_host else b"") + b"\r\n\r\n")
    event = other.next_event()
    assert isinstance(event, h11.Request), (raw, event)
    fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers)
    assert (event.method.decode(), event.target) == (read.request.method, read.target)
    ours = _as_h11(read)
    assert fields[: len(ours)] == ours, raw


def _as_h11(read: Head) -> tuple[tuple[str, str], ...]:
    """It gives a length that is told twice once, and transfer codings in lower case."""
    found: list[tuple[str, str]] = []
    for name, value in read.request.headers:
        if name != "content-length" or (name, value) not in found:
            found.append((name, value.lower() if name == "transfer-encoding" else value))
    return tuple(found)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.binary(max_size=9), st.data())
def test_chunks_are_put_together_however_torn(parts: list[bytes], rest: bytes, data: st.DataObject) -> None:
    sent = b"".join(b"%X;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nX: y\r\n\r\n" + rest
    chunks, got, left = Chunks(), b"", b""
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        left, sent = left + sent[:size], sent[size:]
        if not chunks.complete:
            part, left = chunks.taken(left)
            got += part
    assert (chunks.complete, got, left) == (True, b"".join(parts), rest)


@given(
    st.lists(st.sampled_from([b"0", b"3", b"\r\n", b"abc", b";", b"\n", b"-1", b"g", b" "]), max_size=8).map(b"".join)
)
def test_no_chunks_are_read_that_another_reader_refuses_or_reads_otherwise(sent: bytes) -> None:
    ours = Chunks()
    try:
        part, rest = ours.taken(sent)
    except MalformedError:
        return
    if not ours.complete:
        return
    other, body = h11.Connection(h11.SERVER), b""
    other.receive_data(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + sent)
    other.next_event()
    while isinstance(event := other.next_event(), h11.Data):
        body += bytes(event.data)
    assert isinstance(event, h11.EndOfMessage)
    assert (body, other.trailing_data[0]) == (part, rest)
