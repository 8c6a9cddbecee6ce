"""Whatever a document says, no message breaks it: what cannot be said is a 500 that names the place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mockserver.app import create_app
from mockserver.settings import Settings
from specs.load import from_mapping

SMALL = st.integers(-3, 9)
SCALARS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("integer")}, optional={"minimum": SMALL, "maximum": SMALL, "multipleOf": st.just(4)}
    ),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 9),
            "maxLength": st.integers(0, 9),
            "pattern": st.sampled_from(["^a+$", "[0-9]", "^(x|y)z$", r"^\S+$"]),
            "format": st.sampled_from(["date", "email", "uuid", "ipv4", "uri", "date-time", "password"]),
        },
    ),
    st.sampled_from(
        [{"type": "boolean"}, {"type": "null"}, {"const": 3}, {"enum": ["a", 1, None]}, {"type": "number"}, {}, False]
    ),
    st.sampled_from([{"enum": ["ä", "\u2028", "a\r\nX: b", " a "]}, {"const": "\x00"}, {"const": ""}]),
)


def compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["id", "name", "status", "detail", "message", "total", "items", "x"])
    return st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(names, inner, max_size=3)},
            optional={
                "required": st.lists(names, max_size=3, unique=True),
                "additionalProperties": st.one_of(st.booleans(), inner),
                "minProperties": st.integers(0, 4),
                "maxProperties": st.integers(0, 3),
            },
        ),
        st.fixed_dictionaries(
            {"type": st.just("array"), "items": inner},
            optional={"minItems": st.integers(0, 3), "maxItems": st.integers(0, 3), "uniqueItems": st.booleans()},
        ),
        st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=2), "not": inner}),
    )


SCHEMAS = st.recursive(SCALARS, compound, max_leaves=5)
MEDIA = st.fixed_dictionaries(
    {"schema": SCHEMAS},
    optional={"examples": st.just({"cat": {"value": {"id": 1, "name": "cat"}}, "three": {"value": 3}})},
)
TYPES = st.sampled_from(
    ["application/json", "application/problem+json", "application/*", "application/vnd.x+json; v=1"]
)
HEADERS = st.dictionaries(
    st.sampled_from(["X-A", "Location", "ETag", "Retry-After", "Link", "Vary", "Content-Encoding", "Set-Cookie"]),
    st.fixed_dictionaries({"schema": SCALARS}, optional={"required": st.booleans()}),
    max_size=2,
)
ENTRY = st.fixed_dictionaries(
    {"description": st.just(".")}, optional={"content": st.dictionaries(TYPES, MEDIA, max_size=2), "headers": HEADERS}
)
STATUSES = st.sampled_from(["200", "201", "204", "2XX", "302", "400", "404", "4XX", "500", "default"])
PARAMETER = {"name": "n", "in": "query", "schema": {"type": "integer"}}
OPERATION = st.fixed_dictionaries(
    {"parameters": st.just([PARAMETER]), "responses": st.dictionaries(STATUSES, ENTRY, min_size=1, max_size=3)}
)
REQUEST = st.tuples(
    st.sampled_from(["GET /items", "POST /items", "GET /items/1", "GET /items?n=x", "DELETE /items/1"]),
    st.sampled_from(["", "code=404", "code=201", "code=302", "code=500", "example=cat", "dynamic=true", "seed=3"]),
    st.sampled_from(["*/*", "application/json", "application/xml;q=0.5, */*;q=0.1", "image/png"]),
)
OURS = ("unknown-code", "unknown-example", "not-acceptable", "contradiction")


def entry_of(responses: dict[str, Any], status: int) -> Any:
    return next((responses[key] for key in (str(status), f"{status // 100}XX", "default") if key in responses), None)


def faults(responses: dict[str, Any], answer: Any) -> list[str]:
    """Where an answer breaks its document, by a reading of the raw document and the python validator."""
    entry = entry_of(responses, answer.status_code)
    told = answer.get_json(silent=True) if answer.content_type == "application/problem+json" else None
    if isinstance(told, dict) and str(told.get("type")).startswith("urn:ringback:problem:"):
        kind = told["type"].rpartition(":")[2]
        if kind in OURS:
            named = kind != "contradiction" or "#/paths/~1items" in told["detail"]
            return [] if named else [f"no place: {told}"]
        if entry is None:
            return []  # a refusal of which the document knows nothing
    if entry is None:
        return [] if answer.status_code == 404 else [f"{answer.status_code} is not documented"]
    found = []
    for name, header in entry.get("headers", {}).items():
        text = answer.headers.get(name)
        if text is None:
            found += [f"{name} is missing"] if header.get("required") else []
        elif not any(valid(header["schema"], value) for value in readings(text)):
            found.append(f"{name}: {text!r} is not {header['schema']}")
    if answer.status_code != 204 and entry.get("content"):
        fitting = [name for name in entry["content"] if name == answer.content_type] or [
            name for name in entry["content"] if name == "application/*"
        ]
        schema = entry["content"][fitting[0]]["schema"] if fitting else False
        if not valid(schema, json.loads(answer.data)):
            found.append(f"{answer.content_type} {answer.data!r} is not {schema}")
    return found


def readings(text: str) -> list[Any]:
    try:
        return [text, json.loads(text)]
    except ValueError:
        return [text]


def valid(schema: Any, value: Any) -> bool:
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return checker.is_valid(value)


@pytest.mark.parametrize("dynamic", [False, True])
@settings(max_examples=60, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
@given(data=st.data())
def test_no_message_breaks_its_document(dynamic: bool, data: st.DataObject) -> None:
    many = {"get": data.draw(OPERATION), "post": data.draw(OPERATION)}
    one = {"get": data.draw(OPERATION), "delete": data.draw(OPERATION)}
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    paths = {"/items": many, "/items/{id}": {"parameters": [identity], **one}}
    raw: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    client = create_app(from_mapping(raw), Settings(dynamic=dynamic)).test_client()
    for _ in range(3):
        asked, wanted, accept = data.draw(REQUEST)
        method, path = asked.split()
        headers = {"Accept": accept} | ({"Prefer": wanted} if wanted else {})
        answer = client.open(path, method=method, headers=headers)
        item = one if "/1" in path else many
        assert faults(item[method.lower()]["responses"], answer) == [], (asked, wanted, accept)


@settings(max_examples=150, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
@given(schema=SCHEMAS)
def test_a_schema_that_can_be_met_is(schema: Any) -> None:
    """The other half: 500 is no way out."""
    content = {"application/json": {"schema": schema}}
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {"responses": {"200": {"description": ".", "content": content}}}}},
    }
    met = [
        value
        for value in (None, 0, 3, 4, 1.5, "", "a", "aaa", "xz", True, [], {}, [3], {"id": 4})
        if valid(schema, value)
    ]
    assume(met)
    assert create_app(from_mapping(raw)).test_client().post("/a").status_code == 200
