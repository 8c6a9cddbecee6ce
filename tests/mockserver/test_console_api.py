"""The page on which the API is tried: the document that Swagger UI reads, and the credentials that it gets."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from console_pages import Pages, seen

from mockserver.access.people import User
from specs.load import from_mapping

HOUSE = Path(__file__).parents[2]
SAYS = {"200": {"description": "."}}


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages()


def read(pages: Pages, path: str = "0.json", mount: str = "") -> Any:
    response = pages.asked("GET", f"{mount}/__ringback/console/api/document/{path}")
    assert response.status == 200
    return json.loads(response.body)


def test_the_files_are_as_published() -> None:
    page = next((HOUSE / "docs" / "adr").glob("0047-*.md")).read_text("utf-8")
    told = dict(re.findall(r"^- `(\S+)` `([0-9a-f]{64})`$", page, re.MULTILINE))
    folder = HOUSE / "mockserver" / "console" / "swagger"
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()} == told


def test_the_document_has_this_mock_as_its_only_server(pages: Pages) -> None:
    told = read(pages)
    assert told["servers"] == [{"url": "/"}]
    assert told["paths"].keys() == pages.host.mocks[0].document.raw["paths"].keys()


def test_servers_of_paths_and_operations_are_left_out() -> None:
    elsewhere = [{"url": "https://api.example/v1"}]
    operation = {"servers": elsewhere, "responses": SAYS}
    raw = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example/v1"}, {"url": "/v2"}],
        "paths": {"/x": {"servers": elsewhere, "get": operation}},
    }
    there = Pages(from_mapping(raw))
    told = read(there)
    assert (told["servers"], told["paths"]) == ([{"url": "/v1"}, {"url": "/v2"}], {"/x": {"get": {"responses": SAYS}}})
    opened = there.host.sessions.open("mine")
    assert read(there, mount=opened.mount)["servers"][0] == {"url": f"{opened.mount}/v1"}


def test_a_document_of_swagger_2_names_this_mock_in_its_way() -> None:
    info = {"title": "T", "version": "1"}
    raw = {
        "swagger": "2.0",
        "info": info,
        "host": "api.example",
        "basePath": "/v1",
        "paths": {"/x": {"get": {"responses": SAYS}}},
    }
    told = read(Pages(from_mapping(raw)))
    assert (told["host"], told["basePath"], told["schemes"]) == ("localhost", "/v1", ["http"])


@pytest.mark.parametrize("path", ["1.json", "x.json", "-1.json"])
def test_a_document_that_is_not_there_is_told(pages: Pages, path: str) -> None:
    assert pages.asked("GET", f"/__ringback/console/api/document/{path}").status == 422


def test_it_logs_in_as_everybody_does(pages: Pages) -> None:
    pages.host.reset()
    told = json.loads(pages.do("log-in", of="0", identifier="a@example.org", secret="x").body)
    token = told["bearer"]["value"]
    assert pages.call("GET", "/api/users/me/clients", authorization=f"Bearer {token}").status == 200
    assert pages.host.journal.records()[0].key == "POST /api/authenticate"
    assert told["bearer"]["schema"]["scheme"] == "bearer"
    assert "secret is empty" in seen(pages.do("log-in", of="0", identifier="a@example.org")).text


def test_who_may_not_log_in_is_told() -> None:
    there = Pages(users=(User(name="ann@example.org", password="right"),))
    page = there.page("console/api")
    assert "ann@example.org" in [each.get("value") for each in page.all("input")]
    wrong = there.do("log-in", of="0", identifier="ann@example.org", secret="wrong")
    assert (wrong.status, "the mock answered 401 to POST /api/authenticate" in seen(wrong).text) == (422, True)
    assert there.do("log-in", of="0", identifier="ann@example.org", secret="right").status == 200


SCHEMES = {
    "basic": ({"type": "http", "scheme": "basic"}, "value"),
    "key": ({"type": "apiKey", "in": "header", "name": "X-Key"}, "value"),
    "oauth": ({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}}}, "token"),
    "digest": ({"type": "http", "scheme": "digest"}, None),
    "tls": ({"type": "mutualTLS"}, None),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_each_scheme_gets_what_the_mock_takes(name: str) -> None:
    scheme, member = SCHEMES[name]
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"get": {"security": [{name: []}], "responses": SAYS}}},
        "components": {"securitySchemes": {name: scheme}},
    }
    there = Pages(from_mapping(raw))
    told = json.loads(there.do("log-in", of="0").body)
    assert (list(told), "Log in" in there.page("console/api").text) == (([name], True) if member else ([], False))
    if name == "key":
        assert there.call("GET", "/x", **{"x-key": told[name]["value"]}).status == 200
    if name == "oauth":
        assert there.call("GET", "/x", authorization=f"Bearer {told[name]['token']['access_token']}").status == 200
    if name == "basic":
        assert told[name]["value"]["username"] == "mock"
