"""What an API sends itself: callbacks of operations, and webhooks."""

from __future__ import annotations

import http.client
import json
import math
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from mock_client import Api
from postgres import postgres
from proxy_rig import Script, Seen, Server, reply, reply_json, sending, then_close, upstream_server

from mockserver.app import HOST, create_app
from mockserver.callbacks.making import Outgoing
from mockserver.callbacks.outbox import Errand, Outbox
from mockserver.clock import Clock
from mockserver.hosts.hosting import Host
from mockserver.observing.recording import Book, Journal, Record
from mockserver.settings import Settings
from mockserver.testing import running
from specs import fetch
from specs.load import from_mapping
from specs.messages import Request
from specs.redaction import Redactor

EVENT = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "integer"},
        "kind": {"enum": ["made", "gone"]},
        "name": {"type": "string", "maxLength": 5},
        "password": {"type": "string"},
        "callbackUrl": {"type": "string"},
    },
    "additionalProperties": False,
}
WANTED = {
    "type": "object",
    "required": ["callbackUrl"],
    "properties": {key: {"type": "string"} for key in ("callbackUrl", "name", "password")},
}
MADE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


def content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


DOCUMENT = from_mapping(
    {
        "openapi": "3.1.0",
        "info": {"title": "Events", "version": "1"},
        "paths": {
            "/subscriptions": {
                "post": {
                    "operationId": "subscribe",
                    "requestBody": content(WANTED),
                    "responses": {"201": {"description": "x", **content(MADE)}, "400": {"description": "x"}},
                    "callbacks": {
                        "onEvent": {
                            "{$request.body#/callbackUrl}/events?from=a": {
                                "post": {
                                    "parameters": [
                                        {"name": "X-Kind", "in": "header", "required": True, "schema": {"const": "k"}},
                                        {"name": "page", "in": "query", "required": True, "schema": {"const": 3}},
                                    ],
                                    "requestBody": content(EVENT),
                                    "responses": {"204": {"description": "x"}},
                                }
                            }
                        }
                    },
                }
            }
        },
        "webhooks": {
            "newEvent": {
                "put": {"requestBody": content(EVENT), "responses": {"200": {"description": "x", **content(EVENT)}}}
            }
        },
    },
    "events.json",
)


class Sender:
    def __init__(self, api: Api, host: Host) -> None:
        self.api, self.host = api, host

    def subscribe(self, url: str, **more: Any) -> int:
        return self.api("POST", "/subscriptions", {"callbackUrl": url, **more}).status

    def sent(self, count: int = 1) -> list[Record]:
        """The outgoing exchanges, once there are so many."""
        found: list[Record] = []
        since = 0
        while len(found) < count:
            assert self.host.journal.wait(since, 10), "nothing is sent"
            since = self.host.journal.last
            found = [record for record in self.host.journal.records() if record.outgoing]
        return found

    def settled(self) -> list[Record]:
        """The outgoing exchanges, once there is nothing more to be sent."""
        outbox = self.host._kept.outbox
        assert outbox is not None
        with outbox._changed:
            outbox._changed.wait_for(lambda: not outbox._waiting and not outbox._busy)
        return [record for record in self.host.journal.records() if record.outgoing]


@contextmanager
def mocking(**settings: Any) -> Iterator[Sender]:
    app = create_app(DOCUMENT, Settings(**settings))
    host = app.extensions[HOST]
    if host._kept.outbox is not None:
        host._kept.outbox._pauses = (0.0, 0.0)
    with running(app) as mock, closing(mock):
        yield Sender(Api(mock), host)


@contextmanager
def received(script: Script, **settings: Any) -> Iterator[tuple[Sender, Server]]:
    with upstream_server(script) as server, mocking(**settings) as mock:
        yield mock, server


def test_a_success_is_followed_by_the_callback_of_its_operation() -> None:
    with received(sending(reply(204))) as (mock, server):
        assert mock.subscribe(server.url, name="Rex") == 201
        (record,) = mock.sent()
    (seen,) = server.seen
    assert seen.line == "POST /events?from=a&page=3 HTTP/1.1"
    assert (seen.header("x-kind"), seen.header("content-type")) == ("k", "application/json")
    assert record.response.status == 204
    assert record.notes == {"callback": "onEvent", "to": server.url, "attempt": 1, "delivered": True}


def test_its_body_is_valid_and_has_what_the_exchange_said() -> None:
    with received(sending(reply(204))) as (mock, server):
        made = mock.api("POST", "/subscriptions", {"callbackUrl": server.url, "name": "Rex", "password": "hush"}).json
        mock.sent()
    body = json.loads(server.seen[0].body)
    assert (body["id"], body["name"]) == (made["id"], "Rex")
    assert body["kind"] in ("made", "gone")
    assert body["password"] != "hush"


def test_what_would_break_the_document_is_made_up_instead() -> None:
    with received(sending(reply(204))) as (mock, server):
        mock.subscribe(server.url, name="longer than five")
        mock.sent()
    assert len(json.loads(server.seen[0].body)["name"]) <= 5


def test_the_same_seed_sends_the_same() -> None:
    bodies = []
    with upstream_server(sending(reply(204))) as server:
        for seed in (1, 1, 2):
            with mocking(seed=seed) as mock:
                mock.subscribe(server.url)
                mock.sent()
            bodies.append(server.seen[-1].body)
    assert bodies[0] == bodies[1] != bodies[2]


@pytest.mark.parametrize("body", [{"callbackUrl": "no url"}, {"callbackUrl": 5}, {"callbackUrl": ""}])
def test_without_a_success_or_a_url_nothing_is_sent(body: dict[str, Any]) -> None:
    with mocking() as mock:
        mock.api("POST", "/subscriptions", body)
        assert mock.settled() == []


def test_nothing_is_sent_where_that_is_not_wanted() -> None:
    with mocking(callbacks=False) as mock:
        assert mock.subscribe("http://127.0.0.1:1") == 201
        assert mock.api("POST", "/__ringback/webhooks/newEvent", {"url": "http://127.0.0.1:1"}).status == 422
        assert mock.api("GET", "/__ringback/webhooks").json == []
        assert [record for record in mock.host.journal.records() if record.outgoing] == []


def test_a_callback_that_reaches_a_mock_is_followed_by_none() -> None:
    with mocking() as mock:
        mock.subscribe(f"{mock.api.url}/subscriptions?")
        assert len(mock.settled()) == 1


NOT_ALLOWED = {
    "http://169.254.169.254/latest": "nothing is fetched from",
    "http://[fe80::1]/": "nothing is fetched from",
    "http://0.0.0.0:80/": "nothing is fetched from",
    "http://10.0.0.1/": "--allow-callback-host 10.0.0.1",
    "http://example.org/": "--allow-callback-host example.org",
    "ftp://127.0.0.1/": "only http and https",
    "http://me:secret@127.0.0.1/": "credentials",
}


@pytest.mark.parametrize("url", NOT_ALLOWED)
def test_nobody_is_sent_to_who_was_not_allowed(url: str) -> None:
    with mocking() as mock:
        mock.subscribe(url)
        (record,) = mock.sent()
        shown = mock.api("GET", "/__ringback/journal").body.decode()
    assert NOT_ALLOWED[url] in str(record.notes["error"])
    assert (record.response.status, record.notes["delivered"]) == (0, False)
    assert "download" not in str(record.notes["error"])
    assert "me:secret" not in json.dumps(dict(record.notes))
    assert "outgoing" not in shown


def test_an_allowed_name_is_sent_to_only_at_addresses_that_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    leads = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80))]
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda *_, **__: leads)
    with pytest.raises(fetch.NotAllowedError, match="nothing is fetched"):
        fetch.ask("http://hook.example/", Request("POST", "/"), 10, ("hook.example",), seconds=1, option="--x")


FAILING: dict[str, tuple[Script, int]] = {
    "an error of the receiver": (sending(reply(503)), 503),
    "too many requests": (sending(reply(429)), 429),
    "no answer": (then_close(b""), 0),
    "no HTTP": (then_close(b"nonsense\r\n\r\n"), 0),
}


@pytest.mark.parametrize("case", FAILING)
def test_what_may_pass_is_tried_again_a_few_times(case: str) -> None:
    script, status = FAILING[case]
    with received(script) as (mock, server):
        mock.subscribe(server.url)
        records = mock.sent(3)
        assert mock.settled() == records
    assert [(each.response.status, each.notes["attempt"]) for each in records] == [(status, n) for n in (1, 2, 3)]
    assert len({seen.body for seen in server.seen}) == 1


@pytest.mark.parametrize("status", [400, 302])
def test_what_is_final_is_not_tried_again(status: int) -> None:
    with received(sending(reply(status, b"", "Location: http://127.0.0.1:1/"))) as (mock, server):
        mock.subscribe(server.url)
        assert [each.notes["attempt"] for each in mock.settled()] == [1]
        assert len(server.seen) == 1


def test_a_second_attempt_that_arrives_is_the_last() -> None:
    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(reply(503 if len(servers[0].seen) == 1 else 204))

    servers: list[Server] = []
    with received(script) as (mock, server):
        servers.append(server)
        mock.subscribe(server.url)
        assert [each.notes["delivered"] for each in mock.settled()] == [False, True]


def test_what_is_tried_again_waits_by_the_mocks_clock() -> None:
    """As long as that stands still nothing is tried again, and once it has moved far enough at once."""
    with received(sending(reply(503))) as (mock, server):
        outbox, clock = mock.host._kept.outbox, mock.host.clock
        assert outbox is not None
        outbox._pauses = (600.0, 3600.0)
        clock.freeze()
        mock.subscribe(server.url)
        for attempt, pause in ((1, 600), (2, 3600), (3, 0)):
            assert len(mock.sent(attempt)) == attempt
            with outbox._changed:
                outbox._changed.wait_for(lambda: not outbox._busy)
                assert [each.left for each in outbox._waiting] == [math.inf] * (attempt < 3)
            clock.advance(pause - 1)
            assert len(mock.sent(attempt)) == attempt
            clock.advance(1)
        assert [each.at for each in mock.settled()] == [clock() - 4200, clock() - 3600, clock()]


def test_a_clock_that_is_set_back_holds_nothing_up() -> None:
    with received(sending(reply(503))) as (mock, server):
        outbox, clock = mock.host._kept.outbox, mock.host.clock
        assert outbox is not None
        outbox._pauses = (600.0,)
        clock.freeze()
        mock.subscribe(server.url)
        mock.sent(1)
        clock.advance(-1000)
        assert len(mock.sent(2)) == 2


def test_the_receivers_answer_is_held_against_the_document() -> None:
    with received(sending(reply_json({"id": "x", "kind": "made"}))) as (mock, server):
        answer = mock.api("POST", "/__ringback/webhooks/newEvent", {"url": server.url})
        (record,) = mock.sent()
    assert answer.status == 202
    (wrong,) = record.notes["response"]  # type: ignore[misc]
    assert wrong.startswith("body/id: ")


def test_webhooks_and_callbacks_are_sent_when_the_control_interface_is_told_to() -> None:
    with received(sending(reply(204))) as (mock, server):
        assert mock.api("GET", "/__ringback/webhooks").json == [
            {"name": "newEvent", "document": "Events 1", "operation": None, "method": "PUT"},
            {"name": "onEvent", "document": "Events 1", "operation": "POST /subscriptions", "method": "POST"},
        ]
        own = {"id": 7, "kind": "gone"}
        told = mock.api("POST", "/__ringback/webhooks/newEvent", {"url": f"{server.url}/a?b=c", "body": own})
        assert (told.status, told.json["method"]) == (202, "PUT")
        mock.sent(1)
        mock.api("POST", "/__ringback/webhooks/onEvent", {"url": f"{server.url}/d", "operation": "subscribe"})
        mock.sent(2)
        metrics = mock.api("GET", "/__ringback/metrics").body.decode()
    assert [seen.line for seen in server.seen] == ["PUT /a?b=c HTTP/1.1", "POST /d?page=3 HTTP/1.1"]
    assert json.loads(server.seen[0].body) == own
    assert 'status="2xx"' not in metrics


IMPOSSIBLE = [
    ({"url": "http://127.0.0.1:1", "body": {"id": "x"}}, "newEvent", "would break the document"),
    ({"url": "http://127.0.0.1:1"}, "newEvents", "did you mean newEvent?"),
    ({"url": "http://127.0.0.1:1", "operation": "subscribe"}, "other", "known are onEvent"),
    ({"url": "http://127.0.0.1:1", "operation": "subscripe"}, "onEvent", "no operation"),
    ({"url": "http://[x"}, "newEvent", "no URL"),
]


@pytest.mark.parametrize(("body", "name", "told"), IMPOSSIBLE)
def test_what_cannot_be_sent_is_said(body: dict[str, Any], name: str, told: str) -> None:
    with mocking() as mock:
        answer = mock.api("POST", f"/__ringback/webhooks/{name}", body)
    assert answer.status == 422
    assert told in answer.json["detail"]


def test_answers_do_not_wait_for_a_receiver() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, mocking() as mock:
        assert mock.subscribe(f"http://127.0.0.1:{listener.getsockname()[1]}") == 201
        channel, _ = listener.accept()
        where = urlsplit(mock.api.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=5)
        connection.request("GET", "/__ringback/health")
        assert connection.getresponse().status == 200
        connection.close()
        channel.close()


def errand(make: Any) -> Errand:
    journal = Journal(10, 1000, lambda: 0.0)
    return Errand(make=make, book=Book("a", Redactor(DOCUMENT, None)), journal=journal, clock=Clock())


def test_only_so_many_wait() -> None:
    outbox = Outbox(())
    outbox._begun = True  # nobody works
    results = [outbox.put(errand(lambda: pytest.fail("made"))) for _ in range(1001)]
    assert results == [True] * 1000 + [False]


def test_what_fails_to_be_made_does_not_keep_the_next_from_being_sent() -> None:
    outbox, made = Outbox(()), threading.Semaphore(0)

    def fail() -> Outgoing:
        made.release()
        raise ZeroDivisionError

    for _ in range(20):
        outbox.put(errand(fail))
    assert all(made.acquire(timeout=5) for _ in range(20))


def test_what_waits_hears_of_a_clock_that_is_set_through_another_process() -> None:
    """Without being asked for anything itself: nobody would know which of several processes to ask."""
    with (
        postgres() as database,
        received(sending(reply(503)), state=database, alone=False) as (one, server),
        mocking(state=database, alone=False) as other,
    ):
        outbox = one.host._kept.outbox
        assert outbox is not None
        outbox._pauses = (600.0, 3600.0)
        one.api("PUT", "/__ringback/clock", {"frozen": True})
        one.subscribe(server.url)
        for attempts, pause in ((1, 600), (2, 3600), (3, 0)):
            end = time.monotonic() + 60
            while len(server.seen) < attempts:
                assert time.monotonic() < end
                time.sleep(0.02)
            other.api("POST", "/__ringback/clock", {"advance": pause})
        assert [each.notes["attempt"] for each in one.settled()] == [1, 2, 3]
        assert len(server.seen) == 3


def test_what_waits_asks_no_database_after_the_end() -> None:
    before = set(threading.enumerate())
    with postgres() as database:
        with received(sending(reply(503)), state=database, alone=False) as (one, server):
            one.subscribe(server.url)
            end = time.monotonic() + 60
            while not server.seen:
                assert time.monotonic() < end
                time.sleep(0.02)
            working = [each for each in threading.enumerate() if each.name == "callbacks" and each not in before]
        for thread in working:
            thread.join(60)
        assert working
        assert not any(thread.is_alive() for thread in working)
