from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from mockserver.app import create_app
from mockserver.response.negotiation import choose
from specs.load import from_mapping
from specs.model import MediaType


def media(*names: str) -> tuple[MediaType, ...]:
    return tuple(MediaType(name=name, pointer="", schema=None) for name in names)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/*", "text/csv"),
        ("application/json;q=0.5, text/csv;q=0.9", "text/csv"),
        ("application/json;q=0.5, text/csv;q=0.5", "application/json"),
        ("*/*, application/json;q=0", "text/csv"),
        ("text/*;q=1, text/csv;q=0.1, application/json; q=0.2", "application/json"),
        ("image/png", None),
        ("application/json;q=0", None),
        ("application/json;version=2", "application/json"),
        ("nonsense,;;,", None),
        ("text/csv;header=present", "text/csv"),
        ('text/csv;a="b,c;q=0", application/json;q=0.9', "text/csv"),
        ("text/csv;q=0.000, */*;q=0.1", "application/json"),
        ("text/csv;q=2", "text/csv"),
        ("a" * 5000, "application/json"),
    ],
)
def test_what_the_client_likes_best(accept: str | None, chosen: str | None) -> None:
    found = choose(media("text/csv", "application/json"), accept)
    assert (found.name if found else None) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("application/vnd.x.v2+json", "application/vnd.x.v2+json"),
        ("application/vnd.x.v1+json, application/json", "application/vnd.x.v1+json"),
        ("application/json", None),
        ("text/html;level=1;q=0.3, text/html;q=0.7", "text/html;level=2"),
        ("text/html;q=0.1, text/html;level=1", "text/html;level=1"),
        ("text/html;level=3", None),
        ("text/html; charset=utf-8; level=2", "text/html;level=2"),
        ("image/gif", "image/gif"),
        ("image/*", "image/png"),
        ("image/x-unheard-of", None),
    ],
)
def test_vendor_types_parameters_and_ranges(accept: str, chosen: str | None) -> None:
    there = ("application/vnd.x.v1+json", "application/vnd.x.v2+json", "text/html;level=1", "text/html;level=2")
    found = choose(media(*there, "image/*"), accept)
    assert (found.name if found else None) == chosen


def get(responses: dict[str, Any], accept: str) -> Any:
    operation = {"responses": responses}
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/": {"get": operation}}}
    return create_app(from_mapping(raw)).test_client().get("/", headers={"Accept": accept})


def success(**content: Any) -> dict[str, Any]:
    return {"200": {"description": ".", "content": {name.replace("_", "/"): value for name, value in content.items()}}}


TEXT = {"schema": {"type": "string"}, "example": "ein Text"}
OBJECT = {"schema": {"type": "object", "properties": {"a": {"enum": ["b"]}}}}


def test_what_nobody_wants_is_refused_as_documented_or_with_what_there_is() -> None:
    answers = success(application_json=OBJECT, text_plain=TEXT)
    refused = get(answers, "image/png")
    assert (refused.status_code, refused.content_type) == (406, "application/problem+json")
    assert refused.get_json()["type"] == "urn:ringback:problem:not-acceptable"
    assert refused.get_json()["available"] == ["application/json", "text/plain"]
    documented = get({**answers, "406": {"description": "."}}, "image/png")
    assert (documented.status_code, documented.data) == (406, b"")


@pytest.mark.parametrize("where", ["operation", "path", "component"])
def test_an_accept_field_of_the_documents_own_is_never_refused(where: str) -> None:
    accept = {"name": "Accept", "in": "header", "schema": {"type": "string"}}
    item: dict[str, Any] = {"get": {"responses": success(application_json=OBJECT)}}
    if where == "operation":
        item["get"]["parameters"] = [accept]
    item["parameters"] = [accept] if where == "path" else [{"$ref": "#/components/parameters/Accept"}]
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/": item}}
    raw["components"] = {"parameters": {"Accept": accept}}
    answer = create_app(from_mapping(raw)).test_client().get("/", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.get_json()) == (200, {"a": "b"})


def test_other_types_than_json() -> None:
    answers = success(application_json=OBJECT, text_plain=TEXT)
    assert (get(answers, "text/plain").text, get(answers, "text/plain").content_type) == ("ein Text", "text/plain")
    assert get(answers, "application/json").get_json() == {"a": "b"}
    binary = {"application_octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    assert get(success(**binary), "*/*").content_type == "application/octet-stream"


def test_xml_where_it_is_asked_for() -> None:
    schema = {"type": "object", "properties": {"a": {"enum": ["<&>"]}, "9 b": {"const": [1, None, {"c": True}]}}}
    answers = success(application_json={"schema": schema}, application_xml={"schema": schema})
    assert get(answers, "*/*").content_type == "application/json"
    answer = get(answers, "application/xml")
    assert answer.content_type == "application/xml"
    root = ElementTree.fromstring(answer.data)  # noqa: S314 - our own
    assert [(each.tag, each.text) for each in root] == [("a", "<&>"), ("_9_b", "1"), ("_9_b", None), ("_9_b", None)]
    assert root[3][0].text == "true"


@pytest.mark.parametrize(
    ("responses", "status"),
    [
        ({"201": {"description": "."}, "202": {"description": "."}}, 201),
        ({"2XX": {"description": "."}}, 200),
        ({"default": {"description": "."}}, 200),
        ({"302": {"description": "."}, "400": {"description": "."}}, 302),
        ({"400": {"description": "."}, "404": {"description": "."}}, 404),
        ({"405": {"description": "."}}, 405),
        ({"400": {"description": "."}, "409": {"description": "."}, "403": {"description": "."}}, 409),
        ({"400": {"description": "."}, "429": {"description": "."}}, 429),
        ({}, 200),
    ],
)
def test_the_status_of_a_success(responses: dict[str, Any], status: int) -> None:
    answer = get(responses, "*/*")
    assert (answer.status_code, answer.data) == (status, b"")


def test_every_documented_header_is_there() -> None:
    entry = {
        "description": ".",
        "headers": {
            "X-Rate": {"required": True, "schema": {"type": "integer", "minimum": 7, "maximum": 7}},
            "X-List": {"required": True, "schema": {"type": "array", "items": {"enum": ["a"]}, "minItems": 2}},
            "X-Optional": {"schema": {"type": "string"}},
        },
    }
    answer = get({"200": entry}, "*/*")
    assert (answer.headers["X-Rate"], answer.headers["X-List"]) == ("7", "a,a")
    assert "X-Optional" in answer.headers


def test_examples_of_the_document_come_first_when_they_are_valid() -> None:
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 5, "maximum": 6}}}
    examples = {"wrong": {"value": {"n": 1}}, "right": {"value": {"n": 6}}}
    kept = {"type": "array", "items": schema}
    assert get(success(application_json={"schema": schema, "examples": examples}), "*/*").get_json() == {"n": 6}
    shown = get(
        success(application_json={"schema": {"type": "array", "items": {"type": "integer"}}, "example": [3]}), "*/*"
    )
    assert shown.get_json() == [3]
    assert all(each["n"] in (5, 6) for each in get(success(application_json={"schema": kept}), "*/*").get_json())
