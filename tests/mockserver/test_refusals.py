from __future__ import annotations

import json
from typing import Any

import pytest
from mock_client import Api, document

from mockserver.app import create_app
from specs.load import from_mapping

CLIENTS = "/api/users/me/clients"
CONNECTORS = "/api/users/me/connectors"
CONNECTOR = {
    "name": "Telefonbuch",
    "direction": "Target",
    "type": "LDAP",
    "config": {"application.target.ldap.enabled": True, "application.target.ldap.password": "hush-hush"},
}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "wrong"),
    [
        ("GET", f"{CLIENTS}?page=-1", None, {}, 400, ("query", "page", "minimum")),
        ("GET", f"{CLIENTS}?page=x", None, {}, 400, ("query", "page", "type")),
        ("GET", f"{CLIENTS}?page=", None, {}, 400, ("query", "page", "type")),
        ("GET", f"{CLIENTS}?page=1.5", None, {}, 400, ("query", "page", "type")),
        ("GET", f"{CLIENTS}?page=1&page=2", None, {}, 400, ("query", "page", "repeated")),
        ("GET", f"{CLIENTS}?size=201", None, {}, 400, ("query", "size", "maximum")),
        ("GET", f"{CLIENTS}?sort=memo,asc", None, {}, 400, ("query", "sort", "enum")),
        ("GET", f"{CONNECTORS}?direction=Both", None, {}, 400, ("query", "direction", "enum")),
        ("GET", "/api/users/me/calls", None, {}, 400, ("query", "days", "missing")),
        ("GET", f"{CLIENTS}?page=%zz", None, {}, 400, ("query", None, "unreadable")),
        ("GET", f"{CLIENTS}?x=%ff", None, {}, 400, ("query", None, "unreadable")),
        ("GET", "/api/clients/none", None, {}, 400, ("path", "id", "type")),
        ("GET", "/api/clients/0", None, {}, 400, ("path", "id", "minimum")),
        ("GET", "/api/clients/9223372036854775808", None, {}, 400, ("path", "id", "maximum")),
        ("GET", "/api/clients/1%2F2", None, {}, 400, ("path", "id", "type")),
        ("GET", "/api/clients/%zz", None, {}, 400, ("path", None, "unreadable")),
        ("GET", "/api/clients/%ff", None, {}, 400, ("path", None, "unreadable")),
        ("POST", CLIENTS, b"", {}, 400, ("body", None, "missing")),
        ("POST", CLIENTS, b"", JSON, 400, ("body", None, "unreadable")),
        ("POST", CLIENTS, b"{", JSON, 400, ("body", None, "unreadable")),
        ("POST", CLIENTS, b'{"name": "\xff"}', JSON, 400, ("body", None, "unreadable")),
        ("POST", CLIENTS, b'{"name": NaN}', JSON, 400, ("body", None, "unreadable")),
        ("POST", CLIENTS, {}, {}, 400, ("body", None, "required")),
        ("POST", CLIENTS, [], {}, 400, ("body", None, "type")),
        ("POST", CLIENTS, {"name": ""}, {}, 400, ("body", None, "minLength")),
        ("POST", CLIENTS, {"name": None}, {}, 400, ("body", None, "type")),
        ("POST", CLIENTS, {"name": "x" * 101}, {}, 400, ("body", None, "maxLength")),
        ("POST", CLIENTS, {"name": "x", "platform": "LINUX"}, {}, 400, ("body", None, "enum")),
        (
            "POST",
            CLIENTS,
            b"name=x",
            {"Content-Type": "application/x-www-form-urlencoded"},
            415,
            ("content-type", None, "undocumented"),
        ),
        ("POST", CLIENTS, b"{}", {"Content-Type": "nonsense"}, 415, ("content-type", None, "undocumented")),
        ("POST", CONNECTORS, CONNECTOR | {"config": {}}, {}, 400, ("body", None, "oneOf")),
        ("PUT", "/api/users/me", {"language": "tlh"}, {}, 400, ("body", None, "enum")),
    ],
)
def test_an_invalid_request_is_refused_and_told_why(
    api: Api,
    method: str,
    path: str,
    body: Any,
    headers: dict[str, str],
    status: int,
    wrong: tuple[str, str | None, str],
) -> None:
    answer = api(method, path, body, headers)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json
    assert told["status"] == status
    assert wrong in [(each["place"], each.get("name"), each["rule"]) for each in told["errors"]]


def test_no_secret_is_repeated(api: Api) -> None:
    config = CONNECTOR["config"] | {"application.target.ldap.url": 1}  # type: ignore[operator]
    answer = api("POST", CONNECTORS, CONNECTOR | {"config": config})
    assert answer.status == 400
    assert b"hush-hush" not in answer.body


def test_a_huge_number_is_read_exactly(api: Api) -> None:
    number = 2**63 - 1
    assert api("GET", f"/api/clients/{number}").status == 404
    call = {"direction": "INBOUND", "number": "+49301234567", "startedDate": "2020-01-01T00:00:00Z"}
    assert api("POST", "/api/users/me/calls", call | {"durationSeconds": 86400}).status == 201
    assert api("POST", "/api/users/me/calls", call | {"durationSeconds": 10**30}).status == 400


def test_a_body_of_many_digits_and_a_lone_surrogate_is_no_server_error(api: Api) -> None:
    body = b'{"name": "\\ud800", "n": 12345678901234567890}'
    assert api("POST", CLIENTS, body, JSON).status == 400


def one_operation(responses: dict[str, Any], **more: Any) -> Any:
    parameter = {"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}
    operation = {"parameters": [parameter], "responses": {"200": {"description": "Fine."}, **responses}, **more}
    info = {"title": "One", "version": "1"}
    raw = {"openapi": "3.0.3", "info": info, "paths": {"/things": {"get": operation}}}
    return create_app(from_mapping(raw)).test_client().get("/things?n=x")


def error(schema: dict[str, Any] | None, media: str = "application/json") -> dict[str, Any]:
    return {"description": "No.", **({"content": {media: {"schema": schema}}} if schema else {})}


ANY = {"type": "object"}


@pytest.mark.parametrize(
    ("documented", "status"),
    [
        ({}, 400),
        ({"400": error(ANY), "422": error(ANY)}, 400),
        ({"422": error(ANY), "404": error(ANY)}, 422),
        ({"4XX": error(ANY), "default": error(ANY)}, 400),
        ({"default": error(ANY)}, 400),
        ({"405": error(ANY), "401": error(ANY)}, 405),
        ({"401": error(ANY), "403": error(ANY)}, 403),
        ({"401": error(ANY), "404": error(ANY)}, 404),
        ({"401": error(ANY), "500": error(ANY)}, 401),
        ({"412": error(ANY), "409": error(ANY)}, 409),
        ({"500": error(ANY), "410": error(ANY)}, 400),
    ],
)
def test_the_documented_status_that_fits_best_is_taken(documented: dict[str, Any], status: int) -> None:
    answer = one_operation(documented)
    assert answer.status_code == status
    wanted = "application/json" if str(status) in documented or len({"4XX", "default"} & set(documented)) else None
    assert answer.content_type == (wanted or "application/problem+json")


@pytest.mark.parametrize(
    ("documented", "sent", "status"),
    [
        ({"400": error(None)}, {"Content-Type": "text/csv"}, 400),
        ({"404": error(None)}, {"Content-Type": "text/csv"}, 404),
        ({}, {"Content-Type": "text/csv"}, 415),
    ],
)
def test_a_content_type_that_is_not_known_is_refused_as_documented(
    documented: dict[str, Any], sent: dict[str, str], status: int
) -> None:
    body = {"content": {"application/json": {"schema": ANY}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "Fine."}, **documented}}
    info = {"title": "One", "version": "1"}
    raw = {"openapi": "3.0.3", "info": info, "paths": {"/things": {"post": operation}}}
    client = create_app(from_mapping(raw)).test_client()
    assert client.post("/things", data="a,b", headers=sent).status_code == status


@pytest.mark.parametrize(
    ("scheme", "documented", "status"),
    [
        ({"type": "apiKey", "in": "query", "name": "key"}, {"403": error(None)}, 403),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"401": error(None), "403": error(None)}, 401),
        ({"type": "apiKey", "in": "query", "name": "key"}, {}, 401),
        ({"type": "http", "scheme": "bearer"}, {"403": error(None)}, 401),
    ],
)
def test_missing_credentials_are_refused_as_documented(
    scheme: dict[str, Any], documented: dict[str, Any], status: int
) -> None:
    operation = {"security": [{"s": []}], "responses": {"200": {"description": "Fine."}, **documented}}
    info, components = {"title": "One", "version": "1"}, {"securitySchemes": {"s": scheme}}
    raw = {"openapi": "3.0.3", "info": info, "paths": {"/things": {"get": operation}}, "components": components}
    assert create_app(from_mapping(raw)).test_client().get("/things").status_code == status


@pytest.mark.parametrize(("required", "status"), [(False, 200), (True, 400)])
def test_no_body_is_none_whatever_its_header_field_says(*, required: bool, status: int) -> None:
    body = {"required": required, "content": {"application/json": {"schema": ANY}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "Fine."}}}
    info = {"title": "One", "version": "1"}
    raw = {"openapi": "3.0.3", "info": info, "paths": {"/things": {"post": operation}}}
    client = create_app(from_mapping(raw)).test_client()
    assert client.post("/things", headers=JSON).status_code == status


@pytest.mark.parametrize(("kind", "status"), [("Cat", 200), ("Dog", 400), ("Bird", 400)])
def test_a_discriminator_decides_what_a_body_is_held_to(kind: str, status: int) -> None:
    def pet(member: str) -> dict[str, Any]:
        properties = {"kind": {"type": "string"}, member: {"type": "boolean"}}
        return {"type": "object", "required": ["kind"], "properties": properties}

    schemas = {"Cat": pet("hunts"), "Dog": pet("barks")}
    choice = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    schema = {"oneOf": choice, "discriminator": {"propertyName": "kind"}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "Fine."}}}
    info, components = {"title": "One", "version": "1"}, {"schemas": schemas}
    raw = {"openapi": "3.0.3", "info": info, "paths": {"/pets": {"post": operation}}, "components": components}
    client = create_app(from_mapping(raw)).test_client()
    assert client.post("/pets", json={"kind": kind, "barks": 1}).status_code == status


def test_the_error_body_says_what_its_schema_has_room_for() -> None:
    schema = {
        "type": "object",
        "required": ["code", "message", "trace"],
        "additionalProperties": False,
        "properties": {
            "code": {"type": "integer"},
            "message": {"type": "string"},
            "trace": {"type": "string", "format": "uuid"},
        },
    }
    told = one_operation({"400": error(schema)}).get_json()
    assert told.keys() == {"code", "message", "trace"}
    assert told["code"] == 400
    assert told["message"].startswith("query n: ")
    closed = {
        "type": "object",
        "required": ["code"],
        "properties": {"code": {"enum": ["E1"]}},
        "additionalProperties": False,
    }
    assert one_operation({"400": error(closed)}).get_json() == {"code": "E1"}
    assert one_operation({"400": error({"type": "array", "items": {"type": "string"}, "minItems": 1})}).get_json() != []


def test_an_error_that_is_documented_without_a_body_has_none() -> None:
    answer = one_operation({"400": error(None)})
    assert (answer.status_code, answer.data, answer.content_type) == (400, b"", None)


def test_an_error_as_text() -> None:
    answer = one_operation({"400": error({"type": "string"}, "text/plain")})
    assert answer.text == 'query n: the value is not of type "integer"'


def test_what_no_response_can_satisfy_is_told_with_its_place() -> None:
    raw = json.loads(json.dumps(document("phonebridge-webapp@1.3.8").raw))
    raw["components"]["schemas"]["VersionInfo"]["allOf"] = [{"not": {}}]
    raw["paths"]["/api/version"]["get"]["security"] = []
    answer = create_app(from_mapping(raw)).test_client().get("/api/version")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert "/paths/~1api~1version/get/responses/200" in answer.get_json()["detail"]
