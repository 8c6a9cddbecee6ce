"""Requests that come again with their key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mock_client import Api

from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.state.sql import engines
from mockserver.testing import running
from specs.load import from_mapping

THING = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
CONTENT = {"content": {"application/json": {"schema": THING}}}


def api_with(*parameters: dict[str, Any], state: str = "", **refused: str) -> Any:
    responses = {"201": {"description": "made", **CONTENT}}
    responses |= {status[1:]: {"description": told} for status, told in refused.items()}
    many = {"content": {"application/json": {"schema": {"type": "array", "items": THING}}}}
    things = {
        "get": {"responses": {"200": {"description": "all", **many}}},
        "post": {"parameters": list(parameters), "requestBody": CONTENT, "responses": responses},
    }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/things": things}}
    return create_app(from_mapping(raw), Settings(state=state))


def field(name: str, description: str = "") -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string"}}


@pytest.fixture
def api() -> Iterator[Api]:
    with running(api_with()) as url:
        yield Api(url)


@pytest.mark.parametrize(
    ("parameter", "sent", "again"),
    [
        (None, "Idempotency-Key", True),
        (None, "X-Idempotency-Key", True),
        (field("PayPal-Idempotency-Id"), "PayPal-Idempotency-Id", True),
        (field("X-Request-Id", "Makes the call idempotent."), "X-Request-Id", True),
        (field("X-Request-Id", "For our logs."), "X-Request-Id", False),
        (None, "X-Request-Id", False),
    ],
)
def test_a_key_is_known_by_its_name_or_its_description(parameter: Any, sent: str, again: bool) -> None:
    client = api_with(*([parameter] if parameter else [])).test_client()
    one, two = (client.post("/things", json={"name": "a"}, headers={sent: "k-1"}) for _ in range(2))
    assert (one.data == two.data) is again
    assert len(client.get("/things").json) == (1 if again else 2)


@pytest.mark.parametrize(
    ("refused", "status"),
    [({}, 201), ({"_422": "not valid"}, 201), ({"_422": "key reused"}, 422), ({"_409": ""}, 409), ({"_400": ""}, 201)],
)
def test_a_key_with_another_request_is_refused_where_that_is_documented(refused: Any, status: int) -> None:
    client = api_with(**refused).test_client()
    first, second = (client.post("/things", json={"name": name}, headers={"Idempotency-Key": "k"}) for name in "ab")
    assert (first.status_code, second.status_code) == (201, status)
    assert client.post("/things", json={"name": "a"}, headers={"Idempotency-Key": "k"}).data == first.data


def _make_one_at(apis: Sequence[Api]) -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = [partial(api, "POST", "/things", {"name": "a"}, {"Idempotency-Key": "k"}) for api in (*apis,) * 12]
        bodies = {each.body for each in threads.map(lambda ask: ask(), asked)}
    assert len(bodies) == 1
    assert [len(api("GET", "/things").json) for api in apis] == [1] * len(apis)


def test_many_at_once_make_one(api: Api) -> None:
    _make_one_at([api, api])


def test_many_at_once_make_one_whichever_mock_they_come_to(tmp_path: Path) -> None:
    state = f"sqlite:///{tmp_path}/state.db"
    with running(api_with(state=state)) as one, running(api_with(state=state)) as other:
        _make_one_at([Api(one), Api(other)])
        one.close()
        other.close()


def test_a_key_is_free_again_when_its_request_came_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.1)
    file, sent = tmp_path / "state.db", {"Idempotency-Key": "k"}
    with running(api_with(state=f"sqlite:///{file}")) as mock:
        api = Api(mock)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            lost = api("POST", "/things", {"name": "a"}, sent)
            assert (lost.status, lost.json["type"]) == (503, "urn:ringback:problem:state-unreachable")
        assert api("POST", "/things", {"name": "a"}, sent).status == 201
        assert api("POST", "/things", {"name": "a"}, sent).headers["Idempotent-Replayed"] == "true"
        assert len(api("GET", "/things").json) == 1
        mock.close()


def test_what_was_refused_may_be_tried_again_and_a_reset_forgets(api: Api) -> None:
    sent = {"Idempotency-Key": "k"}
    assert api("POST", "/things", {"name": 5}, sent).status == 400
    made = api("POST", "/things", {"name": "a"}, sent)
    assert made.status == 201
    assert api("POST", "/__ringback/reset").status == 204
    assert api("POST", "/things", {"name": "b"}, sent).json["name"] == "b"
