"""Requests that come again with their key."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mock_client import Api

from mockserver.app import create_app
from mockserver.testing import running
from specs.load import from_mapping

THING = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
CONTENT = {"content": {"application/json": {"schema": THING}}}


def api_with(*parameters: dict[str, Any], **refused: str) -> Any:
    responses = {"201": {"description": "made", **CONTENT}}
    responses |= {status[1:]: {"description": told} for status, told in refused.items()}
    many = {"content": {"application/json": {"schema": {"type": "array", "items": THING}}}}
    things = {
        "get": {"responses": {"200": {"description": "all", **many}}},
        "post": {"parameters": list(parameters), "requestBody": CONTENT, "responses": responses},
    }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/things": things}}
    return create_app(from_mapping(raw))


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


def test_many_at_once_make_one(api: Api) -> None:
    with ThreadPoolExecutor(8) as threads:
        sent = {"Idempotency-Key": "k"}
        bodies = {each.body for each in threads.map(lambda _: api("POST", "/things", {"name": "a"}, sent), range(24))}
    assert len(bodies) == 1
    assert len(api("GET", "/things").json) == 1


def test_what_was_refused_may_be_tried_again_and_a_reset_forgets(api: Api) -> None:
    sent = {"Idempotency-Key": "k"}
    assert api("POST", "/things", {"name": 5}, sent).status == 400
    made = api("POST", "/things", {"name": "a"}, sent)
    assert made.status == 201
    assert api("POST", "/__ringback/reset").status == 204
    assert api("POST", "/things", {"name": "b"}, sent).json["name"] == "b"
