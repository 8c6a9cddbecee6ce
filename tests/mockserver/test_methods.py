from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from mock_client import Api, document, mock_process, served

from mockserver.app import create_app
from specs.load import from_mapping

CLIENT = "/api/clients/1"


@pytest.mark.parametrize("method", ["POST", "PATCH", "TRACE", "QUERY", "PROPFIND", "FROBNICATE"])
def test_a_method_that_is_not_declared(anonymous: Api, method: str) -> None:
    answer = anonymous(method, CLIENT)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, PUT, DELETE, HEAD, OPTIONS"
    assert answer.json["title"] == "Method Not Allowed"


def test_head_comes_with_get_and_with_nothing_else(anonymous: Api, api: Api) -> None:
    got, head = api("GET", "/api/users/me"), api("HEAD", "/api/users/me")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.body))
    assert head.headers["Content-Type"] == "application/json"
    assert anonymous("HEAD", "/api/users/me").status == 401
    refused = anonymous("HEAD", "/api/authenticate")
    assert (refused.status, refused.headers["Allow"]) == (405, "POST, OPTIONS")


def test_options(anonymous: Api) -> None:
    answer = anonymous("OPTIONS", CLIENT)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Allow"] == "GET, PUT, DELETE, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path", ["/", "//", "/api", "/api/", "/api/clients", "/api//clients/1", f"{CLIENT}/", "/api/%zz", "/%00", "/a%0Ab"]
)
def test_a_path_that_is_not_there(anonymous: Api, path: str) -> None:
    answer = anonymous("GET", path)
    assert answer.status == (400 if "%zz" in path else 404)
    assert answer.headers["Content-Type"] == "application/problem+json"


def served_at(*servers: str, paths: dict[str, object]) -> object:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": each} for each in servers]}
    return create_app(from_mapping({**raw, "paths": paths})).test_client()


def echo(name: str, status: str = "200") -> dict[str, object]:
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 2}}
    return {
        "get": {"parameters": [parameter], "responses": {status: {"description": "."}, "404": {"description": "."}}}
    }


def fixed(status: str) -> dict[str, object]:
    return {"get": {"responses": {status: {"description": "."}}}}


def test_each_servers_base_path_is_served() -> None:
    client = served_at("https://a.example/v1", "https://b.example/v1/deep/", "/v2", paths={"/x": fixed("204")})
    found = {path: client.get(path).status_code for path in ("/v1/x", "/v1/deep/x", "/v2/x", "/x", "/v3/x")}  # type: ignore[attr-defined]
    assert found == {"/v1/x": 204, "/v1/deep/x": 204, "/v2/x": 204, "/x": 404, "/v3/x": 404}


def test_concrete_paths_come_before_templates_and_templates_may_be_part_of_a_segment() -> None:
    paths = {
        "/a/{id}": echo("id"),
        "/a/me": fixed("202"),
        "/a/{id}.json": echo("id", "203"),
        "/a/v{n}-{m}": fixed("204"),
    }
    client = served_at("/", paths=paths)
    wanted = {"/a/me": 202, "/a/m%65": 202, "/a/you": 200, "/a/you.json": 203, "/a/v1-2": 204, "/a/x": 404, "/a/": 404}
    assert {path: client.get(path).status_code for path in wanted} == wanted  # type: ignore[attr-defined]


def test_what_is_no_http_at_all_ends_no_mock() -> None:
    lines = [
        b"GET /api/clients/\xc3\xa4?x=\xff HTTP/1.1",
        b"GET http://h/api/version HTTP/1.1",
        b"nonsense",
    ]
    with mock_process("phonebridge-webapp@1.3.8", "-q") as (api, process):
        where = urlsplit(api.url)
        for line in lines:
            with socket.create_connection((where.hostname, where.port), timeout=10) as wire:
                wire.sendall(line + b"\r\nHost: a b\r\nX-A: \xff\r\nConnection: close\r\n\r\n")
                answer = wire.recv(65536)
            assert answer.split()[1].startswith(b"4"), answer
        assert process.poll() is None
        assert api("GET", "/api/version").status == 401


def test_the_path_is_read_as_it_stood_on_the_wire() -> None:
    """An encoded slash is data, not structure; both servers have to tell."""
    with mock_process("phonebridge-webapp@1.3.8", "-q") as (real, _), served("phonebridge-webapp@1.3.8") as threaded:
        for each in (real, threaded):
            assert each.logged_in()("GET", "/api/clients/1%2F2").status == 400
            assert each.logged_in()("GET", "/api/cl%69ents/7").status == 404
            answer = each.logged_in()("HEAD", "/api/users/me")
            assert int(answer.headers["Content-Length"]) > 0


def test_all_declared_operations_are_found() -> None:
    spec = document("phonebridge-webapp@1.0.1")
    client = create_app(spec).test_client()
    for operation in spec.operations:
        path = operation.path.replace("{", "").replace("}", "")
        assert client.open(path, method=operation.method).status_code in (200, 400, 401)
