"""Users and programs as they stand in a configuration: what is read, and what is refused, each with its place."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.access.people import Client, User
from mockserver.access.written import client, demand_known, user
from mockserver.app import create_app
from mockserver.errors import MockError
from mockserver.settings import Settings
from specs.load import from_mapping

RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "paths": {},
    "components": {
        "securitySchemes": {
            "oauth": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/t", "scopes": {"read": "", "write": ""}}}}
        }
    },
}
OPENID = {"openid": {"type": "openIdConnect", "openIdConnectUrl": "/.well-known/openid-configuration"}}
BY_HEADER = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}


def place(pointer: str) -> str:
    return f"file:1 #{pointer}"


def test_what_is_written_is_read() -> None:
    told = {"name": "ann", "password": "p", "roles": ["admin"], "scopes": ["read"], "api_keys": ["k"]}
    found = user({**told, "claims": {"email": "a@b"}, "items": {"notes": []}}, place)
    assert (found.grant().scopes, found.grant().roles, found.claims, found.items) == (
        frozenset({"read"}),
        frozenset({"admin"}),
        {"email": "a@b"},
        {"notes": []},
    )
    assert user({"name": "ann"}, place) == User(name="ann")
    app = client({"id": "app", "redirect_uris": ["com.example.app:/back"]}, place)
    assert (app.public, app.returns_to("com.example.app:/back")) == (True, True)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, "file:1 #: .*required"),
        ({"name": "ann", "pasword": "x"}, "#/pasword: unknown key 'pasword' .did you mean password"),
        ({"name": "ann", "password": ""}, "file:1 #/password"),
        ({"name": "ann", "scopes": ["two words"]}, "file:1 #/scopes/0"),
        ({"name": "ann", "items": []}, "file:1 #/items"),
    ],
)
def test_a_user_that_cannot_be_read(raw: dict[str, Any], told: str) -> None:
    with pytest.raises(MockError, match=told):
        user(raw, place)


@pytest.mark.parametrize("uri", ["/back", "https://", "https://app.example/#x", "https://a@app.example/", "no address"])
def test_a_program_whose_users_could_be_sent_nowhere(uri: str) -> None:
    with pytest.raises(MockError, match="#/redirect_uris/0: no absolute URI"):
        client({"id": "app", "redirect_uris": [uri]}, place)


@pytest.mark.parametrize(
    ("users", "clients", "told"),
    [
        ([User(name="a"), User(name="a")], [], "#/name: there is a user of this name already"),
        ([], [Client(id="a"), Client(id="a")], "#/id: there is a client of this id already"),
        ([User(name="a", api_keys=("k",)), User(name="b", api_keys=("k",))], [], "#/api_keys/0: .*API key already"),
        ([User(name="a", scopes=frozenset({"wrote"}))], [], "no document has a scope 'wrote' .did you mean write"),
        ([], [Client(id="a", scopes=frozenset({"raed"}))], "no document has a scope 'raed' .did you mean read"),
    ],
)
def test_who_does_not_fit_the_others_or_the_document(users: list[User], clients: list[Client], told: str) -> None:
    with pytest.raises(MockError, match=told):
        demand_known(users, clients, [from_mapping(RAW)])


@pytest.mark.parametrize("schemes", [OPENID, BY_HEADER])
def test_scopes_that_a_document_cannot_list_are_taken(schemes: dict[str, Any]) -> None:
    demand_known(
        [User(name="a", scopes=frozenset({"any"}))],
        [],
        [from_mapping({**RAW, "components": {"securitySchemes": schemes}})],
    )


def test_items_that_a_document_has_no_place_for() -> None:
    users = (User(name="ann", items={"notes": [{}]}),)
    with pytest.raises(MockError, match="settings #/items/notes: no document has such a path"):
        create_app(from_mapping(RAW), Settings(users=users))
