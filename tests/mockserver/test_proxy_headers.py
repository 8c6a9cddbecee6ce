"""What becomes of header fields on their way through the proxy."""

from __future__ import annotations

import socket
import threading

import pytest
from proxy_rig import Proxy, between, reply, reply_json, sending

from mockserver.errors import MockError
from mockserver.proxy import fields
from mockserver.proxy.choices import Choices, Forwarded, upstream
from specs.http1 import codings
from specs.messages import Request


def raw(proxy: Proxy, sent: bytes) -> bytes:
    host, port = proxy.api.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as channel:
        channel.sendall(sent)
        answer = b""
        while part := channel.recv(65536):
            answer += part
        return answer


def test_fields_of_one_connection_end_there_in_both_directions() -> None:
    data = reply_json(
        [], 200, "Connection: X-Back", "X-Back: 1", "Keep-Alive: timeout=5", "Proxy-Authenticate: Basic", "X-Kept: 1"
    )
    with between(sending(data)) as (proxy, server):
        sent = (
            b"GET /v1/pets HTTP/1.1\r\nHost: me\r\nConnection: close, X-There, host\r\nX-There: 1\r\nTE: trailers\r\n"
            b"Proxy-Authorization: Basic x\r\nUpgrade: h2c\r\nX-Kept: 1\r\n\r\n"
        )
        answer = raw(proxy, sent).lower()
    (seen,) = server.seen
    names = {name.lower() for name, _ in seen.headers}
    assert names == {"host", "x-kept", "accept-encoding", "via", "forwarded"}
    assert b"x-kept: 1" in answer
    assert not [each for each in (b"x-back", b"keep-alive", b"proxy-authenticate") if each in answer]
    assert b"via: 1.1 ringback" in answer
    assert seen.header("via") == "1.1 ringback"


def test_expectations_are_met_by_the_proxy() -> None:
    with between(sending(reply(204))) as (proxy, server):
        where = proxy.api.url.removeprefix("http://").split(":")
        with socket.create_connection((where[0], int(where[1])), 10) as channel:
            channel.sendall(
                b"PUT /v1/file HTTP/1.1\r\nHost: me\r\nContent-Type: application/octet-stream\r\n"
                b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            )
            assert channel.recv(1000).startswith(b"HTTP/1.1 100")
            channel.sendall(b"ab")
            assert channel.recv(1000).startswith(b"HTTP/1.1 204")
    assert (server.seen[0].header("expect"), server.seen[0].body) == (None, b"ab")


def test_a_response_has_one_date() -> None:
    """Source: RFC 9110, 6.6.1."""
    dated = "Date: Tue, 15 Nov 1994 08:12:31 GMT"
    for dates, found in (((dated,), [dated.lower()]), ((), ["date: "])):
        with between(sending(reply(204, b"", *dates))) as (proxy, _):
            answer = raw(proxy, b"GET /v1/pets HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n").decode().lower()
        assert [line[: len(found[0])] for line in answer.split("\r\n") if line.startswith("date:")] == found


def test_interim_responses_are_left_out() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    with between(sending(interim + reply_json([]))) as (proxy, _):
        assert proxy.api("GET", "/v1/pets").json == []


def test_trailers_are_left_out() -> None:
    data = reply(
        200, b"2\r\n[]\r\n0\r\nX-Late: 1\r\n\r\n", "Content-Type: application/json", "Transfer-Encoding: chunked"
    )
    with between(sending(data)) as (proxy, _):
        for _ in range(2):
            answer = proxy.api("GET", "/v1/pets")
            assert (answer.json, answer.headers["X-Late"]) == ([], None)


HOSTS = {False: "127.0.0.1", True: "me.example"}


@pytest.mark.parametrize("preserve", [False, True])
def test_the_upstream_gets_its_own_host_or_the_clients(preserve: bool) -> None:
    with between(sending(reply_json([])), preserve_host=preserve) as (proxy, server):
        proxy.api("GET", "/v1/pets", headers={"Host": "me.example"})
    assert (server.seen[0].header("host") or "").partition(":")[0] == HOSTS[preserve]


TOLD = {
    Forwarded.STANDARD: {
        "forwarded": 'for=9.9.9.9, for=127.0.0.1;host="me:1";proto=http',
        "x-forwarded-for": "8.8.8.8",
    },
    Forwarded.X: {"forwarded": "for=9.9.9.9", "x-forwarded-for": "8.8.8.8, 127.0.0.1", "x-forwarded-host": "me:1"},
    Forwarded.OFF: {"forwarded": "for=9.9.9.9", "x-forwarded-for": "8.8.8.8", "x-forwarded-proto": None},
}


@pytest.mark.parametrize("how", Forwarded)
def test_the_upstream_is_told_who_asked(how: Forwarded) -> None:
    sent = {"Host": "me:1", "Forwarded": "for=9.9.9.9", "X-Forwarded-For": "8.8.8.8"}
    with between(sending(reply_json([])), forwarded=how) as (proxy, server):
        proxy.api("GET", "/v1/pets", headers=sent)
    assert {name: server.seen[0].header(name) for name in TOLD[how]} == TOLD[how]


def test_an_address_of_ipv6_is_quoted() -> None:
    request = Request("GET", "/", "", (("host", "me"),))
    found = dict(fields.of_request(request, upstream("http://u"), Choices(), peer="::1", length=None, body=False))
    assert found["forwarded"] == 'for="[::1]";host=me;proto=http'


@pytest.mark.parametrize(
    ("accepted", "passed"),
    [(None, "identity"), ("gzip;q=0.5, x-unknown", "gzip;q=0.5"), ("x-unknown", "identity"), ("deflate", "deflate")],
)
def test_the_upstream_is_asked_for_codings_that_can_be_undone(accepted: str | None, passed: str) -> None:
    assert codings.acceptable(accepted) == passed


@pytest.mark.parametrize(
    ("base", "path", "target"),
    [
        ("", "/v1/pets/1?q", "/v1/pets/1?q"),
        ("/", "/v1/pets", "/pets"),
        ("/api/v2", "/v1/pets", "/api/v2/pets"),
        ("/api/v2/", "/v1", "/api/v2"),
        ("/", "/v1", "/"),
        ("/api", "/v1x/other", "/api/v1x/other"),
    ],
)
def test_a_path_of_the_upstream_stands_in_place_of_the_documents(base: str, path: str, target: str) -> None:
    with between(sending(reply_json([])), base=base) as (proxy, server):
        proxy.api("GET", path)
    assert server.seen[0].line == f"GET {target} HTTP/1.1"


MOVED = {
    "{upstream}/api/pets/1": "http://me.example/v1/pets/1",
    "/api/pets/1": "/v1/pets/1",
    "http://elsewhere/api/1": "http://elsewhere/api/1",
    "relative": "relative",
    "{upstream}.evil/api": "{upstream}.evil/api",
}


@pytest.mark.parametrize("location", MOVED)
def test_addresses_become_the_proxys_where_that_is_asked_for(location: str) -> None:
    cookie = "a=b; Domain=example.org; Path=/; Secure; HttpOnly"

    def script(channel: socket.socket, _: object) -> None:
        at = "http://{}:{}".format(*channel.getsockname())
        fields = (f"Location: {location.format(upstream=at)}", f"Set-Cookie: {cookie}")
        channel.sendall(reply(302, b"", *fields))

    for rewrite in (False, True):
        with between(script, rewrite=rewrite, base="/api") as (proxy, server):
            answer = proxy.api("GET", "/v1/moved", headers={"Host": "me.example"})
        wanted = MOVED[location] if rewrite else location
        assert answer.headers["Location"] == wanted.format(upstream=server.url)
        assert answer.headers["Set-Cookie"] == ("a=b; Path=/; HttpOnly" if rewrite else cookie)


def test_a_proxy_that_asks_itself_notices() -> None:
    held: list[Proxy] = []

    def script(channel: socket.socket, seen: object) -> None:
        via = seen.header("via")  # type: ignore[attr-defined]
        answer = held[0].api("GET", "/v1/pets", headers={"Via": via})
        channel.sendall(reply(answer.status, answer.body, "Content-Type: application/problem+json"))

    with between(script) as (proxy, server):
        held.append(proxy)
        answer = proxy.api("GET", "/v1/pets")
        assert (answer.status, answer.json["type"]) == (508, "urn:ringback:problem:loop")
        assert len(server.seen) == fields.MOST_PASSES


@pytest.mark.parametrize(
    "sent",
    [b"CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
)
def test_what_is_for_no_path_is_not_passed_on(sent: bytes) -> None:
    with between(sending(reply_json([]))) as (proxy, server):
        done = threading.Event()
        status = proxy.api("OPTIONS", "*").status if b"OPTIONS" in sent else proxy.api("CONNECT", "x:1").status
        done.set()
    assert status in (400, 501)
    assert server.seen == []


@pytest.mark.parametrize(
    "url", ["ftp://x", "x", "http://", "http://u:p@h", "http://h?q", "http://h:x", "http://h/ b", "http://h:99999"]
)
def test_what_is_no_upstream_is_refused(url: str) -> None:
    with pytest.raises(MockError, match=r"http://HOST"):
        upstream(url)
