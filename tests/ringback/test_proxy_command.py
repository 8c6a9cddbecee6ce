from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringback.cli import cli

SPEC = "phonebridge-client@1.3.8"


class Upstream(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"wrong": true}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def proxy(*arguments: str) -> Iterator[tuple[http.client.HTTPConnection, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "ringback", "proxy", SPEC, "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            found = None
            while found is None:
                line = process.stderr.readline()
                assert line, "the proxy ended"
                found = re.match(r"ready: http://(\S+)", line)
            connection = http.client.HTTPConnection(found[1], timeout=20)
            yield connection, process
            connection.close()
        finally:
            process.terminate()
            process.communicate(timeout=20)


def asked(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status


@pytest.mark.parametrize(("end", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 0)])
def test_at_its_end_the_proxy_tells_what_it_has_found(
    upstream: str, tmp_path: Path, end: signal.Signals, code: int
) -> None:
    report, archive = tmp_path / "report.json", tmp_path / "log.har"
    failing = ["--fail-on-violations"] if code else []
    with proxy("--upstream", upstream, "--report", str(report), "--record", str(archive), *failing) as (
        connection,
        process,
    ):
        assert asked(connection, "/api/users/me/clients?token=hush") == 200
        process.send_signal(end)
        _, told = process.communicate(timeout=20)
    assert process.returncode == code
    found = json.loads(report.read_text())
    assert f"exchanges: 1, violations: {found['violations']}" in told
    assert "1 x GET /api/users/me/clients, response 200: body" in told
    (document,) = found["documents"]
    assert (document["title"], document["upstream"], found["exchanges"]) == ("phonebridge CLIENT API", upstream, 1)
    assert found["findings"][0]["document"] == document["name"]
    assert found["findings"][0]["side"] == "response"
    assert re.search(r":\d+$", found["findings"][0]["line"])
    (entry,) = json.loads(archive.read_text())["log"]["entries"]
    assert (entry["request"]["method"], entry["response"]["content"]["text"]) == ("GET", '{"wrong":true}')
    assert entry["_operation"] == "GET /api/users/me/clients"
    assert "response: " in entry["_violations"][-1]
    assert "hush" not in archive.read_text()
    assert "hush" not in report.read_text()


def test_validate_on_enforces_both_directions(upstream: str) -> None:
    with proxy("--upstream", upstream, "--validate", "on", "-q") as (connection, _):
        assert asked(connection, "/api/users/me/clients") == 502
        assert asked(connection, "/nowhere") == 404


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--upstream", "ftp://x"], "no URL of an upstream"),
        (["-u", "http://a", "-u", "http://b"], "--upstream is there 2 times: give one for all, or 1"),
    ],
)
def test_what_cannot_run_says_so(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(cli, ["proxy", SPEC, *arguments])
    assert result.exit_code != 0
    assert told in result.output + str(result.exception)


def test_an_upstream_that_is_not_verified_is_warned_of() -> None:
    command = [sys.executable, "-m", "ringback", "proxy", SPEC, "--port", "0", "-q", "--insecure", "-u", "https://u"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "believed, for --insecure was given" in process.stderr.readline()
        process.kill()


def test_the_journal_of_the_proxy_can_be_asked_for(upstream: str) -> None:
    with proxy("--upstream", upstream, "-q") as (connection, _):
        asked(connection, "/api/users/me/clients")
        connection.request("GET", "/__ringback/journal")
        (entry,) = json.loads(connection.getresponse().read())["entries"]
    assert entry["operation"] == "GET /api/users/me/clients"
    assert entry["notes"]["upstream"] == upstream
    assert entry["notes"]["response"]


@pytest.mark.parametrize("option", ["--report", "--record"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_passed_on(option: str, tmp_path: Path) -> None:
    nowhere = tmp_path / "missing" / "file.json"
    result = CliRunner().invoke(cli, ["proxy", SPEC, "-q", "--upstream", "http://127.0.0.1:1", option, str(nowhere)])
    assert "cannot be written: no such file" in str(result.exception)
