"""The control interface, over sockets, behind both servers."""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from control_client import DOCUMENT, control
from mock_client import Api, document, mock_process, served

from mockserver.app import EXTENSION, create_app, host_app
from mockserver.control.access import access
from mockserver.control.operations import BY_ID
from mockserver.hosts.hosting import Host, Served
from mockserver.observing.metrics import Metrics
from mockserver.observing.recording import Book, Journal
from mockserver.settings import Settings
from mockserver.testing import running
from specs.errors import SpecError
from specs.load import from_mapping
from specs.messages import Exchange, Request, Response
from specs.redaction import Redactor

NAME = "phonebridge-webapp@1.3.8"
SAYS = {"responses": {"200": {"description": ".", "content": {"text/plain": {"example": "mine"}}}}}
CLIENTS = "/api/users/me/clients"


@pytest.fixture(scope="module", params=["own", "werkzeug"])
def mock(request: pytest.FixtureRequest) -> Iterator[Api]:
    if request.param == "own":
        with mock_process(NAME) as (api, _):
            yield api
    else:
        with served(NAME) as api:
            yield api


@pytest.fixture
def api(mock: Api) -> Api:
    """Somebody who has just logged in to a mock that remembers nothing else."""
    assert control(mock, "POST", "/reset").status == 204
    return mock.logged_in()


def test_every_operation_is_there() -> None:
    assert {each.id for each in DOCUMENT.operations} == set(BY_ID)


def test_its_document_is_served_and_is_sound(mock: Api) -> None:
    told = control(mock, "GET", "/openapi.json").json
    assert [each.key for each in from_mapping(told).operations] == [each.key for each in DOCUMENT.operations]
    assert DOCUMENT.slips == ()


def test_health_means_that_documents_are_loaded(mock: Api) -> None:
    answer = control(mock, "GET", "/health")
    assert (answer.status, answer.json) == (200, {"status": "ok", "documents": 1})
    assert "Access-Control-Allow-Origin" not in answer.headers
    (told,) = control(mock, "GET", "/documents").json
    assert (told["release"], told["bases"], told["operations"]) == (
        "1.3.8",
        [""],
        len(document(NAME).operations),
    )


def test_the_journal_is_asked_for_what_is_wanted(api: Api) -> None:
    api("POST", CLIENTS, {"name": "n"})
    api("POST", CLIENTS, {"name": 5})
    api("GET", CLIENTS + "?token=hush")
    api("GET", "/nowhere")

    def ids(query: str) -> list[int]:
        return [each["id"] for each in control(api, "GET", f"/journal?{query}").json["entries"]]

    everything = control(api, "GET", "/journal").json
    login, created, refused, listed, lost = everything["entries"]
    assert everything["last"] == lost["id"]
    assert (login["method"], login["operation"]) == ("POST", "POST /api/authenticate")
    assert json.loads(login["request"]["body"]) == {"email": "max@example.org", "password": "[redacted]"}
    assert (listed["query"], lost["operation"], lost["status"]) == ("token=%5Bredacted%5D", None, 404)
    assert refused["violations"][0].startswith("body/name")
    assert created["replay"]
    assert 0 < created["seconds"] < 20
    for query, meant in {
        f"operation=POST%20{CLIENTS}": [created, refused],
        "method=get": [listed, lost],
        "path=/api/users/*": [created, refused, listed],
        "status=4XX": [refused, lost],
        "status=404": [lost],
        "violations=true": [refused],
        f"since={refused['id']}": [listed, lost],
        "limit=1": [lost],
        f"document={listed['document'].replace(' ', '%20')}&limit=9": everything["entries"],
        "document=other": [],
    }.items():
        assert ids(query) == [each["id"] for each in meant], query
    assert control(api, "DELETE", "/journal").status == 204
    assert control(api, "GET", "/journal").json == {"entries": [], "last": lost["id"]}


def test_whoever_waits_for_an_exchange_gets_it(api: Api) -> None:
    last = control(api, "GET", "/journal").json["last"]
    later = threading.Timer(0.1, api, ("GET", "/nowhere"))
    later.start()
    start = time.monotonic()
    (entry,) = control(api, "GET", f"/journal?since={last}&wait=20").json["entries"]
    assert entry["path"] == "/nowhere"
    assert time.monotonic() - start < 15
    later.join()
    assert control(api, "GET", f"/journal?since={entry['id']}&wait=0.01").json["entries"] == []


def test_few_may_wait_at_once(api: Api) -> None:
    last = control(api, "GET", "/journal").json["last"]
    found: queue.Queue[int] = queue.Queue()
    path = f"/journal?since={last}&wait=20"
    waiting = [threading.Thread(target=lambda: found.put(control(api, "GET", path).status)) for _ in range(5)]
    for each in waiting:
        each.start()
    assert found.get(timeout=15) == 503
    assert api("GET", CLIENTS).status == 200
    for each in waiting:
        each.join()
    assert [found.get_nowait() for _ in range(4)] == [200] * 4


def test_verification_tells_what_came_closest(api: Api) -> None:
    api("POST", CLIENTS, {"name": "one"})
    api("POST", CLIENTS, {"name": "two"}, {"X-Trace": "7"})
    operation = f"POST {CLIENTS}"

    def verdict(**wanted: Any) -> dict[str, Any]:
        told: dict[str, Any] = control(api, "POST", "/verify", wanted).json
        return told

    assert verdict(operation=operation, count=2)["verified"]
    assert verdict(operation=operation, body={"name": "two"}, headers={"x-trace": "7"}, count=1)["verified"]
    assert verdict(operation=operation, pointers={"/name": "one"}, atMost=1)["verified"]
    assert not verdict(operation=operation, atMost=1)["verified"]
    missed = verdict(operation=operation, body={"name": "three"}, headers={"X-Trace": "7"})
    assert (missed["verified"], missed["count"], missed["expected"]) == (False, 0, "at least 1")
    assert [len(each["differences"]) for each in missed["near"]] == [1, 2]
    assert missed["near"][0]["differences"] == [
        {"place": "body", "name": "", "pointer": "/name", "expected": "three", "actual": "two"}
    ]
    unknown = control(api, "POST", "/verify", {"operation": f"POST {CLIENTS}s"})
    assert (unknown.status, unknown.json["type"]) == (422, "urn:ringback:problem:control-impossible")
    assert operation in unknown.json["detail"]


def test_resetting_makes_the_mock_forget(api: Api) -> None:
    first = api("POST", CLIENTS, {"name": "one"}).json
    api("POST", CLIENTS, {"name": "two"})
    assert len(api("GET", CLIENTS).json) == 2
    assert control(api, "POST", "/reset", {"only": ["state", "counters"]}).status == 204
    assert api("GET", CLIENTS).json == []
    assert api("POST", CLIENTS, {"name": "one"}).json == first
    assert len(control(api, "GET", "/journal").json["entries"]) == 6
    assert control(api, "POST", "/reset", {"only": ["everything"]}).status == 400


def test_the_seed_can_be_changed(api: Api) -> None:
    def drawn() -> str | None:
        return api("GET", CLIENTS).headers["Ringback-Replay"]

    before = drawn()
    assert control(api, "PUT", "/seed", {"seed": 7}).json == control(api, "GET", "/seed").json == {"seed": 7}
    other = drawn()
    control(api, "PUT", "/seed", {"seed": 7})
    assert drawn() == other != before
    control(api, "POST", "/reset", {"only": ["seed"]})
    assert control(api, "GET", "/seed").json == {"seed": 0}
    assert drawn() == before


def test_tokens_expire_by_the_clock(api: Api) -> None:
    told = control(api, "GET", "/clock").json
    assert (told["frozen"], abs(told["offset"]) < 1, abs(told["now"] - time.time()) < 20) == (False, True, True)
    frozen = control(api, "PUT", "/clock", {"frozen": True}).json
    assert api("GET", CLIENTS).status == 200
    assert control(api, "POST", "/clock", {"advance": 3601}).json["now"] == pytest.approx(frozen["now"] + 3601)
    assert api("GET", CLIENTS).status == 401
    control(api, "POST", "/clock", {"advance": -3601})
    assert api("GET", CLIENTS).status == 200
    set_ = control(api, "PUT", "/clock", {"now": "2030-01-02T03:04:05+01:00"}).json
    assert (set_["date"], set_["frozen"]) == ("2030-01-02T02:04:05Z", True)
    assert api("GET", CLIENTS).status == 401
    assert control(api, "GET", "/journal?limit=1").json["entries"][0]["at"] == set_["now"]
    assert not control(api, "PUT", "/clock", {"frozen": False}).json["frozen"]
    assert control(api, "POST", "/clock", {"advance": 1e15}).status == 422


def test_overrides_come_and_go(api: Api) -> None:
    made = control(api, "POST", "/overrides", {"operation": f"GET {CLIENTS}", "body": [], "name": "a.b"})
    assert (made.status, made.json["name"], made.json["calls"]) == (201, "a.b", 0)
    api("GET", CLIENTS)
    assert [each["calls"] for each in control(api, "GET", "/overrides").json] == [1]
    assert control(api, "GET", "/journal?limit=1").json["entries"][0]["notes"]["override"] == "a.b"
    assert [control(api, "DELETE", "/overrides/a.b").status for _ in range(2)] == [204, 404]
    assert control(api, "POST", "/overrides", {"operation": "GET /nowhere", "body": []}).status == 422
    control(api, "POST", "/overrides", {"operation": f"GET {CLIENTS}", "body": []})
    control(api, "POST", "/reset", {"only": ["overrides"]})
    assert control(api, "GET", "/overrides").json == []


def test_faults_come_and_go_and_are_switched(api: Api) -> None:
    made = control(api, "POST", "/faults", {"operation": f"GET {CLIENTS}", "status": 503, "name": "down"})
    assert (made.status, made.json["enabled"]) == (201, True)
    assert api("GET", CLIENTS).status == 503
    assert control(api, "GET", "/journal?limit=1").json["entries"][0]["notes"]["faults"] == ["down"]
    assert control(api, "GET", "/health").status == 200
    assert control(api, "PUT", "/faults/down", {"enabled": False}).status == 204
    assert api("GET", CLIENTS).status == 200
    assert [(each["name"], each["enabled"], each["hits"]) for each in control(api, "GET", "/faults").json] == [
        ("down", False, 1)
    ]
    assert [control(api, "DELETE", "/faults/down").status for _ in range(2)] == [204, 404]
    assert control(api, "PUT", "/faults/down", {"enabled": True}).status == 404
    control(api, "POST", "/faults", {"operation": "*", "status": 500})
    control(api, "POST", "/reset", {"only": ["faults"]})
    assert control(api, "GET", "/faults").json == []
    assert 'ringback_additions_total{kind="fault",name="down"} 1' in control(api, "GET", "/metrics").body.decode()


def test_a_response_is_made_again(api: Api) -> None:
    sent = api("GET", "/api/version")
    entry = control(api, "GET", "/journal?limit=1").json["entries"][0]
    from_journal = control(api, "POST", "/replay", {"id": entry["id"]}).json
    assert (from_journal["status"], from_journal["body"]) == (sent.status, sent.body.decode())
    assert control(api, "POST", "/replay", {"id": 10**9}).status == 404
    assert control(api, "POST", "/replay", {"token": "?"}).status == 422
    assert control(api, "POST", "/replay", {"token": "x", "id": 1}).status == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/nowhere", None, 404, "unknown-path"),
        ("PATCH", "/seed", None, 405, "unknown-method"),
        ("PUT", "/seed", {"seed": "x"}, 400, "invalid-request"),
        ("PUT", "/clock", {}, 400, "invalid-request"),
        ("PUT", "/seed", "{", 400, "invalid-request"),
        ("GET", "/journal?since=-1", None, 400, "invalid-request"),
    ],
)
def test_every_error_is_a_problem(mock: Api, method: str, path: str, body: Any, status: int, kind: str) -> None:
    answer = mock(method, f"/__ringback{path}", body, {"Content-Type": "application/json"})
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json["type"] == f"urn:ringback:problem:{kind}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:4010"}, 200),
        ({"Host": "[::1]:4010"}, 200),
        ({"Host": "mock.localhost"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "localhost", "Origin": "http://localhost"}, 200),
        ({"Host": "localhost", "Origin": "http://localhost:81"}, 403),
        ({"Host": "localhost", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
    ],
)
def test_pages_of_strangers_have_no_access(mock: Api, headers: dict[str, str], status: int) -> None:
    assert control(mock, "GET", "/health", **headers).status == status


def test_with_a_token_others_have_access_and_nobody_without() -> None:
    rules = access("s3cret", ["Mock.example"])

    def status(host: str, peer: str, authorization: str | None) -> int | None:
        headers = (("host", host), *((("authorization", authorization),) if authorization else ()))
        refusal = rules.refusal(Request("GET", "/", headers=headers), peer)
        return refusal.statuses[0] if refusal else None

    assert status("mock.example:4010", "10.0.0.1", "Bearer s3cret") is None
    assert status("10.1.1.1", "10.0.0.1", "bearer s3cret") is None
    assert [status("localhost", "127.0.0.1", each) for each in (None, "Bearer", "Bearer x", "Basic s3cret")] == [
        401
    ] * 4
    assert status("other.example", "127.0.0.1", "Bearer s3cret") == 403


@pytest.mark.parametrize(
    ("peer", "own"),
    [
        *((each, True) for each in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")),
        *((each, False) for each in ("10.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0", "", "x")),
    ],
)
def test_without_a_token_only_this_machine_has_access(peer: str, own: bool) -> None:
    refusal = access(None, []).refusal(Request("GET", "/", headers=(("host", "localhost"),)), peer)
    assert (refusal is None) is own


def test_no_documented_path_is_hidden() -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/__ringback/health": {"get": SAYS}}}
    host = Host([Served(document=from_mapping(raw))], Settings(), time.time)
    with running(host_app(host)) as url:
        assert Api(url)("GET", "/__ringback/health").body == b"mine"
        assert Api(url)("GET", "/__ringback-2/health").json["status"] == "ok"
    assert host.control == "/__ringback-2"


def test_the_interface_can_be_left_out() -> None:
    with running(create_app(document(NAME), Settings(control=False))) as url:
        answer = Api(url)("GET", "/__ringback/health")
    assert (answer.status, answer.json["detail"]) == (404, "The document has no such path.")


def test_its_own_answers_are_not_recorded_and_nothing_is_done_to_them(api: Api) -> None:
    control(api, "GET", "/health")
    assert [each["path"] for each in control(api, "GET", "/journal").json["entries"]] == ["/api/authenticate"]
    assert control(api, "GET", "/health", Prefer="code=500").status == 200


def test_metrics_count_by_operation_and_status(api: Api) -> None:
    from prometheus_client.parser import text_string_to_metric_families as parse

    api("POST", CLIENTS, {"name": "n"})
    api("POST", CLIENTS, {"name": 5})
    answer = control(api, "GET", "/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4"
    found = {
        (each.name, tuple(each.labels.values())[1:]): each.value
        for f in parse(answer.body.decode())
        for each in f.samples
    }
    key = f"POST {CLIENTS}"
    assert found["ringback_requests_total", (key, "2xx")] == found["ringback_requests_total", (key, "4xx")] == 1
    assert found["ringback_violations_total", (key, "request", "body")] == 1
    assert found["ringback_answer_seconds_count", (key,)] == found["ringback_answer_seconds_bucket", (key, "+Inf")] == 2
    assert found["ringback_document_info", ("phonebridge webapp API", "1.3.8")] == 1
    control(api, "POST", "/reset", {"only": ["metrics"]})
    assert "requests_total{" not in control(api, "GET", "/metrics").body.decode()


def test_the_page_has_every_operation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "control.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z]+) (/[^`]*)` \|", page, re.MULTILINE)
    assert rows == [(each.method, each.path) for each in DOCUMENT.operations]


def test_the_command_asks_for_the_token_and_says_where_the_interface_is(tmp_path: Path) -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/__ringback/x": {"get": SAYS}}}
    (tmp_path / "api.json").write_text(json.dumps(raw))
    with mock_process(str(tmp_path / "api.json"), "--control-token", "s3cret", "--control-host", "me.example") as (
        api,
        _,
    ):
        assert "The document has paths below /__ringback: the control interface is below /__ringback-2." in api.told
        asked = [{}, {"Authorization": "Bearer s3cret"}, {"Authorization": "Bearer s3cret", "Host": "me.example"}]
        assert [api("GET", "/__ringback-2/health", headers=each).status for each in asked] == [401, 200, 200]
    with mock_process(NAME, "--no-control") as (api, _):
        assert api("GET", "/__ringback/health").status == 404


def test_a_token_is_enough_where_the_response_says_nothing_of_its_request() -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/x": {"get": SAYS}}}
    with running(create_app(from_mapping(raw))) as url:
        token = Api(url)("GET", "/x").headers["Ringback-Replay"]
        again = control(Api(url), "POST", "/replay", {"token": token}).json
    assert (again["status"], again["body"], again["same"]) == (200, "mine", True)


def test_health_fails_where_a_document_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(document(NAME))

    def broken(path: str) -> None:
        raise SpecError(f"no index for {path}")

    monkeypatch.setattr(app.extensions[EXTENSION], "methods", broken)
    with running(app) as url:
        answer = control(Api(url), "GET", "/health")
    assert (answer.status, answer.json["status"], answer.json["error"]) == (503, "unavailable", "no index for /")


def test_other_credentials_are_taken_from_now_on_and_after_a_reset_the_first_ones(api: Api) -> None:
    def let_in(token: str) -> bool:
        return api("GET", CLIENTS, token=token).status == 200

    assert control(api, "GET", "/auth").json == {"auth": "strict"}
    assert (let_in(api.token), let_in("anything"), let_in("")) == (True, False, False)
    assert control(api, "PUT", "/auth", {"auth": "any"}).json == {"auth": "any"}
    assert (let_in(api.token), let_in("anything"), let_in("")) == (True, True, False)
    control(api, "PUT", "/auth", {"auth": "off"})
    assert let_in("")
    control(api, "POST", "/reset", {"only": ["auth"]})
    assert (let_in(api.token), let_in("")) == (True, False)


def test_another_seed_is_another_one_of_the_faults_too(api: Api) -> None:
    def struck() -> list[int]:
        return [api("GET", CLIENTS).status for _ in range(12)]

    control(api, "POST", "/faults", {"operation": "*", "status": 503, "probability": 0.5})
    control(api, "PUT", "/seed", {"seed": 7})
    first = struck()
    control(api, "PUT", "/seed", {"seed": 8})
    assert struck() != first
    control(api, "PUT", "/seed", {"seed": 7})
    assert struck() == first
    assert set(first) == {200, 503}


def test_what_is_too_large_to_be_read_is_in_the_journal() -> None:
    with mock_process(NAME, "--max-body", "99") as (api, _):
        assert api("PUT", "/x", "y" * 100).status == 413
        assert api("PUT", "/__ringback/seed", "y" * 100).status == 413
        assert [each["status"] for each in control(api, "GET", "/journal").json["entries"]] == [413]


def test_beyond_some_number_of_names_additions_are_counted_together() -> None:
    metrics, journal = Metrics(), Journal(1, 1, lambda: 0.0)
    journal.listen(metrics.count)
    book = Book("D", Redactor(document("phonebridge-webapp@1.3.8"), None))
    for number in (*range(1005), 0):
        notes = {"override": f"o{number}"}
        journal.record(book, None, Exchange(Request("GET", "/"), Response(200)), seconds=0, violations=(), notes=notes)
    lines = [line for line in metrics.text(()).splitlines() if line.startswith("ringback_additions_total{")]
    assert len(lines) == 1001
    assert 'ringback_additions_total{kind="override",name="o0"} 2' in lines
    assert lines[-1] == 'ringback_additions_total{kind="override",name=""} 5'
