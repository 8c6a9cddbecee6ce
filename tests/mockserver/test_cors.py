"""What a browser needs in order to let a page use the mock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mock_client import Answer, Api, mock_process

from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.testing import running
from specs.load import from_mapping

ORIGIN = "https://app.example"
PAGE = {"Origin": ORIGIN}
HEADERS = {
    "X-Total": {"required": True, "schema": {"const": "1"}},
    "Vary": {"required": True, "schema": {"const": "Accept"}},
}
DONE = {"200": {"description": ".", "content": {"application/json": {"example": {}}}, "headers": HEADERS}}
OWN = {"Access-Control-Allow-Origin": {"required": True, "schema": {"const": "https://other.example"}}}
DOCUMENT = from_mapping(
    {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/x": {"get": {"responses": DONE}, "post": {"responses": DONE}},
            "/own": {
                "get": {"responses": {"204": {"description": ".", "headers": OWN}}},
                "options": {"responses": {"200": {"description": "."}}},
            },
        },
    }
)


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with running(create_app(DOCUMENT)) as url:
        yield Api(url)


def access(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.lower().startswith("access-control-")}


def preflight(api: Api, path: str, method: str = "POST", **more: str) -> Answer:
    return api("OPTIONS", path, headers={**PAGE, "Access-Control-Request-Method": method, **more})


def test_a_page_may_read_an_answer_and_its_headers(api: Api) -> None:
    answer = api("GET", "/x", headers=PAGE)
    assert answer.status == 200
    assert access(answer) == {
        "Access-Control-Allow-Origin": ORIGIN,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": "X-Total, Vary, Ringback-Replay",
    }
    assert answer.headers.get_all("Vary") == ["Accept, Origin"]


def test_nobody_else_is_told_anything(api: Api) -> None:
    answer = api("GET", "/x")
    assert access(answer) == {}
    assert answer.headers["Vary"] == "Accept"
    assert access(api("OPTIONS", "/x")) == {}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("PUT", "/x", 405), ("GET", "/%zz", 400)]
)
def test_a_page_may_read_what_is_wrong(api: Api, method: str, path: str, status: int) -> None:
    answer = api(method, path, headers=PAGE)
    assert (answer.status, access(answer)["Access-Control-Allow-Origin"]) == (status, ORIGIN)


def test_a_preflight_is_told_what_it_asks_for(api: Api) -> None:
    answer = preflight(api, "/x", **{"Access-Control-Request-Headers": "x-a, content-type"})
    assert (answer.status, answer.body) == (204, b"")
    assert access(answer) == {
        "Access-Control-Allow-Origin": ORIGIN,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET, POST, HEAD",
        "Access-Control-Allow-Headers": "x-a, content-type",
        "Access-Control-Max-Age": "600",
    }
    assert "Origin" in answer.headers["Vary"]


def test_a_preflight_from_the_internet_may_reach_this_machine(api: Api) -> None:
    answer = preflight(api, "/x", **{"Access-Control-Request-Private-Network": "true"})
    assert access(answer)["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(("path", "told"), [("/x", "GET, POST, HEAD, DELETE"), ("/nowhere", "DELETE")])
def test_a_preflight_leaves_the_refusal_to_the_request(api: Api, path: str, told: str) -> None:
    answer = preflight(api, path, "DELETE")
    assert (answer.status, access(answer)["Access-Control-Allow-Methods"]) == (204, told)


def test_a_documented_options_operation_answers_itself(api: Api) -> None:
    assert preflight(api, "/own").status == 200
    assert access(preflight(api, "/own"))["Access-Control-Allow-Origin"] == ORIGIN


def test_documented_headers_are_left_as_they_are(api: Api) -> None:
    assert access(api("GET", "/own", headers=PAGE)) == {"Access-Control-Allow-Origin": "https://other.example"}


def test_a_page_may_send_and_read_though_credentials_are_asked_for() -> None:
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
        "paths": {"/x": {"get": {"responses": DONE}}},
    }
    with running(create_app(from_mapping(raw))) as url:
        assert preflight(Api(url), "/x", "GET").status == 204
        refused = Api(url)("GET", "/x", headers=PAGE)
    assert (refused.status, access(refused)["Access-Control-Expose-Headers"]) == (
        401,
        "WWW-Authenticate, Ringback-Replay",
    )


def test_it_can_be_switched_off() -> None:
    with running(create_app(DOCUMENT, Settings(cors=False))) as url:
        assert access(Api(url)("GET", "/x", headers=PAGE)) == {}
        assert access(preflight(Api(url), "/x")) == {}
        assert preflight(Api(url), "/x").headers["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize(("option", "told"), [((), ORIGIN), (("--no-cors",), None)])
def test_the_command_has_a_switch(option: tuple[str, ...], told: str | None) -> None:
    with mock_process("phonebridge-webapp@1.3.8", "-q", *option) as (api, _):
        assert api("GET", "/api/version", headers=PAGE).headers["Access-Control-Allow-Origin"] == told
