from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from mockserver.app import create_app
from mockserver.negotiation import choose
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
    ],
)
def test_what_the_client_likes_best(accept: str | None, chosen: str | None) -> None:
    found = choose(media("text/csv", "application/json"), accept)
    assert (found.name if found else None) == chosen


def get(responses: dict[str, Any], accept: str) -> Any:
    operation = {"responses": responses}
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/": {"get": operation}}}
    return create_app(from_mapping(raw)).test_client().get("/", headers={"Accept": accept})


def success(**content: Any) -> dict[str, Any]:
    return {"200": {"description": ".", "content": {name.replace("_", "/"): value for name, value in content.items()}}}


TEXT = {"schema": {"type": "string"}, "example": "ein Text"}
OBJECT = {"schema": {"type": "object", "properties": {"a": {"enum": ["b"]}}}}


def test_what_nobody_wants_is_refused_only_where_that_is_documented() -> None:
    answers = success(application_json=OBJECT)
    assert get(answers, "image/png").get_json() == {"a": "b"}
    refused = get({**answers, "406": {"description": "."}}, "image/png")
    assert (refused.status_code, refused.data) == (406, b"")


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
        ({}, 200),
    ],
)
def test_the_status_of_a_success(responses: dict[str, Any], status: int) -> None:
    answer = get(responses, "*/*")
    assert (answer.status_code, answer.data) == (status, b"")


def test_headers_that_must_be_there_are() -> None:
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
    assert "X-Optional" not in answer.headers


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
