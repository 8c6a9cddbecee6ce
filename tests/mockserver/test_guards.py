"""What operations are held to, and where nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.app import create_app
from mockserver.state.guards import guards
from mockserver.state.tags import fits
from specs.inference.roles import Roles
from specs.load import from_mapping

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


@pytest.mark.parametrize(
    ("text", "tag", "strong", "named"),
    [
        ('"a"', '"a"', True, True),
        ('"a", "b"', '"b"', True, True),
        ('"a","b"', '"c"', True, False),
        ('W/"a"', '"a"', True, False),
        ('W/"a"', '"a"', False, True),
        ("*", '"a"', True, True),
        ("*", None, True, False),
        ('"a"', None, True, False),
        ('"a, b"', '"a, b"', True, True),
        ("a", '"a"', False, True),
        ("b", '"a"', False, False),
        ("b", '"a"', True, True),
        ("", '"a"', True, True),
    ],
)
def test_a_field_of_tags_names_what_is_there(text: str, tag: str | None, strong: bool, named: bool) -> None:
    assert fits(text, tag, strong=strong) is named


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def held(statuses: dict[str, str], **properties: Any) -> list[str]:
    """What the creation of a thing is held to."""
    thing = {"type": "object", "properties": {"id": WHOLE, **properties}}
    one = {"description": "one", **content(thing)}
    named = [{"name": "id", "in": "path", "required": True, "schema": WHOLE}]
    refused = {status: {"description": told} for status, told in statuses.items()}
    paths: dict[str, Any] = {}
    for name in ("things", "pets"):
        post = {"requestBody": content(thing), "responses": {"201": one, **refused}}
        paths |= {
            f"/{name}": {"post": post},
            f"/{name}/{{id}}": {"get": {"parameters": named, "responses": {"200": one}}},
        }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    document = from_mapping(raw)
    roles, operation = Roles(document), document.by_key["POST /things"]
    return [guard.told for guard in guards(operation, roles.of(operation), roles)]


TABLE: dict[str, tuple[dict[str, str], dict[str, Any], list[str]]] = {
    "nothing to say it with": ({}, {"email": TEXT, "petId": WHOLE}, []),
    "a range says nothing": ({"4XX": "duplicate"}, {"email": TEXT}, []),
    "an id": ({"409": ""}, {"name": TEXT}, ["unique: id (409)"]),
    "an address": ({"409": ""}, {"email": TEXT}, ["unique: id, email (409)"]),
    "a word in the description": (
        {"409": ""},
        {"code": TEXT | {"description": "Unique code."}, "mark": TEXT | {"description": "Not unique to one."}},
        ["unique: id, code (409)"],
    ),
    "said to be": ({"409": ""}, {"name": TEXT | {"x-unique": True}}, ["unique: id, name (409)"]),
    "said not to be": ({"409": ""}, {"email": TEXT | {"x-unique": False}}, ["unique: id (409)"]),
    "a general status": ({"422": "validation failed", "400": "bad"}, {"email": TEXT, "petId": WHOLE}, []),
    "a general status meant for it": ({"422": "Name already taken"}, {"email": TEXT}, ["unique: id, email (422)"]),
    "a reference": (
        {"404": ""},
        {"pet_id": WHOLE, "petIds": {"type": "array", "items": WHOLE}, "ownerId": WHOLE},
        ["refers to: pet_id → /pets/{id}, petIds → /pets/{id} (404)"],
    ),
    "no reference to itself": ({"404": ""}, {"thingId": WHOLE}, []),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_document_tells_what_is_refused(name: str) -> None:
    statuses, properties, wanted = TABLE[name]
    assert held(statuses, **properties) == wanted


@pytest.mark.parametrize(("documented", "status"), [({}, 200), ({"404": {"description": "none"}}, 404)])
def test_what_is_below_something_unknown_is_made_where_nothing_can_say_so(documented: Any, status: int) -> None:
    pet = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
    made = {"201": {"description": "made", **content(pet)}} | documented
    named = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in ("ownerId", "petId")]
    read = {"parameters": named, "responses": {"200": {"description": "one", **content(pet)}} | documented}
    create = {"requestBody": content(pet), "responses": made}
    paths = {
        "/owners": {"post": create},
        "/owners/{ownerId}": {"get": {**read, "parameters": named[:1]}},
        "/owners/{ownerId}/pets": {"post": {**create, "parameters": named[:1]}},
        "/owners/{ownerId}/pets/{petId}": {"get": read},
    }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    client = create_app(from_mapping(raw)).test_client()
    pets = [client.get("/owners/ada/pets/rex") for _ in range(2)]
    assert [pet.status_code for pet in pets] == [status] * 2
    assert pets[0].json == pets[1].json or status != 200
    assert client.get("/owners/ada").status_code == status
