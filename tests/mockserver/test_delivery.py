"""How an answer reaches a client, on both servers and over sockets."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import flask
import pytest
from mock_client import ready

from mockserver.answer import Delivery, paced
from mockserver.app import create_app
from specs.load import from_mapping

SERVER = """
import sys
from mockserver.answer import Delivery
from mockserver.app import EXTENSION, HOST, create_app
from mockserver.serving.server import serve
from specs.load import from_mapping

DELIVERIES = {
    "/late": Delivery(delay=0.4),
    "/dropped": Delivery(drop=True),
    "/cut": Delivery(truncate=4),
    "/cut-at-nothing": Delivery(truncate=0),
    "/cut-beyond": Delivery(truncate=1000),
    "/slow": Delivery(rate=100),
}
answer = {"200": {"description": ".", "content": {"text/plain": {"example": "0123456789" * 5}}}}
document = from_mapping({
    "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
    "paths": {path: {"get": {"responses": answer}} for path in ("/at-once", *DELIVERIES)},
})
app = create_app(document)
mock = app.extensions[EXTENSION]
def deliver(turn):
    turn.delivery = DELIVERIES.get(turn.operation.path, turn.delivery)
mock._stages = (deliver, *mock._stages)
if sys.argv[1] == "own":
    told = lambda url: print("ready:", url, file=sys.stderr, flush=True)
    serve(app.extensions[HOST], "127.0.0.1", 0, ready=told)
from mockserver.testing import running
with running(app) as url:
    print("ready:", url, file=sys.stderr, flush=True)
    sys.stdin.read()
"""
BODY = b"0123456789" * 5


@contextmanager
def server(kind: str) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-c", SERVER, kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            where = urlsplit(ready(process)[0])
            assert where.hostname
            assert where.port
            yield where.hostname, where.port
        finally:
            process.kill()


@pytest.fixture(scope="module", params=["own", "werkzeug"])
def where(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    with server(request.param) as found:
        yield found


def asked(where: tuple[str, int], path: str, method: str = "GET") -> tuple[bytes, bytes, float, float]:
    """Head and body up to the end of the connection, and the seconds to the first byte and to the last."""
    with socket.create_connection(where, timeout=10) as wire:
        wire.sendall(f"{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        start, first, got = time.monotonic(), 0.0, b""
        while part := wire.recv(65536):
            first = first or time.monotonic() - start
            got += part
    head, _, body = got.partition(b"\r\n\r\n")
    return head, body, first, time.monotonic() - start


def test_an_answer_is_whole_and_at_once_by_default(where: tuple[str, int]) -> None:
    head, body, _, took = asked(where, "/at-once")
    assert (head.split()[1], body) == (b"200", BODY)
    assert took < 0.4


def test_a_delay_is_before_the_first_byte(where: tuple[str, int]) -> None:
    head, body, first, _ = asked(where, "/late")
    assert (head.split()[1], body) == (b"200", BODY)
    assert first >= 0.4


def test_a_dropped_connection_ends_without_a_byte(where: tuple[str, int]) -> None:
    assert asked(where, "/dropped")[:2] == (b"", b"")


@pytest.mark.parametrize(("path", "left"), [("/cut", 4), ("/cut-at-nothing", 0)])
def test_a_truncated_body_is_shorter_than_it_said(where: tuple[str, int], path: str, left: int) -> None:
    head, body, *_ = asked(where, path)
    assert b"content-length: 50" in head.lower()
    assert body == BODY[:left]


def test_a_body_that_is_shorter_than_its_limit_is_whole(where: tuple[str, int]) -> None:
    assert asked(where, "/cut-beyond")[1] == BODY


def test_a_rate_spreads_the_body(where: tuple[str, int]) -> None:
    _, body, first, took = asked(where, "/slow")
    assert body == BODY
    assert took >= 0.5
    assert first < took - 0.3


def test_a_slow_answer_holds_up_nobody_else(where: tuple[str, int]) -> None:
    with socket.create_connection(where, timeout=10) as slow:
        slow.sendall(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
        assert slow.recv(1)
        assert asked(where, "/at-once")[3] < 0.4


def test_a_dropped_connection_is_nobody_elses(where: tuple[str, int]) -> None:
    with socket.create_connection(where, timeout=10) as kept:
        kept.sendall(b"GET /late HTTP/1.1\r\nHost: h\r\n\r\n")
        assert asked(where, "/dropped")[0] == b""
        assert kept.recv(65536).startswith(b"HTTP/1.1 200")


def test_what_is_beside_the_document_is_answered_alike(where: tuple[str, int]) -> None:
    assert asked(where, "/__ringback/live")[1] == b'{"status":"live"}'
    assert asked(where, "/__ringback/live", "HEAD")[1] == b""
    assert asked(where, "/__ringback/health")[0].split()[1] == b"403"  # to Host: h


def test_an_application_may_have_pages_of_its_own() -> None:
    app = create_app(from_mapping({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}))
    app.add_url_rule("/__ringback/page", view_func=lambda: f"{flask.request.method} of Flask", methods=["POST"])
    assert app.test_client().post("/__ringback/page").data == b"POST of Flask"


def test_parts_make_up_the_body() -> None:
    for rate in (1, 7.5, 1000, 1e9):
        parts = list(paced(BODY, Delivery(rate=rate)))
        assert b"".join(part for part, _ in parts) == BODY
        assert sum(seconds for _, seconds in parts) == pytest.approx(len(BODY) / rate)
    assert list(paced(BODY, Delivery(truncate=7))) == [(BODY[:7], 0)]
