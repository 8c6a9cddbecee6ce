"""Requests that the API itself sends: webhooks and callbacks."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.app import create_app
from specs import sites
from specs.load import from_mapping
from specs.model import Link
from specs.schemas import Direction

INFO = {"title": "T", "version": "1"}
EVENT = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}}
SENT: dict[str, Any] = {
    "post": {
        "operationId": "told",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}},
        "responses": {"2XX": {"description": "heard"}},
    }
}
ACCEPTED = {"202": {"description": "later"}}


def document(**more: Any) -> Any:
    raw = {"openapi": "3.1.0", "info": INFO, "components": {"schemas": {"Event": EVENT}}, **more}
    return from_mapping(raw)


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_a_document_of_webhooks_alone_has_no_operations(version: str) -> None:
    found = document(openapi=version, webhooks={"hung-up": SENT, "empty": {}})
    assert found.operations == ()
    assert list(found.webhooks) == ["hung-up", "empty"]
    assert [(each.key, each.id, each.pointer) for each in found.webhooks["hung-up"]] == [
        ("POST hung-up", "told", "/webhooks/hung-up/post")
    ]
    assert found.webhooks["empty"] == ()


def test_a_mock_of_webhooks_alone_has_no_path() -> None:
    assert create_app(document(webhooks={"hung-up": SENT})).test_client().post("/hung-up").status_code == 404


def test_webhooks_are_none_of_the_oldest_edition() -> None:
    assert document(openapi="3.0.3", paths={}, webhooks={"hung-up": SENT}).webhooks == {}


def test_a_webhook_may_be_a_reference() -> None:
    components = {"schemas": {"Event": EVENT}, "pathItems": {"Told": SENT}}
    found = document(components=components, webhooks={"hung-up": {"$ref": "#/components/pathItems/Told"}})
    assert [each.pointer for each in found.webhooks["hung-up"]] == ["/components/pathItems/Told/post"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_an_operation_knows_its_callbacks(version: str) -> None:
    url = "{$request.body#/url}"
    post = {"responses": ACCEPTED, "callbacks": {"onEvent": {url: SENT, "x-note": "no expression"}}}
    (operation,) = document(openapi=version, paths={"/calls": {"post": post}}).operations
    assert [each.key for each in operation.callbacks["onEvent"]] == [f"POST {url}"]
    (callback,) = operation.callbacks["onEvent"]
    assert callback.body
    assert [each.status for each in callback.responses] == ["2XX"]
    assert callback.pointer == "/paths/~1calls/post/callbacks/onEvent/{$request.body#~1url}/post"


def test_callbacks_of_callbacks_are_there_and_may_lead_back() -> None:
    again = {
        "https://x.example": {"post": {"responses": ACCEPTED, "callbacks": {"c": {"$ref": "#/components/callbacks/C"}}}}
    }
    paths = {"/": {"post": {"responses": ACCEPTED, "callbacks": {"a": {"$ref": "#/components/callbacks/C"}}}}}
    (operation,) = document(components={"callbacks": {"C": again}}, paths=paths).operations
    (callback,) = operation.callbacks["a"]
    (again_and_again,) = callback.callbacks["c"]
    (once_more,) = again_and_again.callbacks["c"]
    assert once_more.pointer == callback.pointer == "/components/callbacks/C/https:~1~1x.example/post"
    assert repr(operation) == "Operation(POST /)"


def test_every_operation_is_listed_once_however_deep_it_is() -> None:
    inner = {"https://x.example/2": {"post": {"operationId": "inner", "responses": ACCEPTED}}}
    outer = {"https://x.example/1": {"post": {"responses": ACCEPTED, "callbacks": {"c": inner}}}}
    paths = {"/": {"post": {"responses": ACCEPTED, "callbacks": {"a": outer}}}}
    found = document(paths=paths, webhooks={"hung-up": SENT})
    assert [each.path for each in found.every_operation] == [
        "/",
        "hung-up",
        "https://x.example/1",
        "https://x.example/2",
    ]
    assert found.linked(Link(name="l", pointer="", operation_id="inner")) is found.every_operation[-1]


def test_two_operations_may_share_a_callback() -> None:
    post = {"responses": ACCEPTED, "callbacks": {"a": {"$ref": "#/components/callbacks/C"}}}
    components = {"schemas": {"Event": EVENT}, "callbacks": {"C": {"https://x.example": SENT}}}
    found = document(components=components, paths={"/a": {"post": post}, "/b": {"post": post}})
    assert [[each.id for each in operation.callbacks["a"]] for operation in found.operations] == [["told"], ["told"]]


def test_what_the_api_sends_on_its_own_is_written_by_it() -> None:
    """So that a property which only the API sets may be in it."""
    inline = {**SENT["post"], "requestBody": {"content": {"application/json": {"schema": EVENT}}}}
    post = {"responses": ACCEPTED, "callbacks": {"onEvent": {"https://x.example": {"post": inline}}}}
    found = document(paths={"/calls": {"post": post}}, webhooks={"hung-up": {"post": inline}})
    places = {(site.schema.pointer, site.direction) for site in sites.sites(found)}
    body = "requestBody/content/application~1json/schema"
    assert (f"/webhooks/hung-up/post/{body}", Direction.RESPONSE) in places
    assert (f"/webhooks/hung-up/post/{body}", Direction.REQUEST) not in places
    assert (f"/paths/~1calls/post/callbacks/onEvent/https:~1~1x.example/post/{body}", Direction.RESPONSE) in places
