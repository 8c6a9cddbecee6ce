"""The same API in Swagger 2.0, OpenAPI 3.0 and 3.1 becomes the same model."""

from __future__ import annotations

from typing import Any

import pytest

from specs.load import from_mapping
from specs.model import Document, Location, Operation, Parameter
from specs.schemas import Direction
from specs.validation import validator

INFO = {"title": "Phones", "version": "7"}
PHONE = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": INFO,
    "host": "api.example.org",
    "basePath": "/v1/",
    "schemes": ["https", "http"],
    "consumes": ["application/json"],
    "produces": ["application/json", "text/plain"],
    "security": [{"x-key": []}],
    "securityDefinitions": {
        "x-key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "login": {"type": "basic"},
        "oauth": {
            "type": "oauth2",
            "flow": "accessCode",
            "authorizationUrl": "u",
            "tokenUrl": "t",
            "scopes": {"a": ""},
        },
    },
    "definitions": {"Phone": PHONE},
    "paths": {
        "x-note": {"get": {}},
        "/phones/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "type": "integer"},
                {"name": "q", "in": "query", "type": "string"},
            ],
            "put": {
                "operationId": "save",
                "tags": ["phones"],
                "deprecated": True,
                "x-sunset": "2021-01-01",
                "parameters": [
                    {
                        "name": "q",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string"},
                        "collectionFormat": "multi",
                    },
                    {
                        "name": "p",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string"},
                        "collectionFormat": "pipes",
                    },
                    {"name": "phone", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Phone"}},
                ],
                "responses": {
                    "200": {
                        "description": "saved",
                        "schema": {"$ref": "#/definitions/Phone"},
                        "headers": {"x-total": {"type": "integer"}},
                        "examples": {"application/json": {"n": 1}},
                    },
                    "default": {"description": "else"},
                    "x-note": {"description": "no response"},
                },
                "security": [{"login": []}, {"oauth": ["a"]}, {}],
            },
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "file", "in": "formData", "type": "file", "required": True},
                    {"name": "note", "in": "formData", "type": "string"},
                ],
                "responses": {"204": {"description": "done"}},
            },
        },
    },
}

JSON_PHONE = {"application/json": {"schema": {"$ref": "#/components/schemas/Phone"}, "example": {"n": 1}}}
ANSWER = {**JSON_PHONE, "text/plain": {"schema": {"$ref": "#/components/schemas/Phone"}}}


def openapi(version: str) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": INFO,
        "servers": [
            {"url": "https://{host}/v1/", "variables": {"host": {"default": "api.example.org"}}},
            {"url": "http://api.example.org/v1/"},
        ],
        "security": [{"x-key": []}],
        "components": {
            "securitySchemes": {
                "x-key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "login": {"type": "http", "scheme": "Basic"},
                "oauth": {
                    "type": "oauth2",
                    "flows": {"authorizationCode": {"authorizationUrl": "u", "tokenUrl": "t", "scopes": {"a": ""}}},
                },
            },
            "schemas": {"Phone": PHONE},
            "headers": {"x-total": {"schema": {"type": "integer"}}},
        },
        "paths": {
            "x-note": {"get": {}},
            "/phones/{id}": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "q", "in": "query", "schema": {"type": "string"}},
                ],
                "put": {
                    "operationId": "save",
                    "tags": ["phones"],
                    "deprecated": True,
                    "x-sunset": "2021-01-01",
                    "parameters": [
                        {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                        {
                            "name": "p",
                            "in": "query",
                            "style": "pipeDelimited",
                            "schema": {"type": "array", "items": {"type": "string"}},
                        },
                        {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                    ],
                    "requestBody": {"required": True, "content": JSON_PHONE},
                    "responses": {
                        "200": {
                            "description": "saved",
                            "content": ANSWER,
                            "headers": {
                                "x-total": {"$ref": "#/components/headers/x-total"},
                                "Content-Type": {"schema": {"type": "string"}},
                            },
                            "links": {"again": {"operationId": "save"}},
                        },
                        "default": {"description": "else"},
                        "x-note": {"description": "no response"},
                    },
                    "security": [{"login": []}, {"oauth": ["a"]}, {}],
                },
                "post": {
                    "requestBody": {
                        "required": True,
                        "content": {
                            "multipart/form-data": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"file": {}, "note": {"type": "string"}},
                                    "required": ["file"],
                                }
                            }
                        },
                    },
                    "responses": {"204": {"description": "done"}},
                },
            },
        },
    }


DOCUMENTS = {"2.0": SWAGGER, "3.0": openapi("3.0.3"), "3.1": openapi("3.1.0")}


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> Document:
    return from_mapping(DOCUMENTS[request.param])


@pytest.fixture
def put(document: Document) -> Operation:
    return document.by_key["PUT /phones/{id}"]


def test_the_document_is_told(document: Document) -> None:
    assert (document.title, document.release) == ("Phones", "7")
    assert document.servers == ("https://api.example.org/v1/", "http://api.example.org/v1/")
    assert document.base_paths == ("/v1",)
    assert list(document.schemas) == ["Phone"]
    assert list(document.by_key) == ["PUT /phones/{id}", "POST /phones/{id}"]


def test_an_operation_is_told(put: Operation) -> None:
    assert (put.id, put.tags, put.deprecated, put.sunset) == ("save", ("phones",), True, "2021-01-01")
    assert [response.status for response in put.responses] == ["200", "default"]
    assert put.pointer == "/paths/~1phones~1{id}/put"


def _told(parameter: Parameter) -> tuple[Any, ...]:
    return parameter.name, parameter.location, parameter.required, parameter.style, parameter.explode


def test_parameters_of_the_operation_stand_before_those_of_its_path(put: Operation, document: Document) -> None:
    path, *queries = put.parameters
    assert _told(path) == ("id", Location.PATH, True, "simple", False)
    assert [_told(each) for each in queries] == [
        ("q", Location.QUERY, False, "form", True),
        ("p", Location.QUERY, False, "pipeDelimited", False),
    ]
    assert put.parameters_in(Location.HEADER) == ()
    assert [each.name for each in document.by_key["POST /phones/{id}"].parameters] == ["id", "q"]


def test_bodies_and_responses_are_told(put: Operation) -> None:
    assert put.body
    assert put.body.required
    assert [media.name for media in put.body.content] == ["application/json"]
    response = put.responses[0]
    assert [media.name for media in response.content] == ["application/json", "text/plain"]
    assert response.content[0].examples == {"": {"n": 1}}
    assert [(header.name, header.location) for header in response.headers] == [("x-total", Location.HEADER)]
    schema = response.content[0].schema
    assert schema
    assert validator(schema, Direction.RESPONSE).accepts({"n": 1})
    assert not validator(schema, Direction.RESPONSE).accepts({})


def test_forms_are_told(document: Document) -> None:
    body = document.by_key["POST /phones/{id}"].body
    assert body
    assert body.required
    assert [media.name for media in body.content] == ["multipart/form-data"]
    schema = body.content[0].schema
    assert schema
    assert validator(schema, Direction.REQUEST).accepts({"file": "x", "note": "y"})
    assert not validator(schema, Direction.REQUEST).accepts({"note": "y"})
    assert not validator(schema, Direction.REQUEST).accepts({"file": "x", "note": 5})


def test_security_is_told(put: Operation, document: Document) -> None:
    alternatives = [{(each.scheme.name, each.scopes) for each in alternative} for alternative in put.security]
    assert alternatives == [{("login", frozenset())}, {("oauth", frozenset({"a"}))}, set()]
    assert put.anonymous
    schemes = document.security_schemes
    assert (schemes["login"].kind, schemes["login"].scheme) == ("http", "basic")
    assert (schemes["x-key"].location, schemes["x-key"].parameter) == (Location.HEADER, "X-Key")
    assert list(schemes["oauth"].flows) == ["authorizationCode"]
    assert [name for name, scheme in schemes.items() if scheme.bearer] == ["oauth"]
    inherited = document.by_key["POST /phones/{id}"]
    assert [{each.scheme.name for each in alternative} for alternative in inherited.security] == [{"x-key"}]
    assert not inherited.anonymous


@pytest.mark.parametrize(("status", "found"), [(200, "200"), (201, "2XX"), (299, "2XX"), (404, "default")])
def test_the_closest_response_speaks_for_a_status(status: int, found: str) -> None:
    responses = {"default": {"description": ""}, "2xx": {"description": ""}, "200": {"description": ""}}
    raw = {"openapi": "3.0.3", "info": INFO, "paths": {"/": {"get": {"responses": responses}}}}
    operation = from_mapping(raw).operations[0]
    response = operation.response_for(status)
    assert response
    assert response.status == found
    assert response.covers(status)
    assert [each.status for each in operation.successes] == ["200", "2XX"]


@pytest.mark.parametrize(
    ("more", "servers", "paths"),
    [
        ({}, ("/",), ("",)),
        ({"servers": [{"url": "/v2/"}, {"url": "https://x/v2"}]}, ("/v2/", "https://x/v2"), ("/v2",)),
        ({"servers": [{}]}, ("/",), ("",)),
    ],
)
def test_base_paths_follow_from_servers(more: dict[str, Any], servers: tuple[str, ...], paths: tuple[str, ...]) -> None:
    document = from_mapping({"openapi": "3.0.3", "info": INFO, "paths": {}, **more})
    assert (document.servers, document.base_paths) == (servers, paths)


def test_a_swagger_document_without_a_host_is_served_where_it_is() -> None:
    assert from_mapping({"swagger": "2.0", "info": INFO, "paths": {}, "basePath": "/x"}).servers == ("/x",)


def test_examples_by_name_are_followed() -> None:
    media = {"schema": {}, "examples": {"a": {"$ref": "#/components/examples/A"}, "b": {"externalValue": "u"}}}
    raw = {
        "openapi": "3.0.3",
        "info": INFO,
        "paths": {"/": {"get": {"responses": {"200": {"description": "", "content": {"a/b": media}}}}}},
        "components": {"examples": {"A": {"value": {"$ref": "just data"}}}},
    }
    assert from_mapping(raw).operations[0].responses[0].content[0].examples == {"a": {"$ref": "just data"}}


def test_a_parameter_with_content_has_no_style_of_its_own() -> None:
    parameter = {"name": "f", "in": "query", "content": {"application/json": {"schema": {"type": "array"}}}}
    raw = {"openapi": "3.0.3", "info": INFO, "paths": {"/": {"get": {"parameters": [parameter], "responses": {}}}}}
    found = from_mapping(raw).operations[0].parameters[0]
    assert found.content
    assert (found.content.name, found.schema) == ("application/json", None)


def test_a_slip_knows_its_place() -> None:
    raw = {"openapi": "3.0.3", "info": INFO, "paths": {"/": {"get": {"parameters": {"name": "x"}}}}}
    document = from_mapping(raw)
    (slip,) = document.slips
    assert document.place(slip.pointer) == "<mapping>:10"
    assert (
        str(slip) == "#/paths/~1/get/parameters: must be a list, and is a mapping: it is read as absent (write a list)"
    )
