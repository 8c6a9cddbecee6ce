"""Messages against their operation: each way to break the document, and the messages that keep to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs import decoding, patterns
from specs.decoding import ABSENT
from specs.errors import SpecError
from specs.load import from_mapping
from specs.messages import Request, Response, write_json
from specs.model import Location, Operation
from specs.schemas import Direction
from specs.second_opinion import SecondValidator, second_validator
from specs.validation import Validator, body_violations, check_response, read_request, validator

JSON = (("Content-Type", "application/json"),)
THING = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "secret": {"type": "string"}}}


def operation(*, method: str = "post", **parts: Any) -> Operation:
    responses = {
        "200": {
            "description": "",
            "content": {"application/json": {"schema": THING}, "text/*": {}},
            "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}},
        },
        "204": {"description": ""},
    }
    raw = {
        "openapi": "3.0.3",
        "info": {"title": "", "version": ""},
        "paths": {"/a/{id}": {method: {"responses": responses, **parts}}},
    }
    return from_mapping(raw).operations[0]


PARAMETERS = [
    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
    {"name": "q", "in": "query", "required": True, "schema": {"type": "integer", "minimum": 1}},
    {"name": "empty", "in": "query", "allowEmptyValue": True, "schema": {"type": "integer"}},
    {"name": "doc", "in": "query", "content": {"application/json": {"schema": THING}}},
    {"name": "any", "in": "query"},
    {"name": "X-H", "in": "header", "schema": {"type": "array", "items": {"type": "integer"}}},
    {"name": "c", "in": "cookie", "schema": {"type": "integer"}},
]
BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": THING},
        "application/x-www-form-urlencoded": {"schema": THING},
        "application/octet-stream": {},
    },
}
FULL = operation(parameters=PARAMETERS, requestBody=BODY)


def told(request: Request, path: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Place, name, pointer and rule of each violation, our engine and the independent one agreeing on the rules."""
    first, second = (read_request(FULL, request, path, compiled=engine) for engine in (validator, second_validator))
    rules = [(each.place, each.name, each.pointer, each.rule) for each in first.violations]
    assert rules == [(each.place, each.name, each.pointer, each.rule) for each in second.violations]
    return rules


GOOD = Request("POST", "/a/5", "q=1&empty=&any=x", (*JSON, ("x-h", "1, 2"), ("Cookie", "odd[]=1; c=7")), b'{"n": 1}')


def test_a_valid_request_is_read() -> None:
    reading = read_request(FULL, GOOD, {"id": "5"})
    assert reading.violations == ()
    assert reading.parameters == {
        Location.PATH: {"id": 5},
        Location.QUERY: {"q": 1, "empty": "", "any": "x"},
        Location.HEADER: {"X-H": [1, 2]},
        Location.COOKIE: {"c": 7},
    }
    assert reading.body == {"n": 1}


def changed(**parts: Any) -> Request:
    given_parts = {"query": GOOD.query, "headers": GOOD.headers, "body": GOOD.body, **parts}
    return Request(GOOD.method, GOOD.path, **given_parts)


BROKEN = [
    (GOOD, {"id": "x"}, ("path", "id", "", "type")),
    (changed(query="empty=1"), {"id": "5"}, ("query", "q", "", "missing")),
    (changed(query="q=0"), {"id": "5"}, ("query", "q", "", "minimum")),
    (changed(query="q=1&doc=%7B"), {"id": "5"}, ("query", "doc", "", "unreadable")),
    (changed(query="q=1&doc=%7B%22n%22%3A%22x%22%7D"), {"id": "5"}, ("query", "doc", "/n", "type")),
    (changed(query="q=1&q=1"), {"id": "5"}, ("query", "q", "", "repeated")),
    (changed(query="q=1&any=1&any=2"), {"id": "5"}, ("query", "any", "", "repeated")),
    (changed(query="q=1&doc=%7B%22n%22%3A1%7D&doc=%7B%22n%22%3A1%7D"), {"id": "5"}, ("query", "doc", "", "repeated")),
    (changed(headers=(*JSON, ("Cookie", "c=1; c=2"))), {"id": "5"}, ("cookie", "c", "", "repeated")),
    (changed(headers=(*JSON, ("X-H", "1,x"))), {"id": "5"}, ("header", "X-H", "/1", "type")),
    (changed(headers=(*JSON, ("Cookie", "c=x"))), {"id": "5"}, ("cookie", "c", "", "type")),
    (changed(body=b"{}"), {"id": "5"}, ("body", "", "", "required")),
    (changed(body=b'{"n": "x"}'), {"id": "5"}, ("body", "", "/n", "type")),
    (changed(body=b"{"), {"id": "5"}, ("body", "", "", "unreadable")),
    (changed(body=b""), {"id": "5"}, ("body", "", "", "unreadable")),
    (changed(body=b"", headers=()), {"id": "5"}, ("body", "", "", "missing")),
    (changed(headers=(("Content-Type", "text/plain"),)), {"id": "5"}, ("content-type", "", "", "undocumented")),
    (
        changed(headers=(("Content-Type", "application/x-www-form-urlencoded"),), body=b"n=x"),
        {"id": "5"},
        ("body", "", "/n", "type"),
    ),
    (
        changed(headers=(("Content-Type", "application/x-www-form-urlencoded"),), body=b"\xff"),
        {"id": "5"},
        ("body", "", "", "unreadable"),
    ),
]


@pytest.mark.parametrize(("request_", "path", "violation"), BROKEN)
def test_each_break_of_a_request_is_told_alone(request_: Request, path: dict[str, str], violation: Any) -> None:
    assert told(request_, path) == [violation]


def test_a_body_without_a_content_type_is_bytes() -> None:
    reading = read_request(FULL, changed(headers=()), {"id": "5"})
    assert (reading.violations, reading.body) == ((), GOOD.body)


def test_an_optional_body_may_be_missing() -> None:
    optional = operation(requestBody={**BODY, "required": False})
    reading = read_request(optional, Request("POST", "/a/5"), {})
    assert (reading.violations, reading.body) == ((), ABSENT)
    assert read_request(operation(), GOOD, {}).body is ABSENT


GOOD_HEADERS = (*JSON, ("X-Total", "5"))
RESPONSES = [
    (Response(200, GOOD_HEADERS, b'{"n": 1}'), []),
    (Response(200, (("content-type", "text/html"), ("x-total", "5")), b"<p>"), []),
    (Response(204), []),
    (Response(201), [("status", "", "undocumented")]),
    (Response(200, JSON, b'{"n": 1}'), [("header", "X-Total", "missing")]),
    (Response(200, (*JSON, ("X-Total", "x")), b'{"n": 1}'), [("header", "X-Total", "type")]),
    (Response(200, (*GOOD_HEADERS, ("X-Total", "5")), b'{"n": 1}'), [("header", "X-Total", "type")]),
    (Response(200, GOOD_HEADERS, b"{}"), [("body", "", "required")]),
    (Response(200, (("X-Total", "5"),), b"{}"), [("content-type", "", "missing")]),
    (Response(200, (("Content-Type", "image/png"), ("X-Total", "5"))), [("content-type", "", "undocumented")]),
]


@pytest.mark.parametrize(("response", "violations"), RESPONSES)
def test_responses_are_checked(response: Response, violations: list[tuple[str, str, str]]) -> None:
    for engine in (validator, second_validator):
        found = check_response(FULL, response, compiled=engine)
        assert [(each.place, each.name, each.rule) for each in found] == violations


def test_the_answer_to_head_has_no_body() -> None:
    assert check_response(operation(method="head"), Response(200, (("X-Total", "5"),))) == []


def test_a_violation_never_repeats_the_value() -> None:
    body = b'{"n": "hunter2", "secret": 123456789}'
    violations = read_request(FULL, changed(body=body, query="q=hunter2"), {"id": "hunter2"}).violations
    assert len(violations) == 4
    assert not [each for each in violations if "hunter2" in str(each) or "123456789" in str(each)]
    assert str(violations[0]).startswith("path id: the value")


@pytest.mark.parametrize("schema", [{"minimum": "1"}, {"$ref": "#/$defs/Nowhere"}, {"$ref": "http://127.0.0.1:9/x"}])
def test_a_schema_that_cannot_be_used_is_told(schema: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match="schema cannot be used") as caught:
        Validator(schema, "/here")
    assert caught.value.pointer == "/here"


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "string", "pattern": "["}, "a", 5),
        ({"items": {"pattern": "[", "minLength": 2}}, ["ab"], ["a"]),
        ({"anyOf": [{"pattern": "[", "type": "string"}, {"pattern": "^5"}], "maxLength": 2}, "x", "xxx"),
        ({"properties": {"pattern": {"pattern": "[", "type": "string"}}}, {"pattern": "a"}, {"pattern": 5}),
        (
            {"patternProperties": {"[": False, "a": False}, "additionalProperties": False, "maxProperties": 1},
            {"a": 1},
            {"a": 1, "b": 2},
        ),
    ],
)
def test_a_pattern_that_cannot_be_read_is_not_asserted(schema: dict[str, Any], right: Any, wrong: Any) -> None:
    engine = Validator(schema, "/here")
    assert engine.accepts(right)
    assert not engine.accepts(wrong)
    assert patterns.made_legible(schema) == engine.schema


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        ("^[\\w-.+]+@[\\w-.+]+$", "a-b@c.d", "a b@c.d"),
        ("^[a-zA-Z0-9\\s-_()\\[\\]]+$", "a-_[ ]", "a!"),
        ("^(?:{[0-9]{4}}|[0-9]{4})$", "{1234}", "{1234"),
        ("^[+-\\d]$", "-", ","),
    ],
)
def test_a_pattern_in_a_loose_spelling_is_asserted(pattern: str, right: str, wrong: str) -> None:
    for engine in (Validator({"pattern": pattern}, ""), SecondValidator({"pattern": pattern})):
        assert engine.accepts(right)
        assert not engine.accepts(wrong)
    assert patterns.found(pattern, right)
    assert not patterns.found(pattern, wrong)


def test_the_same_schema_is_compiled_once() -> None:
    media = FULL.responses[0].content[0]
    assert media.schema
    assert validator(media.schema, Direction.RESPONSE) is validator(media.schema, Direction.RESPONSE)
    assert body_violations(media, b"bytes", Direction.RESPONSE) == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("nsx"), inner),
    max_leaves=5,
)


@given(VALUES)
def test_two_independent_engines_agree_on_bodies(value: Any) -> None:
    request = changed(body=write_json(value))
    path = {"id": "5"}
    first, second = (read_request(FULL, request, path, compiled=engine) for engine in (validator, second_validator))
    assert bool(first.violations) == bool(second.violations)


COOKIES = [
    ("a=1; b=2", [("a", "1"), ("b", "2")]),
    ("a=1;b=x=y", [("a", "1"), ("b", "x=y")]),
    ("broken; a=1", [("a", "1")]),
    ("a=ä ö; b=2", [("a", "ä ö"), ("b", "2")]),
    ("a=1; a=2", [("a", "1"), ("a", "2")]),
    ("", []),
]


@pytest.mark.parametrize(("header", "pairs"), COOKIES)
def test_cookies_are_read_whatever_stands_beside_them(header: str, pairs: list[tuple[str, str]]) -> None:
    assert decoding.cookies(header) == pairs


def test_references_to_one_place_are_compiled_once() -> None:
    reference = {"$ref": "#/components/schemas/Thing"}
    bodies = {"application/json": {"schema": reference}, "text/json": {"schema": reference}}
    document = from_mapping(
        {
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": bodies}}}}},
            "components": {"schemas": {"Thing": {"properties": {"n": {"readOnly": True}}}}},
        }
    )
    one, other = [media.schema for media in document.operations[0].responses[0].content]
    assert one
    assert other
    assert validator(one, Direction.RESPONSE) is validator(other, Direction.RESPONSE)
    assert validator(one, Direction.RESPONSE) is not validator(other, Direction.REQUEST)
    assert one.identity != document.schemas["Thing"].identity


def test_an_object_of_any_names_leaves_those_of_other_parameters_and_of_credentials() -> None:
    anything = {"name": "rest", "in": "query", "schema": {"type": "object", "additionalProperties": {"type": "string"}}}
    raw = {
        "openapi": "3.0.3",
        "info": {"title": "", "version": ""},
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}},
        "paths": {"/a/{id}": {"get": {"security": [{"key": []}], "parameters": [*PARAMETERS[:2], anything]}}},
    }
    reading = read_request(from_mapping(raw).operations[0], Request("GET", "/a/5", "q=1&key=k&a=1&b=2"), {"id": "5"})
    assert (reading.violations, reading.parameters[Location.QUERY]) == ((), {"q": 1, "rest": {"a": "1", "b": "2"}})


def test_a_schema_is_compiled_once_for_both_directions_unless_they_differ() -> None:
    schemas = {"Same": {"type": "string"}, "Different": {"properties": {"id": {"readOnly": True}}}}
    raw = {"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {}, "components": {"schemas": schemas}}
    document = from_mapping(raw)
    made = {name: [validator(schema, each) for each in Direction] for name, schema in document.schemas.items()}
    assert made["Same"][0] is made["Same"][1]
    assert made["Different"][0] is not made["Different"][1]
