"""What passes through the proxy, and what is found out about it on the way."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
import zlib
from typing import Any

import pytest
from proxy_rig import (
    Proxy,
    Seen,
    between,
    chunk,
    proxying,
    reply,
    reply_json,
    sending,
    then_close,
    upstream_server,
)

import specs
from mockserver.app import create_app
from mockserver.settings import Auth, Settings
from mockserver.testing import running
from specs.sampling.exchange import sample_request

REX = {"id": 1, "name": "Rex"}
WRONG = {"id": "one", "name": "Rex"}
LINES = "Content-Type: application/jsonl"


def connected(proxy: Proxy) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(proxy.api.url.removeprefix("http://"), timeout=10)


def told(field: str | None) -> list[dict[str, Any]]:
    return json.loads(field or "[]")


def test_a_request_and_its_response_pass_as_they_are() -> None:
    with between(sending(reply_json(REX, 201, "X-Own: yes"))) as (proxy, server):
        answer = proxy.api("POST", "/v1/pets?a=%2F&b", REX, {"X-Mine": "1"})
    assert (answer.status, answer.json, answer.headers["X-Own"]) == (201, REX, "yes")
    (seen,) = server.seen
    assert seen.line == "POST /v1/pets?a=%2F&b HTTP/1.1"
    assert (json.loads(seen.body), seen.header("x-mine")) == (REX, "1")
    assert answer.headers["Ringback-Violations"] is None
    assert proxy.findings.violations == 0


def test_an_invalid_request_passes_and_is_told_of() -> None:
    with between(sending(reply_json(REX, 201))) as (proxy, server):
        answer = proxy.api("POST", "/v1/pets", {"id": "SECRET"})
        (entry,) = proxy.host.journal
    assert answer.status == 201
    assert len(server.seen) == 1
    assert proxy.told() == [("request", "body", "", "required"), ("request", "body", "/id", "type")]
    assert {each["side"] for each in told(answer.headers["Ringback-Violations"])} == {"request"}
    assert "SECRET" not in answer.headers["Ringback-Violations"]
    assert len(entry.violations) == 2
    assert entry.operation == "POST /pets"


INVALID = {
    "a body that breaks its schema": (reply_json([WRONG]), ("body", "/0/id", "type")),
    "a header that breaks its schema": (reply_json([REX], 200, "X-Total: many"), ("header", "", "type")),
    "a status that is not documented": (reply_json([], 202), ("status", "", "undocumented")),
    "a media type that is not documented": (
        reply(200, b"[]", "Content-Type: text/html"),
        ("content-type", "", "undocumented"),
    ),
    "a body that cannot be read": (reply(200, b"[", "Content-Type: application/json"), ("body", "", "unreadable")),
    "gzip": (
        reply(200, gzip.compress(b"[1]"), "Content-Type: application/json", "Content-Encoding: gzip"),
        ("body", "/0", "type"),
    ),
    "raw deflate": (
        reply(200, zlib.compress(b"[1]", wbits=-15), "Content-Type: application/json", "Content-Encoding: deflate"),
        ("body", "/0", "type"),
    ),
    "two codings": (
        reply(
            200,
            gzip.compress(zlib.compress(b"[1]")),
            "Content-Type: application/json",
            "Content-Encoding: deflate, gzip",
        ),
        ("body", "/0", "type"),
    ),
    "chunks": (
        reply(
            200, chunk(b"[") + chunk(b"1]") + chunk(b""), "Content-Type: application/json", "Transfer-Encoding: chunked"
        ),
        ("body", "/0", "type"),
    ),
    "no length": (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[1]",
        ("body", "/0", "type"),
    ),
}


@pytest.mark.parametrize("case", INVALID)
def test_an_invalid_response_passes_untouched_and_is_told_of(case: str) -> None:
    data, found = INVALID[case]
    script = then_close(data) if case == "no length" else sending(data)
    with between(script) as (proxy, _):
        answer = proxy.api("GET", "/v1/pets")
        (entry,) = proxy.host.journal
    place, pointer, rule = found
    assert answer.status == int(data[9:12])
    if "chunk" not in case:
        assert answer.body == data.partition(b"\r\n\r\n")[2]
    assert proxy.told() == [("response", place, pointer, rule)]
    (error,) = told(answer.headers["Ringback-Violations"])
    assert (error["side"], error["pointer"], error["rule"]) == ("response", pointer, rule)
    assert len(entry.notes["response"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("case", INVALID)
def test_an_enforced_response_becomes_a_problem(case: str) -> None:
    data, found = INVALID[case]
    with between(then_close(data), enforce="response") as (proxy, _):
        answer = proxy.api("GET", "/v1/pets")
    assert (answer.status, answer.headers["Content-Type"]) == (502, "application/problem+json")
    assert answer.json["type"] == "urn:ringback:problem:invalid-response"
    assert [(each["place"], each["pointer"], each["rule"]) for each in answer.json["errors"]] == [found]
    assert proxy.findings.blocked == 1


def test_an_enforced_request_is_refused_as_documented_and_goes_nowhere() -> None:
    with between(sending(reply_json(REX, 201)), enforce="request") as (proxy, server):
        refused = proxy.api("POST", "/v1/pets", WRONG)
        unknown = proxy.api("GET", "/v1/cats")
        method = proxy.api("PUT", "/v1/pets")
        passed = proxy.api("POST", "/v1/pets", REX)
    assert (refused.status, unknown.status, method.status, passed.status) == (422, 404, 405, 201)
    assert method.headers["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert not refused.body
    assert [each["pointer"] for each in told(refused.headers["Ringback-Violations"])] == ["/id"]
    assert unknown.headers["Ringback-Violations"] is None  # its body says it
    assert len(server.seen) == 1
    assert proxy.findings.blocked == 3


def test_what_the_document_does_not_have_passes_and_is_told_of() -> None:
    with between(sending(reply_json(1))) as (proxy, server):
        assert proxy.api("GET", "/v1/cats?x=1").status == 200
        assert proxy.api("PUT", "/elsewhere").status == 200
        assert proxy.api("OPTIONS", "/v1/pets").status == 200
    assert [seen.line.rpartition(" ")[0] for seen in server.seen] == [
        "GET /v1/cats?x=1",
        "PUT /elsewhere",
        "OPTIONS /v1/pets",
    ]
    assert proxy.told() == [("request", "path", "", "undocumented"), ("request", "path", "", "undocumented")]


def test_without_judging_nothing_is_found() -> None:
    with between(sending(reply_json([WRONG])), judge=False) as (proxy, _):
        answer = proxy.api("GET", "/v1/pets?limit=x")
    assert (answer.json, answer.headers["Ringback-Violations"], proxy.findings.violations) == ([WRONG], None, 0)


@pytest.mark.parametrize("status", [204, 304])
def test_responses_without_content_have_none(status: int) -> None:
    with between(sending(reply(status))) as (proxy, _):
        with_connection = connected(proxy)
        for _ in range(2):
            with_connection.request("DELETE", "/v1/pets/1")
            answer = with_connection.getresponse()
            assert (answer.status, answer.read()) == (status, b"")
        with_connection.close()


def test_a_response_to_head_keeps_the_length_of_what_it_does_not_have() -> None:
    with between(sending(reply(200, b"", "Content-Type: application/json", length=77))) as (proxy, _):
        answer = proxy.api("HEAD", "/v1/pets")
    assert (answer.status, answer.headers["Content-Length"], answer.body) == (200, "77", b"")
    assert proxy.told() == []


def test_redirects_are_passed_on_and_not_followed() -> None:
    with between(sending(reply(302, b"", "Location: http://127.0.0.1:1/x"))) as (proxy, server):
        answer = proxy.api("GET", "/v1/moved")
    assert (answer.status, answer.headers["Location"], len(server.seen)) == (302, "http://127.0.0.1:1/x", 1)


def test_a_compressed_request_is_judged_as_what_it_says() -> None:
    with between(sending(reply_json(REX, 201))) as (proxy, server):
        for value in (REX, WRONG):
            sent = gzip.compress(json.dumps(value).encode())
            proxy.api("POST", "/v1/pets", sent, {"Content-Encoding": "gzip", "Content-Type": "application/json"})
    assert [json.loads(gzip.decompress(seen.body)) for seen in server.seen] == [REX, WRONG]
    assert proxy.told() == [("request", "body", "/id", "type")]


@pytest.mark.parametrize(
    ("coding", "body"), [("br", b"??"), ("gzip", b"no gzip"), ("gzip", gzip.compress(b" " * 3_000_000)), ("a,b,c", b"")]
)
def test_a_body_that_cannot_be_unpacked_passes_unjudged(coding: str, body: bytes) -> None:
    data = reply(200, body, "Content-Type: application/json", f"Content-Encoding: {coding}")
    with between(sending(data)) as (proxy, _):
        answer = proxy.api("GET", "/v1/pets")
    assert (answer.status, answer.body) == (200, body)
    assert (proxy.told(), sum(proxy.findings.unjudged.values())) == ([], 1)


def test_a_large_upload_is_passed_on_while_it_comes() -> None:
    begun = threading.Event()

    def script(channel: socket.socket, seen: Seen) -> None:
        begun.set()
        while len(seen.body) < 3_000_000:
            seen.body += channel.recv(65536)
        channel.sendall(reply(204))

    with upstream_server(script, read_body=False) as server, proxying(server.url) as proxy:
        connection = connected(proxy)
        connection.putrequest("PUT", "/v1/file")
        connection.putheader("Content-Type", "application/octet-stream")
        connection.putheader("Content-Length", "3000000")
        connection.endheaders()
        connection.send(b"x" * 1000)
        assert begun.wait(10)
        connection.send(b"x" * 2_999_000)
        assert connection.getresponse().status == 204
        connection.close()
        (entry,) = proxy.host.journal
    assert server.seen[0].header("content-length") == "3000000"
    assert (entry.exchange.request.body, entry.notes["request_bytes"]) == (b"", 3_000_000)
    assert sum(proxy.findings.unjudged.values()) == 1


def test_an_upload_in_chunks_stays_in_chunks() -> None:
    with between(sending(reply(204))) as (proxy, server):
        connection = connected(proxy)
        connection.request(
            "PUT",
            "/v1/file",
            iter([b"ab", b"cd"]),
            encode_chunked=True,
            headers={"Transfer-Encoding": "chunked", "Content-Type": "application/octet-stream"},
        )
        assert connection.getresponse().status == 204
        connection.close()
    (seen,) = server.seen
    assert (seen.header("transfer-encoding"), seen.header("content-length"), seen.body) == ("chunked", None, b"abcd")


def test_a_stream_is_passed_on_item_by_item_and_judged_at_its_end() -> None:
    got_first = threading.Event()

    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(reply(200, chunk(json.dumps(REX).encode() + b"\n"), LINES, "Transfer-Encoding: chunked"))
        assert got_first.wait(10)
        channel.sendall(chunk(json.dumps(WRONG).encode() + b"\n") + chunk(b""))

    with between(script, enforce="response") as (proxy, _):
        connection = connected(proxy)
        connection.request("GET", "/v1/lines")
        answer = connection.getresponse()
        assert json.loads(answer.readline()) == REX
        got_first.set()
        assert json.loads(answer.read()) == WRONG
        connection.close()
    assert proxy.told() == [("response", "body", "/1/id", "type")]


def test_a_stream_that_the_client_leaves_ends_at_the_upstream_and_is_judged_as_far_as_it_came() -> None:
    ended = threading.Event()

    def script(channel: socket.socket, _: Seen) -> None:
        line = json.dumps(WRONG).encode() + b"\n"
        channel.sendall(reply(200, chunk(line + line[:5]), LINES, "Transfer-Encoding: chunked"))
        channel.recv(1)
        ended.set()

    with between(script, read_timeout=0.1) as (proxy, _):
        connection = connected(proxy)
        connection.request("GET", "/v1/lines")
        assert json.loads(connection.getresponse().readline()) == WRONG
        connection.close()
        assert ended.wait(10)
        assert proxy.host.journal.wait(0, 10)
    assert proxy.told() == [("response", "body", "/0/id", "type")]


def test_a_slow_response_is_held_for_a_moment_only() -> None:
    got_first = threading.Event()

    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(reply(200, b"[", "Content-Type: application/json", length=3))
        assert got_first.wait(10)
        channel.sendall(b"1]")

    with between(script, hold=0.05) as (proxy, _):
        connection = connected(proxy)
        connection.request("GET", "/v1/pets")
        answer = connection.getresponse()
        assert answer.read(1) == b"["
        got_first.set()
        assert answer.read() == b"1]"
        connection.close()
        assert proxy.host.journal.wait(0, 10)
    assert answer.headers["Ringback-Violations"] is None
    assert proxy.told() == [("response", "body", "/0", "type")]


def test_a_large_response_passes_unjudged_unless_that_is_enforced() -> None:
    data = reply(200, b" " * 2000 + b"1", "Content-Type: application/json")
    with between(sending(data), largest=1000) as (proxy, _):
        assert len(proxy.api("GET", "/v1/pets").body) == 2001
    assert proxy.told() == []
    with between(sending(data), largest=1000, enforce="both") as (proxy, _):
        assert proxy.api("GET", "/v1/pets").status == 502
        assert proxy.api("POST", "/v1/pets", {"id": 1, "name": "x" * 2000}).status == 413


def test_connections_to_the_upstream_are_kept() -> None:
    with between(sending(reply_json([]))) as (proxy, server):
        for _ in range(5):
            assert proxy.api("GET", "/v1/pets").status == 200
        assert server.connections == 1


def test_a_kept_connection_that_the_upstream_has_closed_is_replaced() -> None:
    with between(then_close(reply_json([]))) as (proxy, server):
        for _ in range(3):
            assert proxy.api("GET", "/v1/pets").status == 200
        assert proxy.api("POST", "/v1/pets", REX).status == 200
        assert len(server.seen) == 4


def test_the_report_has_each_kind_of_violation_once() -> None:
    with between(sending(reply_json([WRONG, REX, WRONG]))) as (proxy, _):
        for _ in range(3):
            proxy.api("GET", "/v1/pets")
        proxy.api("GET", "/v1/pets?limit=x")
    found = proxy.findings.report({proxy.host.mocks[0]: "http://u"})
    assert (found["exchanges"], found["violations"]) == (4, 9)
    assert [(each["operation"], each["count"], each["pointer"]) for each in found["findings"]] == [
        ("GET /pets", 8, "/0/id"),
        ("GET /pets", 1, ""),
    ]
    assert next(iter(proxy.findings.summary())) == "exchanges: 4, violations: 9"


@pytest.mark.parametrize("name", ["phonebridge-webapp@1.3.8", "phonebridge-webapp@1.0.1"])
def test_a_proxy_before_a_mock_of_the_same_document_has_nothing_to_complain_of(name: str) -> None:
    document = specs.load(name)
    app = create_app(document, Settings(auth=Auth.OFF, items=1))
    with running(app) as mock, proxying(str(mock), document) as proxy:
        for number, operation in enumerate(document.operations):
            asked = sample_request(operation, document, seed=number)
            target = f"{asked.path}?{asked.query}" if asked.query else asked.path
            proxy.api(asked.method, target, asked.body or None, dict(asked.headers))
    assert proxy.told() == []
    assert proxy.findings.exchanges == len(document.operations)
