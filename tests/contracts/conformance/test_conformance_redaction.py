from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from items_server import CREDENTIALS, Items

from contracts.conformance.redaction import Redactor, secret_names
from contracts.conformance.run import Choices, run
from contracts.render import FORMATS
from specs import load
from specs.load import from_mapping
from specs.messages import Exchange, Request, Response
from specs.model import Document

JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


@pytest.fixture(scope="module")
def leaked(document: Document) -> tuple[Any, Items]:
    """The report on a server that repeats credentials in headers and bodies, and the server."""
    from items_server import serving

    items = Items(fault="leak")
    with serving(items.app()) as root:
        return run(document, f"{root}/v1", Choices(seed=1, max_examples=5), credentials=CREDENTIALS), items


@pytest.mark.parametrize("written", [*FORMATS, "repr"])
def test_no_secret_of_a_leaking_server_is_in_any_report(leaked: tuple[Any, Items], written: str) -> None:
    report, items = leaked
    text = repr(report) if written == "repr" else FORMATS[written](report)
    assert len(report.findings) > 4
    secrets = [*items.tokens, CREDENTIALS.password, CREDENTIALS.identifier, "another-token"]
    assert [each for each in secrets if each in text or json.dumps(each)[1:-1] in text] == []


def test_what_a_leaking_server_sent_is_shown_with_placeholders(leaked: tuple[Any, Items]) -> None:
    report, _ = leaked
    bodies = [finding.witness.response.body for finding in report.findings]
    shown = json.loads(bodies[0])
    assert shown == {"error": "$TOKEN of $USER with $PASSWORD", "password": "$PASSWORD", "id_token": "$SECRET"}
    assert all("-H 'Authorization: Bearer '\"$TOKEN\"" in finding.reproduce for finding in report.findings)
    header = report.findings[0].witness.response.header("x-debug")
    assert header == "Bearer $TOKEN $SECRET"


def test_names_are_secret_by_format_by_reference_and_by_the_login() -> None:
    names = secret_names(load("phonebridge-webapp@1.3.8"))
    assert {"password", "id_token", "application.target.ldap.password", "application.target.dtst.login"} <= names
    assert "email" not in names


def test_a_secret_parameter_is_found_in_every_dialect() -> None:
    referenced = {"components": {"schemas": {"P": {"type": "string", "format": "password"}}}}
    body = {"type": "object", "properties": {"pin": {"$ref": "#/components/schemas/P"}}}
    parameters = [{"name": "code", "in": "query", "schema": {"$ref": "#/components/schemas/P"}}]
    responses = {"200": {"description": "", "content": {"application/json": {"schema": body}}}}
    path = {"get": {"parameters": parameters, "responses": responses}}
    info = {"info": {"title": "t", "version": "1"}, "paths": {"/x": path}}
    assert secret_names(from_mapping({"openapi": "3.0.3", **info, **referenced})) == {"pin", "code"}
    old = [{"name": "code", "in": "query", "type": "string", "format": "password"}]
    path = {"get": {"parameters": old, "responses": {"200": {"description": ""}}}}
    raw = {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/x": path}}
    assert secret_names(from_mapping(raw)) == {"code"}


@settings(max_examples=200, deadline=None, database=None)
@given(secret=st.text(st.characters(codec="utf-8", exclude_characters="$\0"), min_size=6, max_size=30))
def test_a_known_secret_is_taken_out_however_it_is_written(secret: str) -> None:
    redactor = Redactor((), {secret: "PASSWORD"})
    ascii_json, wide_json = json.dumps({"x": secret}), json.dumps({"x": secret}, ensure_ascii=False)
    path, query = f"/a/{quote(secret, safe='')}", f"a={quote_plus(secret)}&b={quote(secret)}"
    for body in (ascii_json, wide_json):
        shown = redactor.request(Request("POST", path, query, (*JSON, ("X", secret)), body.encode()))
        assert shown.body == b'{"x": "$PASSWORD"}'
        assert (shown.path, shown.query) == ("/a/$PASSWORD", "a=$PASSWORD&b=$PASSWORD")
        assert shown.headers == (*JSON, ("X", "$PASSWORD"))
    assert redactor.response(Response(200, (), secret.encode())).body == b"$PASSWORD"


@pytest.mark.parametrize(
    ("headers", "body", "shown"),
    [
        (JSON, b'{"a":[{"pin":"12"}],"pin":"abc","b":1}', b'{"a":[{"pin":"$SECRET"}],"pin":"$SECRET","b":1}'),
        (JSON, b'{"pin":{"x":1}}', b'{"pin":"$SECRET"}'),
        (JSON, b'{"pin":7}', b'{"pin":7}'),
        (JSON, b'{"pin":null}', b'{"pin":null}'),
        (JSON, b'{"pin": "abc', b'{"pin": "$SECRET"'),
        (JSON, b'{"pin": "a\\"bc", ', b'{"pin": "$SECRET", '),
        ((), b'{"pin": "abc"}', b'{"pin": "$SECRET"}'),
        (FORM, b"a=b&pin=abc&c=%20", b"a=b&pin=$SECRET&c=+"),
        (FORM, b"a=b&c=%20", b"a=b&c=%20"),
        ((), b"\xff\x00pin", b"\xff\x00pin"),
    ],
)
def test_what_a_name_calls_secret_is_taken_out(headers: tuple[tuple[str, str], ...], body: bytes, shown: bytes) -> None:
    assert Redactor({"pin"}, {}).response(Response(200, headers, body)).body == shown


def test_a_secret_parameter_is_taken_out_of_query_and_headers() -> None:
    request = Request("GET", "/", "pin=abc&a=1", (("Pin", "abc"), ("Accept", "*/*"), ("X-Other", "abc")))
    shown = Redactor({"pin"}, {}).request(request)
    assert (shown.query, shown.headers) == ("pin=$SECRET&a=1", (("Pin", "$SECRET"), ("X-Other", "abc")))


def test_what_a_server_sent_as_a_secret_is_taken_out_wherever_it_turns_up_later() -> None:
    redactor = Redactor({"pin"}, {})
    redactor.look_at(Exchange(Request("GET", "/"), Response(200, JSON, b'[{"pin": "long enough"}, {"pin": "short"}]')))
    redactor.look_at(Exchange(Request("GET", "/"), Response(200, JSON, b'{"pin": broken')))
    assert redactor.text("long enough, short") == "$SECRET, short"


def test_the_fields_of_the_tool_are_not_shown() -> None:
    headers = (
        ("User-Agent", "x"),
        ("Accept", "text/plain"),
        ("X-Schemathesis-TestCaseId", "1"),
        ("Connection", "close"),
    )
    assert Redactor((), {}).request(Request("GET", "/", "", headers)).headers == (("Accept", "text/plain"),)


def test_only_real_credentials_count_as_presented(serve: Callable[[Items], str]) -> None:
    redactor = Redactor((), {"the-token": "TOKEN"})
    assert redactor.holds_secret(Request("GET", "/", "", (("Authorization", "Bearer the-token"),)))
    assert not redactor.holds_secret(Request("GET", "/", "", (("Authorization", "Bearer other"),)))
