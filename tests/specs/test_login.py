"""Which operation logs in, worked out from the document alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from specs import catalog, load
from specs.load import from_mapping
from specs.login import find_login


@pytest.mark.parametrize("name", [release.name for api in catalog.apis() for release in catalog.releases(api)])
def test_every_phonebridge_document_says_how_to_log_in(name: str) -> None:
    login = find_login(load(name))
    assert login
    assert login.operation.key == "POST /api/authenticate"
    assert (login.identifier, login.secret, login.token, login.response.status) == (
        "email",
        "password",
        "id_token",
        "200",
    )


LOGIN: dict[str, Any] = {
    "requestBody": {
        "content": {
            "text/plain": {"schema": {"type": "string"}},
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"userName": {"type": "string"}, "Passwd": {"type": "string"}},
                }
            },
        }
    },
    "responses": {
        "200": {
            "description": "",
            "content": {
                "application/json": {
                    "schema": {
                        "properties": {
                            "token_type": {"type": "string"},
                            "refreshToken": {"type": "string"},
                            "expires": {"type": "integer"},
                            "accessToken": {"type": "string"},
                        }
                    }
                }
            },
        }
    },
}


def found(operation: dict[str, Any], method: str = "post", **more: Any) -> Any:
    raw = {"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {"/in": {method: operation}}, **more}
    return find_login(from_mapping(raw))


def test_names_are_recognised_however_they_are_spelled() -> None:
    login = found(LOGIN)
    assert (login.identifier, login.secret, login.token) == ("userName", "Passwd", "accessToken")


def without(path: list[str]) -> dict[str, Any]:
    operation = copy.deepcopy(LOGIN)
    holder: Any = operation
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return operation


SENT = ["requestBody", "content", "application/json"]
ANSWERED = ["responses", "200", "content", "application/json", "schema", "properties"]


@pytest.mark.parametrize(
    "path",
    [
        ["requestBody"],
        SENT,
        [*SENT, "schema"],
        [*SENT, "schema", "properties", "userName"],
        [*SENT, "schema", "properties", "Passwd"],
        [*ANSWERED, "accessToken"],
        ["responses", "200"],
    ],
)
def test_without_one_of_its_marks_it_is_no_login(path: list[str]) -> None:
    assert found(without(path)) is None


def test_only_an_open_post_logs_in() -> None:
    schemes = {"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}}}
    assert found(LOGIN, "put") is None
    assert found({**LOGIN, "security": [{"k": []}]}, components=schemes) is None
    assert found({**LOGIN, "security": [{"k": []}, {}]}, components=schemes)


FORM: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"properties": {"username": {"type": "string"}, "password": {"type": "string"}}}
            }
        }
    },
    "responses": {
        "200": {
            "description": "",
            "content": {
                "application/json": {
                    "schema": {
                        "properties": {
                            "data": {"type": "object", "properties": {"access_token": {"type": "string"}}},
                        }
                    }
                }
            },
        }
    },
}


def test_a_form_logs_in_and_the_token_may_stand_in_an_object_of_its_own() -> None:
    login = found(FORM)
    assert (login.identifier, login.secret, login.within, login.token) == (
        "username",
        "password",
        ("data",),
        "access_token",
    )
    sent = login.written({"username": "max@example.org", "password": "a&b c"})
    assert sent == b"username=max%40example.org&password=a%26b+c"
    assert login.read(sent) == {"username": "max@example.org", "password": "a&b c"}
    assert login.token_in(b'{"data": {"access_token": "t"}}') == "t"
    assert [login.token_in(body) for body in (b'{"access_token": "t"}', b'{"data": []}', b"<html>", b"[]")] == [""] * 4


def test_json_is_sent_where_a_form_would_do_as_well() -> None:
    both = copy.deepcopy(LOGIN)
    both["requestBody"]["content"] = {**FORM["requestBody"]["content"], **both["requestBody"]["content"]}
    login = found(both)
    assert (login.identifier, login.read(login.written({"userName": "max"}))) == ("userName", {"userName": "max"})
    assert login.read(b"no JSON") == {}
