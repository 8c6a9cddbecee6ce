"""What operations of documents of many habits are inferred to do; of real ones, see tests/corpus."""

from __future__ import annotations

from typing import Any

import pytest
from role_labels import Label, documents, judged, labels

from mockserver.app import create_app
from specs.inference.roles import Roles
from specs.load import from_mapping

ROLES = frozenset("create read replace patch delete list search singleton action upsert".split())
THING = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
REF = {"$ref": "#/components/schemas/Thing"}
MANY = {"type": "array", "items": REF}
WRAPPED = {"type": "object", "properties": {"data": MANY, "meta": {"type": "object"}}}
SENT = {"type": "object", "properties": {"name": {"type": "string"}}}


def document(paths: dict[str, dict[str, Any]]) -> Any:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    return from_mapping({**raw, "components": {"schemas": {"Thing": THING}}})


def does(answer: Any = None, *, sends: Any = None, status: str = "200", summary: str = "") -> dict[str, Any]:
    """An operation; path parameters are declared by ``at``."""
    content = {"content": {"application/json": {"schema": answer}}} if answer else {}
    body = {"requestBody": {"content": {"application/json": {"schema": sends}}}} if sends else {}
    return {"summary": summary, "responses": {status: {"description": ".", **content}}, **body}


def at(path: str, **methods: Any) -> dict[str, Any]:
    names = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
    given = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {path: {"parameters": given, **methods}}


LEADS = {"responses": {"201": {"description": ".", "headers": {"Location": {"example": "/things/7", "schema": SENT}}}}}
STYLES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "items a parameter below what lists them": (
        at("/things/{owner}", get=does(MANY), post=does(REF, sends=SENT))
        | at("/things/{owner}/{name}", get=does(REF), delete=does(status="204"))
        | at("/things/{owner}/{name}/parts", get=does({"type": "array", "items": THING})),
        {
            "/things/{owner}": "GET list thing, POST create thing",
            "/things/{owner}/{name}": "GET read thing, DELETE delete thing",
            "/things/{owner}/{name}/parts": "GET list part",
        },
    ),
    "items of a parameter alone": (
        at("/", get=does(MANY), post=does(REF, sends=SENT))
        | at("/{id}", get=does(REF), put=does(REF, sends=SENT))
        | at("/{id}/parts", get=does({"type": "array", "items": THING})),
        {
            "/": "GET list thing, POST create thing",
            "/{id}": "GET read thing, PUT replace thing",
            "/{id}/parts": "GET list part",
        },
    ),
    "made where the example of a Location leads": (
        at("/things/{id}", get=does(REF), delete=does(status="204")) | {"/signup": {"post": LEADS}},
        {"/things/{id}": "GET read thing, DELETE delete thing", "/signup": "POST create thing"},
    ),
    "a list that only the summary speaks of": (
        at("/things", get=does(REF, summary="List all things"), post=does(REF, sends=SENT)),
        {"/things": "GET list thing, POST create thing"},
    ),
    "a part of an item a parameter below it": (
        at("/things/{id}", get=does(REF), put=does(REF, sends=SENT)) | at("/things/{id}/{field}", get=does(SENT)),
        {"/things/{id}": "GET read thing, PUT replace thing", "/things/{id}/{field}": "GET singleton"},
    ),
    "collection and item under different prefixes": (
        at("/users/{id}/things", get=does(MANY), post=does(REF, sends=SENT, status="201"))
        | at("/things/{id}", get=does(REF), put=does(REF, sends=SENT), delete=does(status="204")),
        {
            "/users/{id}/things": "GET list thing, POST create thing",
            "/things/{id}": "GET read thing, PUT replace thing, DELETE delete thing",
        },
    ),
    "one item under parameters of two names": (
        at("/users/{userId}/things", get=does(MANY))
        | at("/things/{thing_id}/parts", get=does(WRAPPED))
        | at("/things/{id}", patch=does(REF, sends=SENT), delete=does(status="204")),
        {"/users/{userId}/things": "GET list thing", "/things/{id}": "PATCH patch thing, DELETE delete thing"},
    ),
    "an update by POST": (
        at("/things", get=does(WRAPPED), post=does(REF, sends=SENT))
        | at("/things/{thing}", get=does(REF), post=does(REF, sends=SENT), delete=does(THING))
        | at("/things/{thing}/cancel", post=does(REF)),
        {
            "/things": "GET list thing, POST create thing",
            "/things/{thing}": "GET read thing, POST patch thing, DELETE delete thing",
            "/things/{thing}/cancel": "POST action",
        },
    ),
    "created by PUT": (
        at("/things", get=does(MANY))
        | at("/things/{slug}", get=does(REF), put=does(sends=SENT, summary="Create a thing")),
        {"/things": "GET list thing", "/things/{slug}": "GET read thing, PUT upsert thing"},
    ),
    "created by POST to the item": (
        at("/things/{slug}", get=does(REF), post=does(sends=SENT), put=does(sends=SENT)),
        {"/things/{slug}": "GET read thing, POST create thing, PUT replace thing"},
    ),
    "created or updated by POST": (
        at("/things/", get=does(MANY), post=does(REF, sends=SENT, summary="Create or update a thing"))
        | at("/things/{id}", get=does(REF)),
        {"/things/": "GET list thing, POST upsert thing", "/things/{id}": "GET read thing"},
    ),
    "updated on the collection": (
        at("/things", post=does(sends=REF), put=does(sends=REF)) | at("/things/{id}", get=does(REF)),
        {"/things": "POST create thing, PUT replace thing", "/things/{id}": "GET read thing"},
    ),
    "calls to procedures": (
        {
            f"/things/{verb}": {"post": does(MANY if verb in ("list", "search") else REF, sends=REF)}
            for verb in ("create", "get", "list", "search", "update", "delete")
        },
        {
            "/things/create": "POST create thing",
            "/things/get": "POST read thing",
            "/things/list": "POST list thing",
            "/things/search": "POST search thing",
            "/things/update": "POST patch thing",
            "/things/delete": "POST delete thing",
        },
    ),
    "no bodies are described": (
        at("/things", get=does(), post=does(status="201"))
        | at("/things/{slug}", get=does(), put=does(sends=SENT), delete=does(status="204")),
        {
            "/things": "GET list thing, POST create thing",
            "/things/{slug}": "GET read thing, PUT replace thing, DELETE delete thing",
        },
    ),
    "actions": (
        at("/things/{id}", get=does(REF))
        | at("/things/{id}:cancel", post=does(REF))
        | at("/things/{id}/start", put=does(REF))
        | at("/things/{id}/notify-all", put=does()),
        {
            "/things/{id}": "GET read thing",
            "/things/{id}:cancel": "POST action",
            "/things/{id}/start": "PUT action",
            "/things/{id}/notify-all": "PUT action",
        },
    ),
    "one of its kind": (
        at("/settings", get=does(SENT), put=does(SENT, sends=SENT))
        | at("/session", get=does(REF), post=does(REF, sends=SENT), delete=does(status="204")),
        {"/settings": "GET singleton, PUT singleton", "/session": "GET singleton, POST singleton, DELETE singleton"},
    ),
    "a search beside the list": (
        at("/things", get=does(MANY)) | at("/things/findByName", get=does(MANY)) | at("/things/{id}", get=does(REF)),
        {"/things": "GET list thing", "/things/findByName": "GET search thing", "/things/{id}": "GET read thing"},
    ),
    "a release in the middle": (
        at("/things/v2", get=does(MANY))
        | at("/things/v2/{id}", put=does(sends=SENT))
        | at("/things/{id}", get=does(REF)),
        {"/things/v2": "GET list thing", "/things/v2/{id}": "PUT replace thing", "/things/{id}": "GET read thing"},
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_understood_whole(style: str) -> None:
    paths, operations = STYLES[style]
    assert [str(each) for each in judged(document(paths), labels(operations)) if not each.right] == []


def test_the_scorer_tells_what_is_wrong() -> None:
    paths, _ = STYLES["an update by POST"]
    wrong = [
        Label("POST /things", "list", "thing"),
        Label("GET /things/{thing}", "read", "thing"),
        Label("GET /things", "list", "x"),
    ]
    assert [each.right for each in judged(document(paths), wrong)] == [False, True, False]


def test_the_labels_are_whole() -> None:
    known = documents()
    told = [label for each in known for label in labels(each["operations"])]
    assert (len(known), len({each["file"] for each in known}), len(told)) == (60, 60, 944)
    assert {each.role for each in told} == ROLES
    assert all(bool(each.resource) is (each.role not in ("singleton", "action")) for each in told)
    assert all(len(each["sha256"]) == 64 and each["release"] for each in known)


def test_every_role_says_why() -> None:
    for paths, _ in STYLES.values():
        one = document(paths)
        roles = [Roles(one).of(operation) for operation in one.operations]
        assert all(role.evidence and role.confidence in ("high", "medium", "low") for role in roles)


def client(style: str) -> Any:
    return create_app(document(STYLES[style][0])).test_client()


def test_a_post_to_an_item_changes_what_it_names() -> None:
    things = client("an update by POST")
    made = things.post("/things", json={"name": "a"}).get_json()
    assert things.post(f"/things/{made['id']}", json={"name": "b"}).get_json() == made | {"name": "b"}
    assert things.get(f"/things/{made['id']}").get_json()["name"] == "b"


@pytest.mark.parametrize(("style", "method"), [("created by PUT", "PUT"), ("created by POST to the item", "POST")])
def test_what_is_made_under_its_own_name_is_found_there(style: str, method: str) -> None:
    things = client(style)
    for name in ("first", "second"):
        assert things.open("/things/mine", method=method, json={"name": name}).status_code == 200
        assert things.get("/things/mine").get_json()["name"] == name


def test_a_created_or_updated_item_is_one_item() -> None:
    things = client("created or updated by POST")
    made = things.post("/things/", json={"name": "a"}).get_json()
    assert things.get("/things/").get_json() == [made]
    assert things.get(f"/things/{made['id']}").get_json() == made


def test_an_item_that_the_body_names_is_changed_and_taken_away() -> None:
    things = client("calls to procedures")
    made = things.post("/things/create", json={"name": "a"}).get_json()
    assert things.post("/things/get", json={"id": made["id"]}).get_json() == made
    assert things.post("/things/update", json={"id": made["id"], "name": "b"}).get_json() == made | {"name": "b"}
    assert things.post("/things/search", json={}).get_json() == [made | {"name": "b"}]
    things.post("/things/delete", json={"id": made["id"]})
    assert things.post("/things/list", json={}).get_json() == []
