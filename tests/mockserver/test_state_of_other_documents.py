"""State that follows from documents of other habits than phonebridge's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from mockserver.app import create_app
from specs.load import from_mapping

THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}},
}


def body(schema: Any, media: str = "application/json") -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


def answer(status: str, schema: Any = None) -> dict[str, Any]:
    return {status: {"description": ".", **(body(schema) if schema else {})}}


def at(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def client_for(paths: dict[str, Any], **schemas: Any) -> Any:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    return create_app(from_mapping({**raw, "components": {"schemas": {"Thing": THING, **schemas}}})).test_client()


REF = {"$ref": "#/components/schemas/Thing"}
ITEM = {"parameters": at("thingId"), "responses": answer("200", REF) | answer("404")}
SEND = {"type": "object", "properties": {"name": {"type": "string"}, "secret": {"type": "string", "writeOnly": True}}}


@pytest.fixture
def things() -> Any:
    envelope = {
        "type": "object",
        "required": ["items", "total"],
        "properties": {
            "items": {"type": "array", "items": REF},
            "total": {"type": "integer"},
            "next": {"type": "string"},
        },
    }
    limits = [
        {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0}} for name in ("limit", "offset")
    ]
    named = {"name": "name", "in": "query", "schema": {"type": "string"}}
    return client_for(
        {
            "/things": {
                "get": {"parameters": [*limits, named], "responses": answer("200", envelope)},
                "post": {"requestBody": body(SEND), "responses": answer("201", REF)},
            },
            "/things/{thingId}": {
                "get": ITEM,
                "patch": ITEM | {"requestBody": body(SEND)},
                "delete": {"parameters": at("thingId"), "responses": answer("204") | answer("404")},
            },
            "/things/{thingId}/publish": {"post": ITEM},
        }
    )


def test_an_envelope_with_limit_and_offset(things: Any) -> None:
    made = [things.post("/things", json={"name": name}).get_json() for name in "abcab"]
    assert len({each["id"] for each in made}) == 5
    whole = things.get("/things").get_json()
    assert (whole["items"], whole["total"]) == (made, 5)
    part = things.get("/things?limit=2&offset=1").get_json()
    assert (part["items"], part["total"]) == (made[1:3], 5)
    assert [each["name"] for each in things.get("/things?name=b").get_json()["items"]] == ["b", "b"]


def test_a_patch_changes_what_it_names_and_an_action_answers_with_its_item(things: Any) -> None:
    made = things.post("/things", json={"name": "a", "secret": "hush"}).get_json()
    assert made.keys() == {"id", "name"}
    changed = things.patch(f"/things/{made['id']}", json={"name": "b"}).get_json()
    assert changed == made | {"name": "b"}
    assert things.patch(f"/things/{made['id']}", json={}).get_json() == changed
    assert things.post(f"/things/{made['id']}/publish").get_json() == changed
    assert things.post("/things/none/publish").status_code == 404


def test_what_nobody_can_create_is_there_already() -> None:
    paths = {
        "/things": {"get": {"responses": answer("200", {"type": "array", "items": REF})}},
        "/things/{id}": {"get": ITEM | {"parameters": at("id")}},
    }
    client = client_for(paths)
    listed = client.get("/things").get_json()
    assert len(listed) == 2
    assert client.get(f"/things/{listed[0]['id']}").get_json() == listed[0]
    other = client.get("/things/7a1d0c5e-4a4e-4b1e-8a77-0f2b8a1f0c11").get_json()
    assert other["id"] == "7a1d0c5e-4a4e-4b1e-8a77-0f2b8a1f0c11"
    assert client.get("/things").get_json() == [*listed, other]


def test_where_absence_is_not_documented_everything_exists_but_stays_as_it_was() -> None:
    paths = {
        "/things": {"post": {"requestBody": body(SEND), "responses": answer("201", REF)}},
        "/things/{id}": {"get": {"parameters": at("id"), "responses": answer("200", REF)}},
    }
    client = client_for(paths)
    made = client.post("/things", json={"name": "a"}).get_json()
    assert client.get(f"/things/{made['id']}").get_json() == made
    first, again = (client.get("/things/7a1d0c5e-4a4e-4b1e-8a77-0f2b8a1f0c11") for _ in range(2))
    assert (first.status_code, first.data) == (200, again.data)


def test_two_collections_of_one_name_are_told_apart() -> None:
    other = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer", "minimum": 10, "multipleOf": 5}},
    }
    paths = {
        f"/{owner}/{{o}}/items{item}": {
            "get": {
                "parameters": at("o", "i") if item else at("o"),
                "responses": answer("200", schema) | answer("404"),
            },
            **({} if item else {"post": {"parameters": at("o"), "responses": answer("201", one)}}),
        }
        for owner, one in [("users", REF), ("orders", {"$ref": "#/components/schemas/Other"})]
        for item, schema in [("", {"type": "array", "items": one}), ("/{i}", one)]
    }
    client = client_for(paths, Other=other)
    user, order = client.post("/users/1/items").get_json(), client.post("/orders/1/items").get_json()
    assert order == {"id": 10}
    assert client.post("/orders/2/items").get_json() == {"id": 15}
    assert client.get("/orders/1/items").get_json() == [order]
    assert client.get("/users/1/items").get_json() == [user]
    assert client.get(f"/orders/1/items/{user['id']}").status_code == 404
    assert client.get("/orders/2/items/10").status_code == 404
    assert client.get("/orders/1/items/10").get_json() == order


def test_state_is_shared_where_the_nameless_may_look() -> None:
    paths = {
        "/things": {"post": {"security": [{"key": []}], "responses": answer("201", REF)}},
        "/things/{id}": {"get": {"parameters": at("id"), "responses": answer("200", REF) | answer("404")}},
    }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    scheme = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    app = create_app(from_mapping({**raw, "components": {"schemas": {"Thing": THING}, "securitySchemes": scheme}}))
    client, key = app.test_client(), app.extensions["ringback"].tokens.api_key
    made = client.post("/things", headers={"X-Key": key}).get_json()
    assert client.get(f"/things/{made['id']}").get_json() == made


def test_where_absence_is_not_documented_no_other_parent_hides_an_item() -> None:
    both = {"parameters": at("owner", "thingId"), "responses": answer("200", REF)}
    client = client_for({"/owners/{owner}/things/{thingId}": {"get": both}})
    identity = "8c9d6e1a-3b54-4b8e-9c55-2b4f0a7d9e11"
    assert client.get(f"/owners/one/things/{identity}").status_code == 200
    assert client.get(f"/owners/two/things/{identity}").status_code == 200


def test_what_is_created_can_be_asked_for() -> None:
    number = {"type": "integer", "minimum": 1, "maximum": 3}
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    named = [{"name": "id", "in": "path", "required": True, "schema": number}]
    client = client_for(
        {
            "/things": {"post": {"requestBody": body(thing), "responses": answer("201", thing)}},
            "/things/{id}": {"get": {"parameters": named, "responses": answer("200", thing) | answer("404")}},
        }
    )
    assert client.post("/things", json={"id": 2}).get_json()["id"] == 2
    for sent in (0, 4, -1, 10**30, 0):
        made = client.post("/things", json={"id": sent}).get_json()["id"]
        assert client.get(f"/things/{made}").status_code == 200


def test_a_missing_authorization_that_is_described_as_a_header_is_401() -> None:
    field = {"name": "Authorization", "in": "header", "required": True, "type": "string"}
    paths = {"/things": {"get": {"parameters": [field], "responses": answer("200") | answer("400") | answer("401")}}}
    raw = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    client = create_app(from_mapping(raw)).test_client()
    assert client.get("/things").status_code == 401
    assert client.get("/things", headers={"Authorization": "x"}).status_code == 200


def test_an_id_is_what_the_path_can_name_whatever_the_item_says_of_it() -> None:
    named = [{"name": "pk", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z]{3}$"}}]
    for kind in ("string", "number"):
        thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": kind}}}
        created = {"type": "object", "required": ["id"], "properties": {"id": {}}}
        client = client_for(
            {
                "/things/": {"post": {"requestBody": body({"type": "object"}), "responses": answer("201", created)}},
                "/things/{pk}/": {"get": {"parameters": named, "responses": answer("200", thing) | answer("404")}},
            }
        )
        made = client.post("/things/", json={}).get_json()["id"]
        assert client.get(f"/things/{made}/").status_code == 200


def test_whole_numbers_are_written_as_such() -> None:
    thing = {"type": "object", "properties": {"n": {"type": "integer"}}}
    sent = {"type": "object", "properties": {"n": {"type": "number"}}}
    client = client_for({"/things": {"post": {"requestBody": body(sent), "responses": answer("201", thing)}}})
    made = client_for(
        {
            "/things": {"post": {"requestBody": body(sent), "responses": answer("201", thing)}},
            "/things/{id}": {"get": {"parameters": at("id"), "responses": answer("200", thing)}},
        }
    )
    for each in (client, made):
        assert b".0" not in each.post("/things", json={"n": 2.0}).get_data()


def test_an_id_sent_as_a_whole_number_with_a_fraction_of_zero_is_that_whole_number() -> None:
    thing = {"type": "object", "properties": {"id": {"type": "integer"}}}
    named = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    responses = {**answer("200", thing), **answer("404", thing)}
    client = client_for(
        {
            "/things": {"post": {"requestBody": body(thing), "responses": answer("201", thing)}},
            "/things/{id}": {"get": {"parameters": named, "responses": responses}},
        }
    )
    made = client.post("/things", data='{"id": 9.0}', content_type="application/json")
    assert b".0" not in made.get_data()
    assert client.get("/things/9").get_json() == {"id": 9}


def test_an_id_of_any_letters_needs_no_escaping_in_a_path() -> None:
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    client = client_for(
        {
            "/things": {"post": {"requestBody": body({"type": "object"}), "responses": answer("201", thing)}},
            "/things/{id}": {"get": {"parameters": at("id"), "responses": answer("200", thing) | answer("404")}},
        }
    )
    made = [client.post("/things", json={}).get_json()["id"] for _ in range(5)]
    assert all(quote(each, safe="") == each for each in made)
    assert len(set(made)) == len(made)


def test_what_is_created_is_not_read_as_what_was_deleted() -> None:
    """Stripe's customers: read as a customer or as one that was deleted, created as a customer."""
    gone = {"type": "object", "required": ["id", "deleted"], "properties": {"id": {}, "deleted": {"enum": [True]}}}
    made = {**THING, "required": ["id", "made"], "properties": {**THING["properties"], "made": {"type": "integer"}}}
    names = ("Deleted", "Thing")
    either = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
    paths = {
        "/things": {"post": {"requestBody": body(SEND), "responses": answer("201", REF)}},
        "/things/{thingId}": {"get": {"parameters": at("thingId"), "responses": answer("200", either) | answer("404")}},
    }
    client = client_for(paths, Thing=made, Deleted=gone)
    for name in "abcdefgh":
        thing = client.post("/things", json={"name": name}).get_json()
        assert client.get(f"/things/{thing['id']}").get_json() == thing
        assert {"name", "made"} <= thing.keys()
