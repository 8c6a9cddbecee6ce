"""What goes wrong on purpose, over real sockets."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from mock_client import Api, mock_process

from mockserver.app import EXTENSION, HOST, create_app
from mockserver.errors import MockError
from mockserver.faults import latency
from mockserver.faults.values import read
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from mockserver.testing import Running, running
from specs.load import from_mapping
from specs.messages import Request

TEXT = "0123456789" * 10
PLAIN = {"description": ".", "content": {"text/plain": {"schema": {"type": "string"}, "example": TEXT}}}
LEFT = {"schema": {"type": "integer"}}
TOO_MANY = {
    "description": ".",
    "headers": {"X-RateLimit-Remaining": LEFT, "X-RateLimit-Reset": {**LEFT, "description": "UTC epoch seconds"}},
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
        }
    },
}
RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/a": {"get": {"operationId": "a", "responses": {"200": PLAIN}}},
        "/b": {"get": {"operationId": "b", "responses": {"200": PLAIN, "429": TOO_MANY}}},
        "/c": {"post": {"operationId": "c", "responses": {"204": {"description": "."}}}},
    },
}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mock(clock: Clock) -> Iterator[Running]:
    with running(create_app(from_mapping(RAW), clock=clock)) as url:
        yield url


def statuses(mock: Running, count: int, path: str = "/a") -> list[int]:
    return [Api(mock)("GET", path).status for _ in range(count)]


def notes(mock: Running) -> Any:
    return list(mock._app.extensions[EXTENSION].journal)[-1].notes


def test_a_failure_is_answered_as_a_problem_and_noted_and_ends_with_its_block(mock: Running) -> None:
    with mock.fault(status=503, retry_after="90s"):
        answer = Api(mock)("GET", "/a")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "90")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert notes(mock) == {"faults": ("fault-added-1",)}
    assert statuses(mock, 1) == [200]


def test_a_documented_429_is_answered_as_documented(mock: Running) -> None:
    with mock.fault("b", status=429):
        answer = Api(mock)("GET", "/b")
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        assert answer.json == {"message": "The mock was told to fail so (fault-added-1)."}
        assert statuses(mock, 1) == [200]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"start": 3}, [200, 200, 500, 500, 500, 500]),
        ({"start": 2, "length": 2}, [200, 500, 500, 200, 200, 200]),
        ({"length": 1, "every": 3}, [500, 200, 200, 500, 200, 200]),
        ({"start": 2, "length": 1, "every": 2}, [200, 500, 200, 500, 200, 500]),
        ({"probability": 0}, [200] * 6),
        ({"probability": 1}, [500] * 6),
        ({"enabled": False}, [200] * 6),
    ],
)
def test_bursts(mock: Running, when: dict[str, Any], expected: list[int]) -> None:
    with mock.fault("a", status=500, **when):
        assert statuses(mock, 6) == expected


def test_a_probability_gives_the_same_sequence_for_the_same_seed(mock: Running) -> None:
    def sequence(**more: Any) -> list[int]:
        with mock.fault("a", status=500, probability=0.5, name="p", **more):
            return statuses(mock, 30)

    assert sequence() == sequence()
    assert sequence(seed=1) == sequence(seed=1) != sequence(seed=2)
    assert 5 < sequence().count(500) < 25


def test_a_limit_counts_in_windows_and_tells_what_is_left(mock: Running, clock: Clock) -> None:
    with mock.fault(limit="2/10s", name="plan"):
        first = Api(mock)("GET", "/a")
        assert first.headers["RateLimit-Policy"] == '"plan";q=2;w=10'
        assert first.headers["RateLimit"] == '"plan";r=1;t=10'
        assert notes(mock) == {}
        clock.now += 4
        assert statuses(mock, 1) == [200]
        over = Api(mock)("GET", "/b")
        assert (over.status, over.headers["Retry-After"]) == (429, "6")
        assert over.headers["RateLimit"] == '"plan";r=0;t=6'
        assert over.headers["X-RateLimit-Remaining"] == "0"
        assert over.headers["X-RateLimit-Reset"] == "1000010"
        assert notes(mock) == {"faults": ("plan",)}
        clock.now += 6
        assert statuses(mock, 2) == [200, 200]


def test_latency_is_waited_for_and_comes_on_top(mock: Running) -> None:
    with mock.fault("a", latency="150ms"), mock.fault("a", latency="100ms..120ms"):
        start = time.monotonic()
        assert statuses(mock, 1) == [200]
        assert time.monotonic() - start >= 0.25


def test_a_slow_body(mock: Running) -> None:
    with mock.fault("a", bytes_per_second=400):
        start = time.monotonic()
        assert Api(mock)("GET", "/a").body == TEXT.encode()
        assert time.monotonic() - start >= 0.25


@pytest.fixture(scope="module", params=["own", "werkzeug"])
def breaking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Breaks off what is asked of each operation, on both servers."""
    written = ["operation=a,truncate=30", "operation=b,drop=headers", "operation=c,drop=response"]
    if request.param == "own":
        file: Path = tmp_path_factory.mktemp("faults") / "t.json"
        file.write_text(json.dumps(RAW))
        with mock_process(str(file), *(f"--fault={each}" for each in written)) as (api, _):
            yield api
    else:
        with running(create_app(from_mapping(RAW))) as url:
            url.fault("a", truncate=30)
            url.fault("b", drop="headers")
            url.fault("c", drop="response")
            yield Api(url)


@pytest.mark.parametrize(("path", "got"), [("/a", TEXT[:30]), ("/b", "")])
def test_a_body_is_cut(breaking: Api, path: str, got: str) -> None:
    with pytest.raises(http.client.IncompleteRead) as caught:
        breaking("GET", path)
    assert caught.value.partial == got.encode()


def test_a_connection_is_dropped(breaking: Api) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        breaking("POST", "/c")


def test_a_dropped_request_is_not_looked_at(mock: Running) -> None:
    with mock.fault("a", drop="request"), mock.override("a", status=200, name="seen"):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            Api(mock)("GET", "/a")
        assert notes(mock) == {"faults": ("fault-added-1",)}


def test_faults_are_listed_and_switched_while_the_mock_runs(mock: Running) -> None:
    faults = mock._app.extensions[HOST].faults
    mock.fault("a", status=500, length=1, name="once")
    assert statuses(mock, 2) == [500, 200]
    assert json.loads(json.dumps(faults.listed())) == [
        {"operation": ["a"], "status": 500, "length": 1, "name": "once", "enabled": True, "calls": 2, "hits": 1}
    ]
    assert faults.enable("once", on=False)
    assert statuses(mock, 1) == [200]
    assert faults.enable("once", on=True)
    assert statuses(mock, 2) == [500, 200]
    assert not faults.enable("other", on=True)
    assert faults.remove("once")
    assert faults.listed() == []


def test_paths_of_no_operation_and_the_control_prefix_have_no_faults(mock: Running) -> None:
    mock._app.add_url_rule("/__ringback/x", view_func=lambda: "fine")
    with mock.fault(status=503):
        assert statuses(mock, 1, "/nothing") == [404]
        assert statuses(mock, 1, "/__ringback/x") == [200]


def test_faults_outlive_their_document() -> None:
    first = create_app(from_mapping(RAW)).extensions[EXTENSION]
    first.faults.add(read({"operation": "a", "status": 500}, "kept", str))
    first.faults.add(read({"operation": "c", "status": 500}, "lost", str))
    first.faults.enable("kept", False)
    rest = {path: item for path, item in RAW["paths"].items() if path != "/c"}
    second = create_app(from_mapping({**RAW, "paths": rest})).extensions[EXTENSION]
    assert second.faults.adopt(first.faults)[0].startswith("/operation: the document has no operation 'c'")
    assert [(each["name"], each["enabled"]) for each in second.faults.listed()] == [("kept", False)]


def test_counts_and_windows_outlive_their_document() -> None:
    document = from_mapping(RAW)
    given = Settings(
        faults=(
            read({"operation": "a", "status": 500, "length": 1}, "once", str),
            read({"operation": "b", "limit": "1/60m"}, "few", str),
        )
    )
    host = Host([Served(document=document)], given, lambda: 1000.0)

    def asked(path: str) -> int:
        return host.answer(Request("GET", path)).response.status

    assert (asked("/a"), asked("/b")) == (500, 200)
    host.reload([Served(document=document)], given)
    assert (asked("/a"), asked("/b")) == (200, 429)
    assert [(each["calls"], each["hits"]) for each in host.faults.listed()] == [(2, 1), (2, 1)]


@pytest.mark.parametrize(("switched", "is_on"), [(False, True), (True, False)])
def test_a_switch_in_the_file_counts_after_a_reload_unless_somebody_has_used_it(switched: bool, is_on: bool) -> None:
    def host_with(enabled: bool) -> Settings:
        return Settings(faults=(read({"operation": "a", "status": 500, "enabled": enabled}, "f", str),))

    served = [Served(document=from_mapping(RAW))]
    host = Host(served, host_with(switched), time.time)
    if switched:
        host.faults.enable("f", on=False)
    host.reload(served, host_with(True))
    assert [each["enabled"] for each in host.faults.listed()] == [is_on]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({}, "fault: the fault says nothing of what goes wrong (give it one of latency, bytes_per_second, drop,"),
        ({"status": 500, "drop": "request"}, "fault: the fault has drop and status"),
        ({"status": 200}, "fault#/status: "),
        ({"status": 500, "probabilty": 0.1}, "fault#/probabilty: unknown key 'probabilty' (did you mean probability?)"),
        ({"status": 500, "probability": 1.1}, "fault#/probability: "),
        ({"latency": "300ms..100ms"}, "fault#/latency: the lower bound is above the upper one"),
        ({"latency": "soon"}, "fault#/latency: a time is written 250ms, 1.5s or 2m"),
        ({"latency": "20m"}, "fault#/latency: the longest is 600 seconds"),
        (
            {"latency": {"distribution": "normal", "mean": 1}},
            "fault#/latency: a normal distribution needs mean and dev",
        ),
        (
            {"latency": {"distribution": "uniform", "max": 1}},
            "fault#/latency: a uniform distribution needs min and max",
        ),
        (
            {"latency": {"distribution": "lognormal", "mean": 0, "deviation": 1}},
            "fault#/latency: the mean of a lognorm",
        ),
        ({"limit": "10"}, "fault#/limit: "),
        ({"limit": "10/0s"}, "fault#/limit: a limit is written 100/1m"),
        ({"operation": "d", "status": 500}, "fault#/operation: the document has no operation 'd'"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(mock: Running, what: dict[str, Any], told: str) -> None:
    with pytest.raises(MockError) as caught:
        mock._app.extensions[HOST].faults.add(what)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("written", "mean", "deviation"),
    [
        ("100ms..300ms", 0.2, 0.2 / 12**0.5),
        ({"distribution": "uniform", "min": "1s", "max": "3s"}, 2, 2 / 12**0.5),
        ({"distribution": "normal", "mean": 1, "deviation": "100ms"}, 1, 0.1),
        ({"distribution": "lognormal", "mean": 1, "deviation": "500ms"}, 1, 0.5),
    ],
)
def test_latencies_are_distributed_as_they_say(written: Any, mean: float, deviation: float) -> None:
    found = latency.read(written)
    drawn = [found.drawn(Random(number)) for number in range(20_000)]
    assert statistics.fmean(drawn) == pytest.approx(mean, rel=0.03)
    assert statistics.stdev(drawn) == pytest.approx(deviation, rel=0.06)


def test_latencies_stay_within_their_bounds() -> None:
    bounds = {"min": "900ms", "max": "1100ms"}
    for shape in ("normal", "lognormal"):
        found = latency.read({"distribution": shape, "mean": 1, "deviation": 1, **bounds})
        drawn = [found.drawn(Random(number)) for number in range(1000)]
        assert (min(drawn), max(drawn)) == (0.9, 1.1)


def test_faults_given_at_the_start_are_there() -> None:
    given = (read({"operation": "a", "status": 500}, "one", str),)
    with running(create_app(from_mapping(RAW), Settings(faults=given))) as url:
        assert statuses(url, 1) == [500]
        assert statuses(url, 1, "/b") == [200]
