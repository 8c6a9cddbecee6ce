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
        self.token = ""


@pytest.fixture(scope="module")
def server() -> Iterator[Api]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.seen.append((self.path, self.headers["Authorization"]))
            known = api.pages.get(self.path)
            refused = api.token and self.headers["Authorization"] != f"Bearer {api.token}"
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
    monkeypatch.delenv("RINGBACK_TOKEN", raising=False)
    server.pages, server.seen, server.token = {"/v3/api-docs": source.read(OURS).text}, [], ""
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


def test_the_token_comes_from_the_environment_and_is_told_to_nobody(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.token = "t0p-secret"
    result = run(OURS, api.url)
    assert isinstance(result.exception, SpecError)
    assert "asks for credentials (set RINGBACK_TOKEN in the environment)" in str(result.exception)
    monkeypatch.setenv("RINGBACK_TOKEN", api.token)
    result = run(OURS, api.url)
    assert result.exit_code == 0
    assert api.token not in result.output
    assert ("/v3/api-docs", f"Bearer {api.token}") in api.seen


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
