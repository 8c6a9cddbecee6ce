"""The gateway's server on loopback: what it reads as a request, and what becomes of connections."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
import urllib3

from contracts.live import listening as module
from contracts.live.listening import listening
from contracts.live.upstream import Unanswered
from specs.messages import Request, Response


class Answers:
    """Answers requests, and keeps them."""

    def __init__(self, answer: Callable[[Request], Response | Unanswered]) -> None:
        self._answer = answer
        self.seen: list[Request] = []

    def answer(self, request: Request) -> Response | Unanswered:
        """The answer to a request."""
        self.seen.append(request)
        return self._answer(request)

    def refuse(self, detail: str) -> Response:
        """The answer to what is none."""
        return Response(403, (("Why", detail),), b"held back")


def fine(request: Request) -> Response:
    return Response(200, (("X-Path", request.path),), request.body)


def said(sent: bytes, answers: Answers) -> bytes:
    """What is answered to bytes until the connection is closed."""
    with listening(answers) as url, socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as engine:
        engine.sendall(sent)
        engine.shutdown(socket.SHUT_WR)
        got = b""
        while part := engine.recv(65_536):
            got += part
    return got


def test_what_is_under_way_at_the_end_is_waited_for() -> None:
    begun, go = threading.Event(), threading.Event()
    done: list[str] = []

    def answer(request: Request) -> Response | Unanswered:
        begun.set()
        assert go.wait(30)
        done.append(request.path)
        return Response(201, (), b"")

    with listening(Answers(answer)) as url:
        caller = threading.Thread(target=urllib3.request, args=("POST", f"{url}/things"))
        caller.start()
        assert begun.wait(30)
        threading.Timer(0.2, go.set).start()
    assert done == ["/things"]
    caller.join()


def test_requests_come_one_after_the_other_as_they_were_sent() -> None:
    answers = Answers(fine)
    sent = (
        b"PURGE /a%2Fb?c=d&e HTTP/1.1\r\nHost: h\r\nX-Odd:  caf\xe9 \r\nX-Odd:\r\nContent-Length: 3\r\n\r\nabc"
        b"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
        b"HEAD /d HTTP/1.1\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\n\r\n"
    )
    told = said(sent, answers)
    first = Request("PURGE", "/a%2Fb", "c=d&e", answers.seen[0].headers, b"abc")
    assert answers.seen[0] == first
    assert first.headers[1:] == (("X-Odd", "caf\xe9"), ("X-Odd", ""), ("Content-Length", "3"))
    assert [(each.method, each.path, each.body) for each in answers.seen[1:]] == [
        ("POST", "/c", b"def"),
        ("HEAD", "/d", b""),
    ]
    assert told.count(b"HTTP/1.1 200 -\r\n") == 3
    assert told.endswith(b"Content-Length: 0\r\n\r\n")


UNREADABLE: list[tuple[str, bytes, str]] = [
    ("no request", b"hello\r\n\r\n", "The first line is no request line of HTTP/1."),
    ("another version", b"GET / HTTP/2\r\n\r\n", "The first line is no request line of HTTP/1."),
    ("a field that is none", b"GET / HTTP/1.1\r\nX\r\n\r\n", "A header field is not written as one."),
    ("a field in two lines", b"GET / HTTP/1.1\r\nX: y\r\n z: a\r\n\r\n", "A header field is not written as one."),
    ("a large head", b"GET / HTTP/1.1\r\nX: " + b"y" * 600_000, "The head of the request is too large."),
    ("a length that is none", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "Content-Length is no number."),
    (
        "two lengths",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "It is told in two ways how long the body is.",
    ),
    (
        "a large body",
        b"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\nab",
        "The body of the request is longer than 1,000 bytes.",
    ),
    (
        "a large body in chunks",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001,
        "The body of the request is longer than 1,000 bytes.",
    ),
    (
        "chunks that are none",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n",
        "A chunk does not tell its size.",
    ),
]


@pytest.mark.parametrize(("sent", "why"), [each[1:] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_what_is_no_request_is_held_back(sent: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST_BODY", 1_000)
    answers = Answers(fine)
    told = said(sent, answers)
    assert not answers.seen
    assert told.startswith(b"HTTP/1.1 403 -\r\nWhy: " + why.encode())


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"])
def test_what_breaks_off_is_no_request(sent: bytes) -> None:
    answers = Answers(fine)
    assert said(sent, answers) == b""
    assert not answers.seen


def test_where_the_server_gave_no_answer_the_engine_gets_none() -> None:
    answers = Answers(lambda _: Unanswered("it is away", sent=True))
    assert said(b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", answers) == b""
    assert len(answers.seen) == 1
