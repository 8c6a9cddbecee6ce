"""Upstreams that fail, lie, dawdle or cannot be trusted."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme
from proxy_rig import Script, Seen, between, chunk, proxying, reply, reply_json, sending, then_close, upstream_server

from mockserver.errors import MockError
from mockserver.proxy.choices import Choices, upstream
from mockserver.proxy.client import Client

PROBLEM = "urn:ringback:problem:"
JSON = "Content-Type: application/json"


def quiet(channel: socket.socket, _: Seen) -> None:
    channel.recv(1)


BROKEN: dict[str, Script] = {
    "closes at once": then_close(b""),
    "closes within the head": then_close(b"HTTP/1.1 200 OK\r\nX-A: "),
    "says what is no HTTP": then_close(b"SSH-2.0-OpenSSH_9\r\n\r\n"),
    "has a huge head": then_close(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n"),
    "has very many fields": then_close(b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 100_000 + b"\r\n"),
    "has two lengths": then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "has a length that is none": then_close(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab"),
    "switches protocols": then_close(b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    "never comes to the point": then_close(b"HTTP/1.1 103 X\r\n\r\n" * 100 + reply_json([])),
    "is shorter than it says": then_close(reply(200, b"[", JSON, length=2)),
    "has a chunk that is none": then_close(reply(200, b"zz\r\n[]\r\n0\r\n\r\n", JSON, "Transfer-Encoding: chunked")),
    "breaks off within its chunks": then_close(reply(200, chunk(b"[]"), JSON, "Transfer-Encoding: chunked")),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_answer_is_a_bad_gateway(case: str) -> None:
    with between(BROKEN[case]) as (proxy, _):
        answer = proxy.api("GET", "/v1/pets")
        (entry,) = proxy.host.journal
    assert (answer.status, answer.json["type"]) == (502, f"{PROBLEM}upstream-broken")
    assert entry.notes["failed"] == "upstream-broken"
    assert proxy.findings.failures == 1


@pytest.mark.parametrize("chunked", [False, True])
def test_a_response_that_breaks_off_after_it_was_begun_does_not_look_complete(chunked: bool) -> None:
    body = b'{"a'
    data = (
        reply(200, chunk(body), "Content-Type: application/octet-stream", "Transfer-Encoding: chunked")
        if chunked
        else reply(200, body, "Content-Type: application/octet-stream", length=100)
    )
    begun = threading.Event()

    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(data)
        assert begun.wait(10)
        channel.shutdown(socket.SHUT_RDWR)

    with between(script, hold=0) as (proxy, _):
        connection = http.client.HTTPConnection(proxy.api.url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/v1/file")
        answer = connection.getresponse()
        assert answer.read(1) == b"{"
        begun.set()
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
        connection.close()
    assert proxy.findings.failures == 1


@pytest.mark.parametrize("script", [quiet, sending(b"HTTP/1.1 200 OK\r\n"), sending(reply(200, b"[", JSON, length=2))])
def test_an_upstream_that_dawdles_is_given_up(script: Script) -> None:
    with between(script, read_timeout=0.1) as (proxy, _):
        answer = proxy.api("GET", "/v1/pets")
    assert (answer.status, answer.json["type"]) == (504, f"{PROBLEM}upstream-timeout")


def test_an_enforced_response_that_only_drips_is_given_up() -> None:
    stop = threading.Event()

    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(reply(200, b"[", JSON, length=10_000))
        while not stop.wait(0.02):
            channel.sendall(b" ")

    with between(script, read_timeout=0.3, enforce="response") as (proxy, _):
        answer = proxy.api("GET", "/v1/pets")
        stop.set()
    assert (answer.status, answer.json["type"]) == (504, f"{PROBLEM}upstream-timeout")


def test_a_length_that_chunks_overrule_is_not_passed_on() -> None:
    with between(sending(reply(204))) as (proxy, server):
        host, port = proxy.api.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), 10) as channel:
            channel.sendall(
                b"PUT /v1/file HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
                b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(b"abcdef") + chunk(b"")
            )
            status = channel.recv(1000).split()[1]
    assert (status, [seen.body for seen in server.seen]) in [(b"204", [b"abcdef"]), (b"400", [])]


def test_an_upstream_that_takes_no_bytes_is_given_up() -> None:
    done = threading.Event()
    with (
        upstream_server(lambda *_: done.wait(10), read_body=False) as server,
        proxying(server.url, read_timeout=0.2) as proxy,
    ):
        body = b"x" * 20_000_000
        answer = proxy.api("PUT", "/v1/file", body, {"Content-Type": "application/octet-stream"})
        done.set()
    assert answer.status == 504


def test_nobody_there_is_a_bad_gateway_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with proxying(f"http://127.0.0.1:{port}") as proxy:
        answer = proxy.api("POST", "/v1/pets", {"id": 1, "name": "Rex"})
    assert (answer.status, answer.json["type"]) == (502, f"{PROBLEM}upstream-unreachable")
    assert "refused" in answer.json["detail"]


def test_an_answer_before_the_end_of_the_request_counts() -> None:
    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(reply(422, b"", "Connection: close"))
        while channel.recv(65536):
            pass

    with upstream_server(script, read_body=False) as server, proxying(server.url) as proxy:
        connection = http.client.HTTPConnection(proxy.api.url.removeprefix("http://"), timeout=10)
        connection.putrequest("POST", "/v1/pets")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"{")
        assert connection.getresponse().status == 422
        connection.close()


def test_a_client_that_leaves_within_its_request_takes_the_upstreams_with_it() -> None:
    ended = threading.Event()

    def script(channel: socket.socket, _: Seen) -> None:
        while channel.recv(65536):
            pass
        ended.set()

    with upstream_server(script, read_body=False) as server, proxying(server.url) as proxy:
        host, port = proxy.api.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), 10) as channel:
            channel.sendall(b"PUT /v1/file HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
            while not server.seen:
                threading.Event().wait(0.01)
        assert ended.wait(10)
        assert len(proxy.host.journal) == 0


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def test_an_upstream_over_tls_is_trusted_by_its_authority(tls: ssl.SSLContext, ca: Path) -> None:
    with between(sending(reply_json([])), tls=tls, ca=ca) as (proxy, server):
        assert [proxy.api("GET", "/v1/pets").json for _ in range(2)] == [[], []]
        assert server.connections == 1


def test_an_upstream_over_tls_that_nobody_vouches_for_is_not_asked(tls: ssl.SSLContext) -> None:
    with between(sending(reply_json([])), tls=tls) as (proxy, server):
        answer = proxy.api("GET", "/v1/pets")
    assert (answer.status, answer.json["type"]) == (502, f"{PROBLEM}upstream-unreachable")
    assert "not trusted" in answer.json["detail"]
    assert server.seen == []


def test_a_certificate_for_another_name_is_not_trusted(authority: trustme.CA, ca: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    with between(sending(reply_json([])), tls=context, ca=ca) as (proxy, _):
        assert "not trusted" in proxy.api("GET", "/v1/pets").json["detail"]


def test_whoever_answers_is_believed_where_that_is_asked_for(tls: ssl.SSLContext) -> None:
    with between(sending(reply_json([])), tls=tls, insecure=True) as (proxy, _):
        assert proxy.api("GET", "/v1/pets").json == []


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("nothing")
    with pytest.raises(MockError, match="PEM"):
        Client(upstream("https://h"), Choices(ca=path))


MISSING = {
    "status-404": sending(reply_json({}, 404)),
    "status-405": sending(reply_json({}, 405)),
    "status-501": sending(reply_json({}, 501)),
    "status-503": sending(reply(503)),
    "broken": then_close(b""),
    "timeout": quiet,
}


@pytest.mark.parametrize("why", MISSING)
def test_the_mock_answers_what_the_upstream_does_not(why: str) -> None:
    with between(MISSING[why], mock_missing=True, read_timeout=0.2) as (proxy, _):
        answer = proxy.api("POST", "/v1/pets", {"id": 5, "name": "Rex"})
        created = proxy.api("GET", "/v1/pets").json
    assert (answer.status, answer.headers["Ringback-Mocked"]) == (201, why)
    assert answer.json["name"] == "Rex"
    assert [each["name"] for each in created] == ["Rex"]
    assert proxy.findings.mocked == 2


@pytest.mark.parametrize("missing", [True, False])
def test_what_is_wrong_with_a_request_is_told_once_whoever_answers(missing: bool) -> None:
    with between(then_close(b"nonsense"), mock_missing=missing) as (proxy, _):
        answer = proxy.api("POST", "/v1/pets", {"id": "x", "name": "Rex"})
    assert answer.status == (422 if missing else 502)
    (field,) = answer.headers.get_all("Ringback-Violations") or ()
    ((side, pointer),) = [(each["side"], each["pointer"]) for each in json.loads(field)]
    assert (side, pointer) == ("request", "/id")


def test_a_documented_404_is_the_upstreams_own() -> None:
    with between(sending(reply(404)), mock_missing=True) as (proxy, _):
        answer = proxy.api("GET", "/v1/pets/1")
        unknown = proxy.api("GET", "/v1/cats")
    assert (answer.status, answer.headers["Ringback-Mocked"]) == (404, None)
    assert (unknown.status, unknown.headers["Ringback-Mocked"]) == (404, None)


def test_the_mock_believes_credentials_that_the_upstream_has_issued() -> None:
    with between(sending(reply(503)), mock_missing=True) as (proxy, _):
        assert proxy.api("GET", "/v1/owned", token="theirs").status == 200
        assert proxy.api("GET", "/v1/owned").status == 401


def test_the_journal_does_not_keep_secrets() -> None:
    with between(sending(reply_json({"id": 1, "name": "Rex", "password": "hush"}, 201))) as (proxy, _):
        proxy.api("POST", "/v1/pets?token=hush", {"id": "x", "password": "hush"}, token="hush")
        (entry,) = proxy.host.journal
    assert "hush" not in repr(entry)
    assert "hush" not in repr(proxy.findings.report({}))
