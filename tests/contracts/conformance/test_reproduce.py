from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from specs.messages import Request, Response
from specs.reproduce import curl, http_text

TOKEN = "eyJ0.eyJz$'\"`\\.sig"


@dataclass
class Echo:
    """Keeps the raw bytes of each request it is sent; answers 200 without a body."""

    listener: socket.socket
    seen: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.seen.append(_read(connection))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while length and len(body) < int(length[0]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def _echo() -> Iterator[Echo]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        echo = Echo(listener)
        thread = threading.Thread(target=echo.serve, daemon=True)
        thread.start()
        yield echo
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with _echo() as running:
        yield running


def send(line: str, echo: Echo, **variables: str) -> tuple[bytes, list[tuple[bytes, bytes]], bytes]:
    """Run a command line with bash; the first line, the fields and the body that arrived."""
    done = subprocess.run(
        ["bash", "-s"], input=line.encode(), env=os.environ | variables, capture_output=True, timeout=30, check=False
    )
    assert done.returncode == 0, (line, done.stderr)
    head, _, body = echo.seen.pop().partition(b"\r\n\r\n")
    first, *fields = head.split(b"\r\n")
    pairs = [line.partition(b":") for line in fields]
    return first, [(name, value.strip(b" \t")) for name, _, value in pairs], body


_token_char = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_names = st.text(_token_char, min_size=1, max_size=12).map(lambda name: f"X-{name}")
_values = st.text(st.characters(min_codepoint=32, max_codepoint=255, blacklist_categories=["Cc"]), max_size=30)
_wire = st.binary(max_size=30).map(
    lambda raw: "".join(f"%{byte:02X}" if byte % 3 else chr(97 + byte % 26) for byte in raw)
)
_marks = st.text("[]{}*'\"$`\\|;!~.,()@:&=+-", max_size=10).filter(lambda text: '"' not in text)
_requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"]),
    path=st.tuples(_wire, _marks).map(lambda parts: "/api/" + parts[0] + parts[1].replace("\\", "")),
    query=st.tuples(_wire, _marks).map(lambda parts: parts[0] + parts[1].replace("\\", "")),
    headers=st.lists(st.tuples(_names, _values), max_size=4, unique_by=lambda pair: pair[0].lower()).map(tuple),
    body=st.binary(max_size=60) | st.text(max_size=40).map(str.encode),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(request=_requests)
@example(request=Request("POST", "/api/it's", "a=[1]", (("X-Note", 'say "hi" $HOME `id`'),), b"@/etc/passwd"))
@example(request=Request("POST", "/api/../x", "", (("X-Empty", ""),), b"\x00\xff'\\\n%s"))
@example(request=Request("PUT", "/api/big", "", (), b"0123456789'\"\\$" * 12_000))
@example(request=Request("POST", "/api/form", "", (("Content-Type", "text/plain"),), b"a=b\r\nc\t\x1b"))
def test_bash_sends_the_same_bytes(echo: Echo, request: Request) -> None:
    first, fields, body = send(curl(request, echo.url, secrets={}), echo)
    target = request.path + (f"?{request.query}" if request.query else "")
    assert first == f"{request.method} {target} HTTP/1.1".encode()
    expected = [(name.encode(), value.strip(" \t").encode("latin-1")) for name, value in request.headers]
    added = {b"host", b"user-agent", b"accept", b"content-length"}
    assert sorted(pair for pair in fields if pair[0].lower() not in added) == sorted(expected)
    assert body == request.body


@pytest.mark.parametrize("body", [b'{"t": "' + TOKEN.encode() + b'"}', b"\0" + TOKEN.encode() + b"\0"])
def test_a_secret_is_a_variable_that_bash_fills_in(echo: Echo, body: bytes) -> None:
    request = Request("POST", "/x", f"t={'a' * 3}", (("Authorization", f"Bearer {TOKEN}"),), body)
    line = curl(request, echo.url, secrets={"TOKEN": TOKEN})
    assert TOKEN not in line
    assert line.count('"$TOKEN"') == 2
    _, fields, received = send(line, echo, TOKEN=TOKEN)
    assert (b"Authorization", f"Bearer {TOKEN}".encode()) in fields
    assert received == body


def test_head_is_sent_without_waiting_for_a_body(echo: Echo) -> None:
    first, _, _ = send(curl(Request("HEAD", "/x"), echo.url, secrets={}), echo)
    assert first == b"HEAD /x HTTP/1.1"


def test_the_base_path_is_not_repeated() -> None:
    assert curl(Request("GET", "/v1/x"), "http://host:1/v1", secrets={}) == "curl -i http://host:1/v1/x"


def test_http_text_reads_like_http() -> None:
    request = Request("POST", "/x", "a=1", (("Content-Type", "application/json"),), b'{"name":"Max"}')
    assert http_text(request) == 'POST /x?a=1 HTTP/1.1\nContent-Type: application/json\n\n{\n  "name": "Max"\n}'
    assert http_text(Response(404)) == "HTTP/1.1 404 Not Found"
    assert http_text(Response(799)) == "HTTP/1.1 799"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"{broken", "{broken"),
        (b"\xff\xfe", "(2 bytes that are no text)"),
        (b"a\0b", "(3 bytes that are no text)"),
        ("ä".encode(), "ä"),
    ],
)
def test_http_text_shows_any_body(body: bytes, shown: str) -> None:
    told = http_text(Response(200, (("Content-Type", "application/json"),), body))
    assert told.endswith(f"\n\n{shown}")


def test_http_text_can_be_cut() -> None:
    assert http_text(Response(200, (), b"x" * 30), limit=10).endswith("xxxxxxxxxx\n… 20 more characters")
