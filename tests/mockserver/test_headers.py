from __future__ import annotations

from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie
from typing import Any

import pytest

from mockserver.app import create_app
from specs.load import from_mapping

TEXT = {"schema": {"type": "string"}}
PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def client(responses: dict[str, Any], method: str = "get", **more: Any) -> Any:
    described = {status: {"description": ".", **entry} for status, entry in responses.items()}
    paths = {
        "/list": {"get": {"responses": {"200": {"description": "."}}}},
        "/a": {method: {"responses": described, **more}},
    }
    raw = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "servers": [{"url": "/v1"}]}
    return create_app(from_mapping(raw)).test_client()


def headers(**fields: Any) -> dict[str, Any]:
    return {"headers": {name.replace("_", "-"): field for name, field in fields.items()}}


def test_fields_have_the_form_that_their_name_asks_for() -> None:
    named = headers(ETag=TEXT, Last_Modified=TEXT, Link=TEXT, Set_Cookie=TEXT, Expires=TEXT, Location=TEXT)
    sent = client({"200": named}).get("/v1/a").headers
    assert sent["ETag"].startswith('"')
    assert sent["ETag"].endswith('"')
    assert parsedate_to_datetime(sent["Last-Modified"])
    assert parsedate_to_datetime(sent["Expires"])
    assert sent["Link"] == '</v1/a>; rel="self"'
    assert sent["Location"] == "/v1/a"
    assert SimpleCookie(sent["Set-Cookie"])


def test_the_documents_example_outdoes_what_is_usual() -> None:
    field = {"schema": {"type": "string"}, "example": '"from the document"'}
    assert client({"200": headers(ETag=field)}).get("/v1/a").headers["ETag"] == '"from the document"'


@pytest.mark.parametrize(
    "name", ["Content-Encoding", "Transfer-Encoding", "Content-Length", "Connection", "Content-Range", "Digest", "Date"]
)
def test_fields_that_would_be_untrue_are_left_out(name: str) -> None:
    answer = client({"200": {"headers": {name: TEXT}, "content": {"application/json": {"schema": PET}}}}).get("/v1/a")
    assert answer.status_code == 200
    assert answer.headers.get(name) in (None, str(len(answer.data)))
    assert isinstance(answer.get_json()["id"], int)


def test_a_location_may_have_to_be_a_whole_address() -> None:
    field = {"schema": {"type": "string", "format": "uri"}}
    answer = client({"303": headers(Location=field)}).get("/v1/a", headers={"Host": "example.org:81"})
    assert answer.headers["Location"] == "http://example.org:81/v1/a"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_leads_somewhere(status: int) -> None:
    api = client({str(status): {}}, "post")
    answer = api.post("/v1/a")
    assert (answer.status_code, answer.headers["Location"]) == (status, "/v1/list")
    assert api.get(answer.headers["Location"]).status_code == 200


def test_304_has_no_location() -> None:
    assert "Location" not in client({"304": {}}).get("/v1/a").headers


@pytest.mark.parametrize(
    ("status", "name", "text"),
    [
        ("401", "WWW-Authenticate", "Bearer"),
        ("405", "Allow", "GET, HEAD, OPTIONS"),
        ("429", "Retry-After", "1"),
        ("503", "Retry-After", "1"),
    ],
)
def test_what_http_demands_of_a_status_is_there(status: str, name: str, text: str) -> None:
    assert client({status: {}}).get("/v1/a", headers={"Prefer": f"code={status}"}).headers[name] == text


def test_a_deprecated_operation_says_so() -> None:
    answer = client({"200": {}}, deprecated=True, **{"x-sunset": "2027-01-31"}).get("/v1/a")
    assert answer.headers["Deprecation"] == "@0"
    assert answer.headers["Sunset"] == "Sun, 31 Jan 2027 00:00:00 GMT"
    plain = client({"200": {}}).get("/v1/a")
    assert "Deprecation" not in plain.headers
    assert "Sunset" not in client({"200": {}}, deprecated=True, **{"x-sunset": "some day"}).get("/v1/a").headers


def test_what_a_response_varies_by() -> None:
    both = {"content": {"application/json": {}, "text/plain": {}}}
    assert client({"200": both}).get("/v1/a").headers["Vary"] == "Accept"
    assert "Vary" not in client({"200": {"content": {"application/json": {}}}}).get("/v1/a").headers
    preferred = client({"200": both}).get("/v1/a?__code=200").headers["Vary"]
    assert preferred == "Accept, Prefer"


def test_what_no_field_can_say() -> None:
    impossible = {"schema": {"const": "line\r\nbreak"}}
    assert "X-A" not in client({"200": headers(X_A=impossible)}).get("/v1/a").headers
    answer = client({"200": headers(X_A={**impossible, "required": True})}).get("/v1/a")
    assert answer.status_code == 500
    assert "/paths/~1a/get/responses/200/headers/X-A" in answer.get_json()["detail"]
