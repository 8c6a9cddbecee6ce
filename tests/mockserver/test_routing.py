"""Which operation answers, asked over sockets of both servers."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from mock_client import Api, mock_process

from mockserver.app import create_app
from mockserver.testing import running
from specs.load import from_mapping

SERVERS = ["own", "werkzeug"]


def answer(name: str) -> dict[str, Any]:
    return {"description": ".", "content": {"text/plain": {"example": name}}}


def operation(name: str, *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "responses": {"200": answer(name), "400": {"description": "."}},
        "parameters": [{"in": "path", "required": True, **each} for each in parameters],
        **more,
    }


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "schema": {"type": "string"}, **more}


def number(name: str) -> dict[str, Any]:
    return {"name": name, "schema": {"type": "integer"}}


PATHS: dict[str, Any] = {
    "/": {"get": operation("root")},
    "/plain": {"get": operation("plain"), "put": operation("put plain"), "options": operation("own options")},
    "/plain/": {"post": operation("slash")},
    "/users/{id}": {"get": operation("user", text("id")), "delete": operation("gone", text("id"))},
    "/users/me": {"get": operation("me")},
    "/things/{id}": {"get": operation("number", number("id")), "post": operation("post number", number("id"))},
    "/things/{name}": {"get": operation("name", text("name")), "put": operation("put name", text("name"))},
    "/files/{name}.{ext}": {"get": operation("file", text("name"), text("ext"))},
    "/files/{name}.json": {"get": operation("json", text("name"))},
    "/jobs/{id}": {"get": operation("job", number("id"))},
    "/jobs/{id}:cancel": {"post": operation("cancelled", number("id"))},
    "/matrix/{id}": {"get": operation("matrix", {**number("id"), "style": "matrix"})},
    "/label/{ids}": {"get": operation("label", {"name": "ids", "style": "label", "schema": {"type": "array"}})},
    "/a/../b": {"get": operation("dots")},
    "/?Action=List": {"post": operation("list")},
    "/?Action=Drop": {"post": operation("drop")},
    "/#X-Target=Get": {"post": operation("get")},
}  # fmt: skip


@pytest.fixture(scope="module", params=SERVERS)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": "/v1"}, {"url": "/v1/beta"}]}
    with server(request.param, {**raw, "paths": PATHS}, tmp_path_factory.mktemp("routing")) as found:
        yield found


def server(kind: str, raw: dict[str, Any], folder: Path) -> AbstractContextManager[Api]:
    return real(raw, folder) if kind == "own" else threaded(raw)


@contextmanager
def real(raw: dict[str, Any], folder: Path) -> Iterator[Api]:
    file = folder / "api.json"
    file.write_text(json.dumps(raw))
    with mock_process(str(file), "-q") as (api, _):
        yield api


@contextmanager
def threaded(raw: dict[str, Any]) -> Iterator[Api]:
    with running(create_app(from_mapping(raw))) as url:
        yield Api(url)


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/v1/", "root"),
        ("GET", "/v1", 404),
        ("GET", "/", 404),
        ("GET", "/v1/plain", "plain"),
        ("GET", "/v1/plain?x=%zz", "plain"),
        ("GET", "/v1/beta/plain", "plain"),
        ("GET", "/v1/beta/v1/plain", 404),
        ("GET", "/v1/plain/", 405),
        ("POST", "/v1/plain/", "slash"),
        ("GET", "/v1//plain", 404),
        ("GET", "/v1/pl%61in", "plain"),
        ("GET", "/v1%2Fplain", 404),
        ("PATCH", "/v1/plain", 405),
        ("GET", "/v1/users/me", "me"),
        ("GET", "/v1/users/m%65", "me"),
        ("GET", "/v1/users/you", "user"),
        ("GET", "/v1/users/a%2Fb", "user"),
        ("GET", "/v1/users/a/b", 404),
        ("DELETE", "/v1/users/me", 405),
        ("GET", "/v1/things/5", "number"),
        ("GET", "/v1/things/five", "name"),
        ("POST", "/v1/things/5", "post number"),
        ("POST", "/v1/things/five", 400),
        ("PUT", "/v1/things/5", "put name"),
        ("GET", "/v1/files/a.json", "json"),
        ("GET", "/v1/files/a.xml", "file"),
        ("GET", "/v1/files/a", 404),
        ("GET", "/v1/jobs/5", "job"),
        ("POST", "/v1/jobs/5:cancel", "cancelled"),
        ("POST", "/v1/jobs/5%3Acancel", "cancelled"),
        ("GET", "/v1/jobs/5:cancel", 405),
        ("GET", "/v1/matrix/;id=5", "matrix"),
        ("GET", "/v1/matrix/;id=five", 400),
        ("GET", "/v1/label/.5,6", "label"),
        ("POST", "/v1/?Action=Drop", "drop"),
        ("POST", "/v1/?Action=List&x=y", "list"),
        ("POST", "/v1/", "list"),
        ("OPTIONS", "/v1/plain", "own options"),
    ],
)
def test_where_a_request_leads(api: Api, method: str, path: str, told: str | int) -> None:
    got = api(method, path)
    assert (got.body.decode() if got.status == 200 else got.status) == told


def test_a_condition_may_be_met_by_a_header_or_a_form(api: Api) -> None:
    assert api("POST", "/v1/", headers={"X-Target": "Get"}).body == b"get"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert api("POST", "/v1/", "Version=1&Action=Drop", form).body == b"drop"


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/plain", "GET, PUT, OPTIONS, HEAD"),
        ("/v1/plain/", "POST, OPTIONS"),
        ("/v1/users/me", "GET, HEAD, OPTIONS"),
        ("/v1/users/you", "GET, DELETE, HEAD, OPTIONS"),
        ("/v1/things/5", "GET, POST, PUT, HEAD, OPTIONS"),
    ],
)
def test_methods_that_a_path_has_not_are_told_from_those_that_it_has(api: Api, path: str, allow: str) -> None:
    assert api("TRACE", path).headers["Allow"] == allow


def test_head_is_answered_as_get_without_a_body(api: Api) -> None:
    got = api("HEAD", "/v1/plain")
    assert (got.status, got.body, got.headers["Content-Length"]) == (200, b"", "5")


def test_a_request_target_may_be_a_whole_uri(api: Api) -> None:
    where = urlsplit(api.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as wire:
        wire.sendall(
            f"GET http://{where.netloc}/v1/users/a%2Fb?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode()
        )
        got = b""
        while part := wire.recv(65536):
            got += part
    assert got.startswith(b"HTTP/1.1 200 ")
    assert got.endswith(b"\r\n\r\nuser")
