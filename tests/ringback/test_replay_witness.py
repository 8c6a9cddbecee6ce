"""``ringback replay`` of what shows a finding: printed, sent to a server, and given to a mock to answer with."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

import specs
from contracts.errors import ContractError
from contracts.render import as_json
from mockserver.app import create_app
from mockserver.errors import MockError
from mockserver.testing import Running, running
from ringback.commands.diff import diff
from ringback.commands.replay import replay

OLD, NEW = "phonebridge-webapp@1.3.7", "phonebridge-webapp@1.3.8"
ACCOUNT = {"email": "max@example.org", "password": "secret"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.json"
    CliRunner().invoke(diff, [OLD, NEW, "--format", "json", "--output", str(path), "-q"])
    return path


@pytest.fixture(scope="module")
def old() -> Iterator[Running]:
    with running(create_app(specs.load(OLD))) as mock:
        yield mock


@pytest.fixture(scope="module")
def new() -> Iterator[Running]:
    with running(create_app(specs.load(NEW))) as mock:
        yield mock


def finding(report: Path, rule: str) -> Any:
    return next(each for each in json.loads(report.read_text())["findings"] if each["rule"] == rule)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(replay, list(map(str, arguments)))


def token(mock: Running) -> str:
    return str(requests.post(f"{mock}/api/authenticate", json=ACCOUNT, timeout=30).json()["id_token"])


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ("operation-removed", "GET /api/account HTTP/1.1\r\nAuthorization: Bearer TOKEN\r\n\r\n"),
        ("request-constraint-tightened", "GET /api/users/me/connectors?size=201 HTTP/1.1\r\n"),
        ("response-value-added", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"),
    ],
)
def test_what_shows_a_finding_is_printed(report: Path, rule: str, start: str) -> None:
    found = finding(report, rule)
    result = run(found["fingerprint"][:6], "--report", report)
    printed = result.stdout_bytes.decode()
    assert (result.exit_code, printed[: len(start)]) == (0, start)
    message = found["witness"]["request"] or found["witness"]["response"]
    assert printed.endswith(message["body"])


@pytest.mark.parametrize("rule", ["operation-removed", "request-property-became-required"])
def test_a_request_is_taken_by_the_old_release_and_refused_by_the_new_one(
    report: Path, rule: str, old: Running, new: Running
) -> None:
    fingerprint = finding(report, rule)["fingerprint"]
    answers = {
        mock: run(fingerprint, "--report", report, "--url", mock, "-H", f"Authorization: Bearer {token(mock)}")
        for mock in (old, new)
    }
    assert (answers[old].exit_code, answers[new].exit_code) == (0, 1)
    assert answers[old].stdout.startswith("HTTP/1.1 20")
    assert answers[new].stdout.startswith("HTTP/1.1 4")


def test_a_mock_answers_with_a_response_that_shows_a_break(report: Path, old: Running) -> None:
    found = finding(report, "response-value-added")
    result = run(found["fingerprint"], "--report", report, "--url", old)
    assert result.exit_code == 0
    assert f"witness-{found['fingerprint']} is the name of the override" in result.stderr
    answer = requests.get(f"{old}/api/users/me", timeout=30)
    assert answer.json() == json.loads(found["witness"]["response"]["body"])


def test_nobody_but_a_mock_is_told_what_to_answer(report: Path) -> None:
    found = finding(report, "response-value-added")
    with pytest.raises(MockError, match="can be asked"):
        raise run(found["fingerprint"], "--report", report, "--url", "http://127.0.0.1:9").exception or AssertionError


def test_nobody_listens(report: Path) -> None:
    found = finding(report, "operation-removed")
    with pytest.raises(ContractError, match=r"^http://127.0.0.1:9 does not answer: nobody listens there"):
        raise run(found["fingerprint"], "--report", report, "--url", "http://127.0.0.1:9").exception or AssertionError


@pytest.mark.parametrize(
    ("fingerprint", "told"),
    [("0000000000000000", "no finding has"), ("f1", "give 4 digits or more"), ("note", "nothing shows it")],
)
def test_a_finding_that_cannot_be_replayed_is_told(report: Path, fingerprint: str, told: str) -> None:
    wanted = finding(report, "operation-added")["fingerprint"] if fingerprint == "note" else fingerprint
    with pytest.raises(ContractError, match=told):
        raise run(wanted, "--report", report).exception or AssertionError


@pytest.mark.parametrize("text", ["", "[]", '{"findings": []}', "\xff"])
def test_a_file_that_is_no_report_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, "latin-1")
    with pytest.raises(ContractError, match=r"x.json: this is no report as JSON .write one with --format json"):
        raise run("f15ae8497f046819", "--report", tmp_path / "x.json").exception or AssertionError


@pytest.mark.parametrize(
    "arguments", [("f15a", "spec.yaml", "--report", "x.json"), ("f15a",), ("f15a", "spec.yaml", "-H", "A: b")]
)
def test_what_does_not_go_together_is_refused(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_findings_that_begin_alike_are_told_apart(tmp_path: Path, report: Path) -> None:
    told = json.loads(report.read_text())
    told["findings"] = told["findings"][:2]
    for number, each in enumerate(told["findings"]):
        each["fingerprint"] = f"aaaaaaaaaaaaaaa{number}"
    (tmp_path / "x.json").write_text(as_json.write(told))
    with pytest.raises(ContractError, match=r"2 findings begin with aaaa .aaaaaaaaaaaaaaa0, aaaaaaaaaaaaaaa1"):
        raise run("aaaa", "--report", tmp_path / "x.json").exception or AssertionError


def test_a_response_is_served_to_whatever_is_asked(report: Path) -> None:
    found = finding(report, "response-value-added")
    command = [sys.executable, "-m", "ringback", "replay", found["fingerprint"][:6], "--report", str(report), "--serve"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr
        told = served.stderr.readline()
        try:
            url = told.partition(" ")[0]
            asked = requests.get(f"{url}/api/users/me", timeout=30)
            sent = requests.post(f"{url}/any/thing?a=1", json={"a": "x" * 100_000}, timeout=30)
            headless = requests.head(url, timeout=30)
        finally:
            served.send_signal(signal.SIGINT)
        rest = served.stderr.read()
        assert served.wait(timeout=30) == 0
    assert "answers everything with it; Ctrl-C stops it" in told
    shown = found["witness"]["response"]
    for each in (asked, sent):
        assert (each.status_code, each.text) == (shown["status"], shown["body"])
        assert each.headers["Content-Type"] == "application/json"
    assert (headless.status_code, headless.content) == (shown["status"], b"")
    assert rest.splitlines()[:2] == ["GET /api/users/me HTTP/1.1", "POST /any/thing?a=1 HTTP/1.1"]


def test_only_a_response_can_be_served(report: Path) -> None:
    result = run(finding(report, "operation-removed")["fingerprint"], "--report", report, "--serve")
    assert isinstance(result.exception, ContractError)
    assert "a request shows this finding, and no response (send it with --url)" in str(result.exception)
    both = run("f15ae849", "--report", report, "--serve", "--url", "http://127.0.0.1:1")
    assert (both.exit_code, "give either --url or --serve" in both.stderr) == (2, True)
    alone = run("token", NEW, "--serve")
    assert (alone.exit_code, "--serve goes with --report" in alone.stderr) == (2, True)


def test_a_port_that_is_taken_is_told(report: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        fingerprint = finding(report, "response-value-added")["fingerprint"]
        result = run(fingerprint, "--report", report, "--serve", "--port", port)
    assert f"port {port} cannot be used" in str(result.exception)


def test_an_answer_is_shown_with_what_asks_for_it(report: Path) -> None:
    command = finding(report, "response-value-added")["reproduce"]
    assert command.startswith('curl -i "$SERVER"/api/users/me ')
    assert "-H 'Accept: application/json' -H 'Authorization: Bearer TOKEN'" in command
