from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from ringback.greeting import greeting
from specs.load import from_mapping

COMMAND = [sys.executable, "-m", "ringback", "mock"]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its base URL, and what it said up to its ready line."""
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = ""
        while not (found := re.search(r"^ready: (\S+)$", told, re.MULTILINE)):
            line = process.stderr.readline()
            assert line, told
            told += line
        try:
            yield process, found[1], told
        finally:
            process.kill()


def get(url: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_it_tells_what_it_serves_and_how_to_log_in() -> None:
    with running("phonebridge-webapp@1.3.8", "--port", "0") as (_, url, told):
        assert told.startswith(f"phonebridge webapp API 1.3.8 at {url}\n")
        assert "  DELETE /api/clients/{id}\n" in told
        line = next(line for line in told.splitlines() if "curl " in line)
        done = subprocess.run(["bash", "-c", f"{line} -s"], capture_output=True, text=True, check=True)
        assert done.stdout.startswith('{"id_token":"')


def test_of_many_operations_it_lists_the_first_of_each_document(tmp_path: Path) -> None:
    paths = "".join(f"  /things{n}: {{get: {{responses: {{'204': {{description: .}}}}}}}}\n" for n in range(1200))
    (tmp_path / "many.yaml").write_text(f"openapi: 3.1.0\ninfo: {{title: Many, version: '1'}}\npaths:\n{paths}")
    many = str(tmp_path / "many.yaml")
    with running(many, "--port", "0") as (_, _, told):
        assert told.count("  GET /things") == 30
        assert "  ... and 1170 more\n" in told
    with running(many, f"{many}@/second", "--port", "0") as (_, _, told):
        assert told.count("  GET /things") == 30
        assert told.count("  ... and 1185 more\n") == 2


@pytest.mark.parametrize(
    ("info", "called"),
    [
        ("", "odd.yaml"),
        ("info: {title: Odd}", "Odd"),
        ('info: {title: "Odd\\e[2J\\nready: no", version: "1"}', "Odd\\u001b[2J\\u000aready: no 1"),
    ],
)
def test_a_document_has_a_name_whatever_its_title(tmp_path: Path, info: str, called: str) -> None:
    (tmp_path / "odd.yaml").write_text(
        f"openapi: 3.1.0\n{info}\npaths: {{/a: {{get: {{responses: {{'204': {{description: .}}}}}}}}}}\n"
    )
    with running(str(tmp_path / "odd.yaml"), "--port", "0") as (_, url, told):
        assert f"{called} at {url}\n" in told


def test_a_document_without_operations_is_told_as_such() -> None:
    document = from_mapping({"openapi": "3.1.0", "info": {"title": "None", "version": "1"}, "paths": {}}, "none.json")
    (mock,) = Host([Served(document=document)], Settings(), lambda: 0.0).mocks
    assert greeting(mock, "http://x") == ["None 1 at http://x", "  warning: the document has no operations"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(how: signal.Signals) -> None:
    with running("phonebridge-client@1.3.8", "-p", "0", "--quiet") as (process, url, told):
        assert told == f"ready: {url}\n"
        assert get(url, "/api/clients/1")[0] == 401
        process.send_signal(how)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")
        port = int(url.rpartition(":")[2])
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", port))


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "127.0.0.1"])  # noqa: S104 - asked for
def test_the_address_told_is_one_that_answers(host: str) -> None:
    with running("phonebridge-client@1.3.8", "-p", "0", "-q", "--host", host) as (_, url, _):
        assert url.startswith("http://127.0.0.1:")
        assert get(url, "/api/clients/1")[0] == 401


def test_a_request_that_never_ends_does_not_keep_it_from_ending() -> None:
    with running("phonebridge-client@1.3.8", "-p", "0", "-q") as (process, url, _):
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as wire:
            wire.sendall(b"POST /api/authenticate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            assert get(url, "/api/clients/1")[0] == 401
            process.terminate()
            out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")


def failure(*arguments: str) -> str:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_port_in_use_is_one_line() -> None:
    with running("phonebridge-client@1.3.8", "-p", "0", "-q") as (_, url, _):
        port = url.rpartition(":")[2]
        told = failure("phonebridge-client@1.3.8", "--port", port)
    wanted = (
        f"ringback: cannot listen on 127.0.0.1:{port}: address already in use (choose another with --port or --host)\n"
    )
    assert told == wanted


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["phonebridge-webapp@9.9"], "has no release '9.9'"),
        (["nowhere.yaml"], "nowhere.yaml"),
        (["phonebridge-client@1.3.8", "--host", "192.0.2.1"], "cannot listen on 192.0.2.1:4010"),
        (["phonebridge-client@1.3.8", "--host", "no such host"], "cannot listen on no such host:4010"),
    ],
)
def test_what_cannot_be_served_is_one_line(arguments: list[str], told: str) -> None:
    line = failure(*arguments)
    assert told in line
    assert line.startswith("ringback: ")
    assert line.count("\n") == 1


def test_an_account_needs_a_password() -> None:
    assert "EMAIL:PASSWORD" in failure("phonebridge-client@1.3.8", "--account", "max")


def test_options_reach_the_mock(tmp_path: Path) -> None:
    spec = tmp_path / "keys.yaml"
    spec.write_text(
        """
openapi: 3.1.0
info: {title: Keys, version: '1'}
servers: [{url: /v1}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: basic}
    token: {type: http, scheme: bearer}
security: [{key: []}]
paths:
  /things:
    get:
      responses:
        '200': {description: ., content: {application/json: {schema: {type: array, items: {type: object}}}}}
"""
    )
    with running(str(spec), "-p", "0", "--items", "3", "--seed", "7", "--account", "a:b:c") as (_, url, told):
        assert f"Keys 1 at {url}/v1\n" in told
        assert "Basic authentication (basic): mock:" in told
        assert "Bearer token (token): " in told
        found = re.search(r"API key \(key, header X-Key\): (\S+)", told)
        assert found
        status, answered = get(url, "/v1/things", {"X-Key": found[1]})
        assert (status, answered.count(b"{")) == (200, 3)


def test_it_starts_without_the_fuzzer() -> None:
    """Nothing heavy is imported before the first answer: start is what one waits for."""
    code = (
        "import sys; from ringback.commands import mock; import mockserver.app, mockserver.serving.server, specs; "
        "specs.load('phonebridge-webapp@1.3.8'); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert not {"schemathesis", "hypothesis", "prance", "jsonschema", "rich", "requests"} & set(done.stdout.split())
