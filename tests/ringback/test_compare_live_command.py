"""``ringback compare-live``: a server on a socket publishes its document, and drifts."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from ringback.cli import cli
from specs import SpecError, catalog, source

OURS = "phonebridge-client@1.3.8"


class Api:
    """What the server publishes, and what it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, str] = {}
        self.seen: list[tuple[str, str | None]] = []
        self.wants: dict[str, str] = {}


@pytest.fixture(scope="module")
def server() -> Iterator[Api]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.seen.append((self.path, self.headers["Authorization"]))
            known = api.pages.get(self.path)
            refused = any(self.headers[name] != value for name, value in api.wants.items())
            self.send_response(401 if refused else 404 if known is None else 200)
            self.end_headers()
            self.wfile.write(b"" if refused or known is None else known.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        api = Api(f"http://127.0.0.1:{running.server_port}")
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield api
        running.shutdown()
        thread.join()


@pytest.fixture
def api(server: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Api:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(catalog.DATA_DIR_VARIABLE, str(tmp_path / "data"))
    for name in ("TOKEN", "USER", "EMAIL", "PASSWORD", "API_KEY"):
        monkeypatch.delenv(f"RINGBACK_{name}", raising=False)
    server.pages, server.seen, server.wants = {"/v3/api-docs": source.read(OURS).text}, [], {}
    return server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["compare-live", *arguments])


def published(api: Api) -> Any:
    return yaml.safe_load(api.pages["/v3/api-docs"])


def test_what_is_published_matches(api: Api) -> None:
    result = run(OURS, api.url)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f" MATCHES   phonebridge CLIENT API 1.3.8 at {api.url}/v3/api-docs\n")


def test_a_document_moves_on_and_the_server_with_it(api: Api) -> None:
    """First the server learns more than the document says, then it forgets something."""
    grown = published(api)
    grown["paths"]["/api/metrics"] = {"get": {"responses": {"200": {"description": "figures"}}}}
    api.pages["/v3/api-docs"] = json.dumps(grown)
    result = run(OURS, f"{api.url}/v3/api-docs")
    assert result.exit_code == 1
    assert "1 difference, none of which breaks clients of the document" in result.stdout
    assert "! The server has GET /api/metrics, which the document lacks" in result.stdout
    assert run(OURS, api.url, "--fail-on", "breaking").exit_code == 0

    del grown["paths"]["/api/clients/{id}"]["delete"]
    api.pages["/v3/api-docs"] = json.dumps(grown)
    result = run(OURS, api.url, "--fail-on", "breaking", "--format", "json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["kind"], data["verdict"]) == (1, "drift", "breaking")
    gone = data["findings"][0]
    assert gone["message"] == "The server has no DELETE /api/clients/{id}"
    assert gone["witness"]["accepted_by"] == "document"
    assert gone["witness"]["request"]["method"] == "DELETE"


KEY = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}}
IN_COOKIE = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "cookie", "name": "sid"}}}}
IN_QUERY = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}}}
SHOWN: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, str]]] = {
    "a token": ({}, {"token": "t0p-secret"}, {"Authorization": "Bearer t0p-secret"}),
    "a name and a password": (
        {},
        {"user": "me", "password": "t0p-secret"},
        {"Authorization": "Basic bWU6dDBwLXNlY3JldA=="},
    ),
    "a key in a header field": (KEY, {"api_key": "t0p-secret"}, {"X-Key": "t0p-secret"}),
    "a key in a cookie": (IN_COOKIE, {"api_key": "t0p-secret"}, {"Cookie": "sid=t0p-secret"}),
    "a token and a key": (KEY, {"token": "t0p", "api_key": "k3y"}, {"Authorization": "Bearer t0p", "X-Key": "k3y"}),
}
"""What the document says of keys, the credentials, and what the server is shown."""


def spec(said: dict[str, Any]) -> str:
    """A document in a file."""
    get = {"get": {"responses": {"200": {"description": "things"}}}}
    whole = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/things": get}} | said
    Path("spec.json").write_text(json.dumps(whole))
    return json.dumps(whole)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_credentials_are_shown_to_the_server_and_told_to_nobody(
    api: Api, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    said, held, shown = SHOWN[name]
    api.pages["/v3/api-docs"], api.wants = spec(said), shown
    result = run("spec.json", api.url)
    assert isinstance(result.exception, SpecError)
    assert "asks for credentials (set RINGBACK_TOKEN, RINGBACK_USER and" in str(result.exception)
    more: tuple[str, ...] = ()
    if where == "file":
        Path("mine.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in held.items()))
        Path("mine.toml").chmod(0o600)
        more = ("--credentials", "file:mine.toml")
    else:
        for key, value in held.items():
            monkeypatch.setenv(f"RINGBACK_{key.upper()}", value)
    result = run("spec.json", api.url, *more)
    assert result.exit_code == 0
    assert not any(value in result.output for value in shown.values())


@pytest.mark.parametrize(
    ("said", "held", "told"),
    [
        ({}, {"API_KEY": "t0p-secret"}, "SPEC describes no API key that is sent in a header field or a cookie"),
        (IN_QUERY, {"API_KEY": "t0p-secret"}, "SPEC describes no API key that is sent in a header field or a cookie"),
        ({}, {"TOKEN": "t0p-secret\n"}, "the credentials hold characters that are in no header field"),
    ],
)
def test_what_cannot_be_shown_is_not_sent(
    api: Api, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], held: dict[str, str], told: str
) -> None:
    spec(said)
    for key, value in held.items():
        monkeypatch.setenv(f"RINGBACK_{key}", value)
    result = run("spec.json", api.url)
    assert told in str(result.exception)
    assert "t0p-secret" not in str(result.exception)
    assert api.seen == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "127.0.0.1:80", "openapi.json"])
def test_what_is_no_url_is_a_usage_error(api: Api, url: str) -> None:
    result = run(OURS, url)
    assert (result.exit_code, "write it as http://HOST" in result.stderr) == (2, True)


def test_credentials_in_the_url_are_refused_unseen(api: Api) -> None:
    for url in (f"{api.url}/?access_token=t0p-secret", api.url.replace("//", "//me:t0p-secret@")):
        result = run(OURS, url)
        assert isinstance(result.exception, SpecError)
        assert "with credentials is not fetched" in str(result.exception)
        assert "t0p-secret" not in str(result.exception)
    assert api.seen == []


def test_where_nothing_is_published_it_could_not_run(api: Api) -> None:
    api.pages = {}
    done = subprocess.run(
        [sys.executable, "-m", "ringback", "compare-live", OURS, api.url], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ringback: {api.url}: publishes no OpenAPI document there (give the URL of the doc")
    assert done.stderr.count("\n") == 1
