"""Applications of this process as what is tested, and what is said where there is none."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contracts.errors import ContractError
from ringback.applications import found, served
from ringback.commands.test import test as command

SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Tea", "version": "1"},
    "servers": [{"url": "https://tea.example/v1"}],
    "paths": {
        "/tea": {
            "get": {
                "parameters": [{"name": "cups", "in": "query", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "yes",
                        "content": {"application/json": {"schema": {"type": "object", "required": ["tea"]}}},
                    },
                    "400": {"description": "no"},
                },
            }
        }
    },
}
SOURCE = """
import json

started = []


def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"tea": environ["PATH_INFO"]}).encode()]


async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        scope["state"]["leaves"] = 3
        await send({"type": "lifespan.startup.complete"})
        await receive()
        started.append("ended")
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = (await receive())["body"]
    told = {"path": scope["raw_path"].decode(), "query": scope["query_string"].decode(), "body": body.decode()}
    told["tea"] = scope["state"]["leaves"]
    told["field"] = dict(scope["headers"]).get(b"x-cup", b"").decode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()[:5], "more_body": True})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()[5:]})


async def plain(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


async def unwilling(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "there is no water"})


class Kettle:
    async def __call__(self, scope, receive, send):
        await plain(scope, receive, send)


kettle = Kettle()


def make():
    return wsgi


def fail():
    raise RuntimeError("no leaves")


def one(first):
    return first


number = 7
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Names of a module that is in the folder one works in."""
    (tmp_path / "teahouse.py").write_text(SOURCE, "utf-8")
    (tmp_path / "burnt.py").write_text("import teahouse_of_elsewhere", "utf-8")
    (tmp_path / "spilt.py").write_text("raise ValueError('hot')", "utf-8")
    (tmp_path / "tea.json").write_text(json.dumps(SPEC), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return lambda name: f"teahouse:{name}"


def got(url: str, body: bytes | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(url, data=body, headers={"X-Cup": "blue"})  # noqa: S310 - of our own
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        read = answer.read()
        return answer.status, json.loads(read) if read else None


@pytest.mark.parametrize("name", ["wsgi", "make"])
def test_a_wsgi_application_is_served_and_so_is_what_makes_one(module: Callable[[str], str], name: str) -> None:
    with served(module(name)) as url:
        assert got(f"{url}/tea") == (200, {"tea": "/tea"})


def test_an_asgi_application_has_its_lifespan_and_whole_requests(module: Callable[[str], str]) -> None:
    with served(module("asgi")) as url:
        status, told = got(f"{url}/a%2Fb?cups=2", b"leaves")
    assert status == 200
    assert told == {"path": "/a%2Fb", "query": "cups=2", "body": "leaves", "tea": 3, "field": "blue"}
    import teahouse  # type: ignore[import-not-found]

    assert teahouse.started == ["ended"]


@pytest.mark.parametrize("name", ["plain", "kettle"])
def test_an_application_without_a_lifespan_is_served_all_the_same(module: Callable[[str], str], name: str) -> None:
    with served(module(name)) as url:
        assert got(url) == (204, None)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("teahouse", "names no application"),
        (":app", "names no application"),
        ("nowhere_at_all:app", "no module 'nowhere_at_all'"),
        ("burnt:app", "it needs teahouse_of_elsewhere"),
        ("spilt:app", "ValueError: hot"),
        ("teahouse:wsgo", "did you mean teahouse:wsgi?"),
        ("teahouse:number", "is no application: it is a int"),
        ("teahouse:one", "called with 1"),
        ("teahouse:fail", "RuntimeError: no leaves"),
    ],
)
@pytest.mark.usefixtures("module")
def test_what_is_none_is_told_in_one_line(name: str, told: str) -> None:
    with pytest.raises(ContractError) as refused:
        found(name)
    assert told in f"{refused.value} {refused.value.hint}"
    assert "\n" not in str(refused.value)


def test_an_application_that_does_not_start_is_told(module: Callable[[str], str]) -> None:
    with pytest.raises(ContractError, match="did not start: there is no water"), served(module("unwilling")):
        raise AssertionError("it was served")


@pytest.mark.parametrize(("name", "code"), [("make", 1), ("asgi", 1)])
def test_an_application_is_tested_below_the_base_path_of_its_document(
    module: Callable[[str], str], name: str, code: int
) -> None:
    arguments = ["tea.json", "--app", module(name), "--phase", "coverage", "--max-examples", "1", "--format", "json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == code, result.stderr
    report = json.loads(result.stdout)
    assert report["judged"] == 1
    assert {each["rule"] for each in report["findings"]} >= {"invalid-request-accepted"}
    assert f"testing {module(name)}" in result.stderr


@pytest.mark.parametrize("other", [["--url", "http://127.0.0.1:9"], ["--live", "me"]])
def test_an_application_is_nowhere_else(other: list[str]) -> None:
    refused = CliRunner().invoke(command, ["phonebridge-client@1.3.8", "--app", "a:b", *other])
    assert refused.exit_code == 2
    assert "--app" in refused.stderr
