from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mock_client import Api

from mockserver.app import EXTENSION, create_app
from mockserver.request.preferences import Preferences, applied
from mockserver.settings import Settings
from mockserver.testing import running
from specs.load import from_mapping

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "tag": {"type": "string"}},
}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}


def json(schema: Any, **examples: Any) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples.items()}
    return {"description": ".", "content": {"application/json": {"schema": schema, "examples": named}}}


RESPONSES = {
    "200": json(PET, cat={"id": 1, "name": "cat"}, dog={"id": 2, "name": "dog"}, bad={"id": "x"}),
    "404": json(ERROR, gone={"message": "gone"}),
    "429": {"description": "."},
    "4XX": json(ERROR),
    "503": {"description": ".", "headers": {"Retry-After": {"schema": {"type": "integer", "minimum": 5}}}},
    "302": {"description": ".", "headers": {"Location": {"schema": {"type": "string"}}}},
}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
RAW: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/pets": {
            "get": {"responses": {"200": json({"type": "array", "items": PET})}},
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": PET}}},
                "responses": {"200": json(PET), "201": json(PET), "400": json(ERROR), "409": json(ERROR)},
            },
        },
        "/pets/{id}": {
            "parameters": [ID],
            "get": {"responses": RESPONSES},
            "delete": {"responses": {"200": json(PET), "204": {"description": "."}, "404": json(ERROR)}},
        },
        "/secret": {"get": {"security": [{"key": []}], "responses": {"200": json(PET), "401": json(ERROR)}}},
        "/own": {
            "get": {
                "parameters": [
                    {"name": "__code", "in": "query", "schema": {"type": "string"}},
                    {"name": "Prefer", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": RESPONSES,
            }
        },
        "/strict": {
            "get": {
                "parameters": [{"name": "q", "in": "querystring", "content": {"application/json": {"schema": ERROR}}}],
                "responses": RESPONSES,
            }
        },
    },
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
}


@pytest.fixture(scope="module")
def pets() -> Iterator[Api]:
    with running(create_app(from_mapping(RAW))) as url:
        yield Api(url)


def prefer(text: str) -> dict[str, str]:
    return {"Prefer": text}


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("code=404", 404, {"message": "gone"}),
        ("code=404, example=gone", 404, {"message": "gone"}),
        ("example=dog", 200, {"id": 2, "name": "dog"}),
        ('EXAMPLE = "dog"', 200, {"id": 2, "name": "dog"}),
        ("return=minimal, code=404;x=1", 404, {"message": "gone"}),
        ("code=404, code=200", 404, {"message": "gone"}),
        ("code=418", 418, {"message": "I'm a Teapot."}),
        ("respond-async", 404, None),
    ],
)
def test_what_a_client_prefers(pets: Api, wanted: str, status: int, body: Any) -> None:
    answer = pets("GET", "/pets/77", headers=prefer(wanted))
    assert answer.status == status
    assert body is None or answer.json == body


def test_the_field_may_come_several_times(pets: Api) -> None:
    app = create_app(from_mapping(RAW))
    headers = [("Prefer", "wait=0"), ("Prefer", "code=404"), ("Prefer", "example=gone")]
    answer = app.test_client().get("/pets/1", headers=headers)
    assert (answer.status_code, answer.get_json()) == (404, {"message": "gone"})


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ("__code=404", 404, {"message": "gone"}),
        ("__example=dog", 200, {"id": 2, "name": "dog"}),
        ("a=b&__example=dog&__code=200", 200, {"id": 2, "name": "dog"}),
        ("__ex%61mple=dog", 200, {"id": 2, "name": "dog"}),
    ],
)
def test_the_twins_in_the_query(pets: Api, query: str, status: int, body: Any) -> None:
    answer = pets("GET", f"/pets/78?{query}")
    assert (answer.status, answer.json) == (status, body)


def test_a_field_outdoes_its_twin(pets: Api) -> None:
    answer = pets("GET", "/pets/79?__code=404", headers=prefer("code=418"))
    assert answer.status == 418
    assert answer.headers["Preference-Applied"] == "code=418"


def test_what_the_document_declares_is_the_documents(pets: Api) -> None:
    assert pets("GET", "/own?__code=404").status == 200
    answer = pets("GET", "/own", headers=prefer("wait=9999, code=404"))
    assert (answer.status, answer.headers["Preference-Applied"]) == (404, "code=404")


def test_the_twins_are_no_part_of_what_is_validated() -> None:
    client = create_app(from_mapping(RAW)).test_client()
    assert client.get("/strict?__example=dog").status_code == 200
    assert client.get("/strict?x").status_code == 400


def test_what_is_applied_is_told(pets: Api) -> None:
    answer = pets("GET", "/pets/1", headers=prefer("dynamic, seed=7, wait=0, example=cat, handling=strict"))
    assert answer.headers["Preference-Applied"] == "example=cat, dynamic=true, seed=7, wait=0"
    assert "Prefer" in answer.headers["Vary"]
    assert "Preference-Applied" not in pets("GET", "/pets").headers


def test_what_is_not_to_be_had_is_not_said_to_be_applied(pets: Api) -> None:
    answer = pets("GET", "/pets/1", headers=prefer("example=none-such, wait=0"))
    assert (answer.status, answer.headers["Preference-Applied"]) == (400, "wait=0")
    assert "Preference-Applied" not in pets("GET", "/pets/1", headers=prefer("code=599")).headers


@pytest.mark.parametrize("name", ["é", "a b", 'a"b\\', "a\r\nX: y"])
def test_what_is_applied_is_one_well_formed_field(name: str) -> None:
    ((field, text),) = applied(Preferences(example=name), 200)
    assert field == "Preference-Applied"
    assert text.isascii()
    assert text.isprintable()
    assert text.startswith('example="')


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("code=99", "code"),
        ("code=abc", "code"),
        ("code", "code"),
        ("code=101", "code"),
        ("dynamic=perhaps", "dynamic"),
        ("wait=soon", "wait"),
        ("example=", "example"),
    ],
)
def test_what_nobody_can_read_is_a_problem(pets: Api, wanted: str, told: str) -> None:
    answer = pets("GET", "/pets/1", headers=prefer(wanted))
    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json["type"] == "urn:ringback:problem:unreadable-preference"
    assert told in answer.json["detail"]


def test_a_code_that_the_document_does_not_have(pets: Api) -> None:
    answer = pets("GET", "/pets", headers=prefer("code=404"))
    assert (answer.status, answer.json["type"]) == (400, "urn:ringback:problem:unknown-code")
    assert answer.json["codes"] == ["200"]
    assert "GET /pets has no response 404; it has 200." in answer.json["detail"]


def test_an_example_that_the_document_does_not_have(pets: Api) -> None:
    answer = pets("GET", "/pets/1", headers=prefer("example=gone"))
    assert (answer.status, answer.json["type"]) == (400, "urn:ringback:problem:unknown-example")
    assert {"code": "404", "example": "gone"} in answer.json["examples"]


def test_an_example_that_breaks_its_own_schema_is_not_sent(pets: Api) -> None:
    answer = pets("GET", "/pets/1", headers=prefer("example=bad"))
    assert (answer.status, answer.json["type"]) == (500, "urn:ringback:problem:contradiction")
    assert "/paths/~1pets~1{id}/get/responses/200" in answer.json["detail"]


def test_a_failure_that_is_asked_for_needs_nothing_and_does_nothing(pets: Api) -> None:
    assert pets("POST", "/pets", headers=prefer("code=409")).status == 409
    before = pets("GET", "/pets").json
    pet = {"id": 31, "name": "Rex"}
    assert pets("POST", "/pets", pet, headers=prefer("code=409")).status == 409
    assert pets("GET", "/pets").json == before
    assert pets("GET", "/secret", headers=prefer("code=401")).headers["WWW-Authenticate"]


def test_a_success_that_is_asked_for_is_one(pets: Api) -> None:
    assert pets("GET", "/secret", headers=prefer("code=200")).status == 401
    assert pets("POST", "/pets", {"id": 1}, headers=prefer("code=201")).status == 400
    assert pets("POST", "/pets", {"id": 32, "name": "Rex"}, headers=prefer("code=200")).status == 200
    assert pets("GET", "/pets/32").json == {"id": 32, "name": "Rex"}
    assert pets("GET", "/pets/99").status == 404
    assert pets("GET", "/pets/99", headers=prefer("code=200")).status == 200
    assert pets("GET", "/pets/32", headers=prefer("example=cat")).json == {"id": 1, "name": "cat"}


def test_of_several_successes_the_one_that_fits_what_was_done(pets: Api) -> None:
    created = pets("POST", "/pets", {"id": 33, "name": "Rex"})
    assert (created.status, created.json) == (201, {"id": 33, "name": "Rex"})
    assert pets("DELETE", "/pets/33").status == 204


def test_the_same_seed_gives_the_same_however_often(pets: Api) -> None:
    seven = [pets("GET", "/pets/1", headers=prefer("dynamic=true, seed=7")).body for _ in range(3)]
    others = {pets("GET", "/pets/1", headers=prefer(f"dynamic=true, seed={n}")).body for n in range(8)}
    assert len(set(seven)) == 1
    assert len(others) > 4


def test_dynamic_bodies_are_no_examples(pets: Api) -> None:
    examples = ({"id": 1, "name": "cat"}, {"id": 2, "name": "dog"})
    for _ in range(5):
        answer = pets("GET", "/pets/1", headers=prefer("dynamic=true"))
        assert answer.status == 200
        assert answer.json not in examples
        assert answer.json["name"].__class__ is str


def test_a_dynamic_mock_can_be_asked_for_examples() -> None:
    client = create_app(from_mapping(RAW), Settings(dynamic=True)).test_client()
    made = client.get("/own").get_json()
    assert made not in ({"id": 1, "name": "cat"}, {"id": 2, "name": "dog"})
    other = create_app(from_mapping(RAW)).test_client()
    assert other.get("/own").get_json() in ({"id": 1, "name": "cat"}, {"id": 2, "name": "dog"})
    assert client.get("/own", headers=prefer("example=dog")).get_json() == {"id": 2, "name": "dog"}


def test_waiting_is_bounded() -> None:
    mock = create_app(from_mapping(RAW)).extensions[EXTENSION]
    from specs.messages import Request

    told = [("wait=2", 2.0), ("wait=0.5", 0.5), ("wait=100000", 60.0)]
    for text, seconds in told:
        request = Request("GET", "/pets", headers=(("prefer", text),))
        assert mock.answer(request).delivery.delay == seconds


def test_fields_that_a_status_demands(pets: Api) -> None:
    assert pets("GET", "/pets/1", headers=prefer("code=429")).headers["Retry-After"] == "1"
    assert int(pets("GET", "/pets/1", headers=prefer("code=503")).headers["Retry-After"]) >= 5
    there = pets("GET", "/pets/1", headers=prefer("code=302")).headers["Location"]
    assert there == "/pets/1"
    assert pets("DELETE", "/pets/1", headers=prefer("code=404")).status == 404
