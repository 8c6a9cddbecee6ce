"""What OpenAPI 3.2 adds: methods, whole query strings, streams; and that older dialects do not know it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from contracts.compat.compare import compare
from mockserver.app import create_app
from specs import encoding, sites
from specs.load import from_mapping
from specs.messages import Request, Response
from specs.model import Document, Location
from specs.schemas import Direction
from specs.validation import check_response, read_request

FILTER = {
    "type": "object",
    "required": ["city"],
    "properties": {"city": {"type": "string"}, "limit": {"type": "integer"}},
}
FOUND = {"type": "array", "items": {"$ref": "#/components/schemas/Phone"}}
OK: dict[str, Any] = {"200": {"description": "ok", "content": {"application/json": {"schema": FOUND}}}}
BODY = {"required": True, "content": {"application/json": {"schema": FILTER}}}


def querystring(media_type: str) -> dict[str, Any]:
    return {"name": "filter", "in": "querystring", "required": True, "content": {media_type: {"schema": FILTER}}}


def raw(version: str = "3.2.0") -> dict[str, Any]:
    made = {
        "openapi": version,
        "$self": "https://example.org/phones.yaml",
        "info": {"title": "Phones", "version": "7"},
        "tags": [{"name": "all", "kind": "nav"}, {"name": "some", "parent": "all", "summary": "Some"}],
        "components": {
            "schemas": {
                "Phone": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
                "Pet": {
                    "type": "object",
                    "discriminator": {"propertyName": "kind", "defaultMapping": "#/components/schemas/Phone"},
                },
            },
            "mediaTypes": {"Lines": {"itemSchema": {"$ref": "#/components/schemas/Phone"}}},
            "securitySchemes": {
                "tv": {
                    "type": "oauth2",
                    "flows": {"deviceAuthorization": {"deviceAuthorizationUrl": "d", "tokenUrl": "t", "scopes": {}}},
                }
            },
        },
        "paths": {
            "/phones": {
                "query": {"requestBody": BODY, "responses": OK, "tags": ["some"]},
                "get": {"parameters": [querystring("application/x-www-form-urlencoded")], "responses": OK},
                "additionalOperations": {
                    "PURGE": {"responses": {"204": {"description": "gone"}}},
                    "GET": {"responses": {"204": {"description": "never: a fixed member is there"}}},
                },
            },
            "/json": {"get": {"parameters": [querystring("application/json")], "responses": OK}},
            "/lines": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {"application/jsonl": {"$ref": "#/components/mediaTypes/Lines"}},
                        }
                    }
                }
            },
        },
    }
    return deepcopy(made)  # tests change theirs


@pytest.fixture
def document() -> Document:
    return from_mapping(raw())


def test_all_of_its_methods_are_operations(document: Document) -> None:
    keys = ["GET /phones", "QUERY /phones", "PURGE /phones", "GET /json", "GET /lines"]
    assert (document.dialect, list(document.by_key)) == ("3.2", keys)
    assert document.by_key["QUERY /phones"].pointer == "/paths/~1phones/query"
    assert document.by_key["PURGE /phones"].pointer == "/paths/~1phones/additionalOperations/PURGE"
    assert [response.status for response in document.by_key["GET /phones"].responses] == ["200"]


def test_an_additional_method_keeps_its_capitals() -> None:
    changed = raw()
    changed["paths"]["/phones"]["additionalOperations"]["pUrGe"] = {"responses": OK}
    assert "pUrGe /phones" in from_mapping(changed).by_key


def test_the_device_flow_and_the_default_of_a_discriminator_are_kept(document: Document) -> None:
    assert list(document.security_schemes["tv"].flows) == ["deviceAuthorization"]
    pet = document.schemas["Pet"].raw
    assert isinstance(pet, dict)
    assert pet["discriminator"]["defaultMapping"] == "#/components/schemas/Phone"


def test_the_items_of_a_stream_have_a_schema(document: Document) -> None:
    media = document.by_key["GET /lines"].responses[0].content[0]
    assert (media.name, media.schema, media.pointer) == ("application/jsonl", None, "/components/mediaTypes/Lines")
    assert media.item_schema
    assert media.item_schema.pointer == "/components/mediaTypes/Lines/itemSchema"
    places = [(site.schema.pointer, site.direction) for site in sites.sites(document)]
    assert ("/components/mediaTypes/Lines/itemSchema", Direction.RESPONSE) in places


@pytest.mark.parametrize(
    ("key", "query", "value"),
    [
        ("GET /phones", "city=Bad+Ems&limit=3", {"city": "Bad Ems", "limit": 3}),
        ("GET /phones", "city=K%C3%B6ln%26Bonn", {"city": "Köln&Bonn"}),
        ("GET /json", "%7B%22city%22%3A%22K%C3%B6ln%22%7D", {"city": "Köln"}),
        ("GET /json", '{"city":"1+1"}', {"city": "1+1"}),
    ],
)
def test_a_whole_query_string_is_one_value(document: Document, key: str, query: str, value: Any) -> None:
    operation = document.by_key[key]
    reading = read_request(operation, Request("GET", operation.path, query), {})
    assert (reading.violations, reading.parameters[Location.QUERYSTRING]) == ((), {"filter": value})
    sent = encoding.query(operation, {"filter": value})
    again = read_request(operation, Request("GET", operation.path, sent), {})
    assert again.parameters[Location.QUERYSTRING] == {"filter": value}


@pytest.mark.parametrize(
    ("key", "query", "rule"),
    [
        ("GET /phones", "", "missing"),
        ("GET /phones", "limit=3", "required"),
        ("GET /phones", "city=x&limit=many", "type"),
        ("GET /json", "city=x", "unreadable"),
        ("GET /json", "%7B%7D", "required"),
    ],
)
def test_a_query_string_that_breaks_its_schema(document: Document, key: str, query: str, rule: str) -> None:
    operation = document.by_key[key]
    found = read_request(operation, Request("GET", operation.path, query), {}).violations
    assert [(each.place, each.name, each.rule) for each in found] == [("querystring", "filter", rule)]


def test_it_is_mocked(document: Document) -> None:
    client = create_app(document).test_client()
    found = client.open("/phones", method="QUERY", json={"city": "Köln"})
    assert found.status_code == 200
    assert client.open("/phones", method="QUERY", json={"limit": 3}).status_code in (400, 422)
    assert client.open("/phones", method="PURGE").status_code == 204
    assert client.get("/json?%7B%22city%22%3A%22x%22%7D").status_code == 200
    assert client.get("/json?city=x").status_code in (400, 422)
    assert client.open("/phones", method="POST").headers["Allow"] == "GET, QUERY, PURGE, HEAD, OPTIONS"


def test_its_answers_are_those_of_the_document(document: Document) -> None:
    client = create_app(document).test_client()
    for number in range(5):
        answer = client.open("/phones", method="QUERY", json={"city": f"c{number}"})
        seen = Response(answer.status_code, tuple(answer.headers.items()), answer.data)
        assert check_response(document.by_key["QUERY /phones"], seen) == []


def test_it_is_compared(document: Document) -> None:
    changed = raw()
    del changed["paths"]["/phones"]["additionalOperations"]["PURGE"]
    changed["paths"]["/phones"]["query"]["requestBody"]["content"]["application/json"]["schema"] = {
        **FILTER,
        "required": ["city", "limit"],
    }
    findings = compare(document, from_mapping(changed)).findings
    assert {(each.rule, each.subject) for each in findings} >= {("operation-removed", "PURGE /phones")}
    assert [each for each in findings if each.subject.startswith("QUERY /phones") and each.witness]
    assert compare(document, from_mapping(raw())).findings == ()


def test_the_data_of_an_example_is_its_value() -> None:
    changed = raw()
    examples = {"a": {"dataValue": [{"n": 1}], "serializedValue": "[...]"}, "b": {"value": []}}
    media = changed["paths"]["/phones"]["query"]["responses"]["200"]["content"]["application/json"]
    media["examples"] = examples
    response = from_mapping(changed).by_key["QUERY /phones"].responses[0]
    assert response.content[0].examples == {"a": [{"n": 1}], "b": []}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_older_editions_know_none_of_it(version: str) -> None:
    document = from_mapping(raw(version))
    slips = [slip for slip in document.slips if "a parameter cannot stand in 'querystring'" in slip.message]
    assert [slip.pointer for slip in slips] == ["/paths/~1phones/get/parameters/0", "/paths/~1json/get/parameters/0"]
    older = raw(version)
    del older["paths"]["/json"], older["paths"]["/phones"]["get"]
    document = from_mapping(older)
    assert list(document.by_key) == ["GET /lines"]
    assert document.operations[0].responses[0].content[0].item_schema is None


def test_trace_is_no_method_of_the_oldest() -> None:
    item = {"trace": {"responses": {}}, "get": {"responses": {}}}
    old = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/": item}}
    new = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/": item}}
    assert [list(from_mapping(each).by_key) for each in (old, new)] == [["GET /"], ["GET /", "TRACE /"]]
