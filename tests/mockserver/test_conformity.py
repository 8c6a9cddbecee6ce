from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mock_client import Answer, Api, mock_process

from mockserver.app import EXTENSION, create_app
from mockserver.settings import Settings, Validate
from mockserver.testing import running
from specs.load import from_mapping
from specs.messages import DEEPEST, read_json

SECRET = "correct-horse-battery-staple"
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "maxLength": 20},
        "password": {"type": "string", "format": "password", "maxLength": 5},
    },
}
JSON = {"application/json": {"schema": PET}}
WRONG = {"description": ".", "content": {"application/problem+json": {}}}
OK = {"200": {"description": ".", "content": JSON}, "404": {"description": "."}, "4XX": WRONG}
SIZE = {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 10}}
RAW: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "parameters": [SIZE],
                "responses": {
                    "200": {
                        "description": ".",
                        "content": {"application/json": {"schema": {"type": "array", "items": PET}}},
                    }
                },
            },
            "post": {"requestBody": {"required": True, "content": JSON}, "responses": {"201": OK["200"]}},
        },
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"responses": OK},
            "put": {"requestBody": {"content": JSON}, "responses": OK},
            "patch": {"requestBody": {"content": JSON}, "responses": OK},
            "delete": {"responses": {"204": {"description": "."}, "404": {"description": "."}}},
        },
        "/any": {"post": {"requestBody": {"content": {"application/json": {}}}, "responses": OK}},
    },
}


@contextmanager
def mode(validate: Validate, **options: Any) -> Iterator[tuple[Api, Any]]:
    app = create_app(from_mapping(RAW), Settings(validate=validate, **options))
    with running(app) as url:
        yield Api(url), app.extensions[EXTENSION]


def warned(answer: Answer) -> list[dict[str, Any]]:
    text = answer.headers["Ringback-Violations"] or "[]"
    assert text.isascii()
    assert text.isprintable()
    assert len(text) < 4000
    found: list[dict[str, Any]] = json.loads(text)
    return found


def test_a_warning_mock_answers_and_tells() -> None:
    with mode(Validate.WARN) as (api, mock):
        answer = api("POST", "/pets", {"id": 7, "name": "x" * 21, "password": SECRET})
        assert answer.status == 201
        assert answer.json["id"] == 7
        told = warned(answer)
        assert [(each["place"], each["pointer"], each["rule"]) for each in told] == [
            ("body", "/name", "maxLength"),
            ("body", "/password", "maxLength"),
        ]
        assert all(each["source"].startswith("/paths/~1pets/post/requestBody") for each in told)
        assert SECRET not in str(answer.headers)
        assert "x" * 21 not in str(answer.headers)
        assert [each.split(":")[0] for each in list(mock.journal)[-1].violations] == ["body/name", "body/password"]
        assert warned(api("GET", "/pets?size=11"))[0]["name"] == "size"
        assert "Ringback-Violations" not in api("GET", "/pets?size=1").headers


def test_many_warnings_are_cut_short() -> None:
    with mode(Validate.WARN) as (api, _):
        wrong = {f"/{'ä' * 900}{number}": number for number in range(30)}
        answer = api("POST", "/pets", {"name": 1, **wrong}, headers={"X-Unheard": "1"})
        assert answer.status == 201
        assert all(each.keys() == {"more"} or each["rule"] for each in warned(answer))
        several = api("GET", "/pets?size=11&size=12&size=x")
        assert several.status == 200


def test_a_mock_that_does_not_look_says_nothing() -> None:
    with mode(Validate.OFF) as (api, mock):
        answer = api("POST", "/pets", {"id": 8, "name": 8})
        assert answer.status == 201
        assert isinstance(answer.json["name"], str)
        assert "Ringback-Violations" not in answer.headers
        assert list(mock.journal)[-1].violations == ()
        assert api("GET", "/pets?size=1000").status == 200
        assert api("GET", "/pets/x").status == 404


def test_a_mock_refuses_by_itself() -> None:
    with mode(Validate.ON) as (api, _):
        answer = api("POST", "/pets", {"id": 8, "name": 8, "password": SECRET})
        assert answer.status == 400
        assert SECRET.encode() not in answer.body
        assert {each["pointer"] for each in answer.json["errors"]} == {"/name", "/password"}


BODIES = st.one_of(
    st.sampled_from(
        [b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff", b'{"id":{}}', b'{"id":"x","name":[]}', b'{"name":null}']
    ),
    st.binary(max_size=20),
)
STEP = st.tuples(
    st.sampled_from(["POST /pets", "GET /pets", "GET /pets/1", "PUT /pets/1", "PATCH /pets/1", "DELETE /pets/%ff"]),
    BODIES,
    st.sampled_from(["application/json", "text/csv", "", "application/x-www-form-urlencoded", "\xff"]),
)


@pytest.mark.parametrize("validate", [Validate.WARN, Validate.OFF])
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(steps=st.lists(STEP, min_size=5, max_size=20))
def test_whatever_is_let_through_every_answer_is_valid(validate: Validate, steps: list[tuple[str, bytes, str]]) -> None:
    client = create_app(from_mapping(RAW), Settings(validate=validate, items=1)).test_client()
    for operation, body, kind in steps:
        method, path = operation.split()
        answer = client.open(path, method=method, data=body, headers={"Content-Type": kind} if kind else {})
        assert answer.status_code in (200, 201, 204, 404), answer.data
        if answer.status_code in (200, 201):
            found = answer.get_json() if path == "/pets" and method == "GET" else [answer.get_json()]
            assert all(isinstance(each["id"], int) and isinstance(each["name"], str) for each in found)


def test_a_refusal_without_a_body_says_in_a_field_what_was_wrong() -> None:
    """Of its refusals the document knows one only, and that has no body."""
    responses = {"204": {"description": "."}, "404": {"description": "."}}
    raw = {**RAW, "paths": {"/a": {"post": {"requestBody": {"content": JSON}, "responses": responses}}}}
    answer = create_app(from_mapping(raw)).test_client().post("/a", json={"id": "x", "name": "a"})
    assert (answer.status_code, answer.data) == (404, b"")
    (told,) = json.loads(answer.headers["Ringback-Violations"])
    assert (told["pointer"], told["rule"]) == ("/id", "type")


def test_a_type_that_is_not_welcome_is_told_which_are() -> None:
    with mode(Validate.ON) as (api, _):
        answer = api("PATCH", "/pets/1", "a,b", headers={"Content-Type": "text/csv"})
        assert answer.status == 415
        assert (answer.headers["Accept"], answer.headers["Accept-Patch"]) == ("application/json", "application/json")
        posted = api("POST", "/pets", "a,b", headers={"Content-Type": "text/csv"})
        assert (posted.status, posted.headers["Accept"], posted.headers["Accept-Patch"]) == (
            415,
            "application/json",
            None,
        )


def test_a_coding_that_nobody_undoes() -> None:
    with mode(Validate.ON) as (api, _):
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        answer = api("POST", "/pets", b"\x1f\x8b", headers=headers)
        assert (answer.status, answer.headers["Accept-Encoding"]) == (415, "identity")
        plain = api("POST", "/pets", {"id": 1, "name": "a"}, headers={"Content-Encoding": "Identity"})
        assert plain.status == 201


@pytest.mark.parametrize(("levels", "status"), [(DEEPEST - 10, 200), (DEEPEST + 10, 400), (5000, 400)])
def test_depth(levels: int, status: int) -> None:
    with mode(Validate.ON) as (api, _):
        text = "[" * levels + "]" * levels
        answer = api("POST", "/any", text, headers={"Content-Type": "application/json"})
        assert answer.status == status, answer.body


def test_brackets_side_by_side_are_not_deep() -> None:
    assert len(read_json(b"[" + b",".join([b"[[]]"] * 1000) + b"]")) == 1000
    assert read_json(b'["' + b"[" * 1000 + b'"]') == ["[" * 1000]


def test_size() -> None:
    with mode(Validate.ON, max_body=100) as (api, _):
        small, large = {"id": 1, "name": "a"}, {"id": 1, "name": "a" * 100}
        assert api("POST", "/pets", small).status == 201
        answer = api("POST", "/pets", large)
        assert (answer.status, answer.json["type"]) == (413, "urn:ringback:problem:too-large")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/pets?" + "a" * 70_000, {}, 414),
        ("/pets", {"X-Long": "a" * 140_000}, 431),
        ("/pets", {f"X-{number}": "1" for number in range(600)}, 431),
        ("/pets?" + "a" * 7000, {"X-Long": "a" * 7000}, 200),
    ],
)
def test_targets_and_fields_have_limits(path: str, headers: dict[str, str], status: int) -> None:
    answer = create_app(from_mapping(RAW)).test_client().get(path, headers=headers)
    assert answer.status_code == status
    assert status == 200 or answer.get_json()["type"] == "urn:ringback:problem:too-large"


@pytest.mark.parametrize(
    ("options", "status"),
    [([], 400), (["--validate", "warn"], 201), (["--validate", "off"], 201), (["--validate", "off", "--errors"], 400)],
)
def test_the_options_of_the_command(tmp_path: Path, options: list[str], status: int) -> None:
    spec = tmp_path / "pets.json"
    spec.write_text(json.dumps(RAW))
    with mock_process(str(spec), "--quiet", "--max-body", "100", *options) as (api, _):
        assert api("POST", "/pets", {"id": 1, "name": 2}).status == status
        assert api("POST", "/pets", {"id": 1, "name": "a" * 100}).status == 413
