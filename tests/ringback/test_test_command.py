from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import flask
import pytest
from click.testing import CliRunner, Result

from contracts.conformance.choices import PHASES, PROBES
from contracts.errors import ContractError
from contracts.findings import Finding, Report, Severity
from mockserver.access.people import accounts
from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.testing import running
from ringback.accounts import from_environment
from ringback.aiming import is_loopback
from ringback.choosing import PHASES as OFFERED
from ringback.commands.test import test as command
from ringback.failing import Failing
from specs import load

SPEC = "phonebridge-client@1.3.8"
VARIABLES = ("RINGBACK_EMAIL", "RINGBACK_USER", "RINGBACK_PASSWORD", "RINGBACK_TOKEN", "RINGBACK_API_KEY")
QUICK = ["--phase", "examples", "--seed", "3", "--max-examples", "1"]


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    with running(create_app(load(SPEC), Settings(users=accounts({"max@example.de": "correct horse"})))) as url:
        yield url


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    app = flask.Flask("broken")
    app.add_url_rule("/<path:path>", view_func=_fail, methods=["GET", "POST", "PUT", "DELETE"])
    with running(app) as url:
        yield url


def _fail(path: str) -> tuple[str, int]:
    return f"{path} is broken", 500


def call(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(command, list(arguments), env=env)


def test_the_phases_offered_are_those_there_are() -> None:
    assert (*PHASES, PROBES) == OFFERED


def test_our_own_mock_is_tested_where_no_url_is_given() -> None:
    done = call(SPEC, *QUICK, "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["findings"] == []
    assert "testing our own mock of phonebridge-client@1.3.8 at http://127.0.0.1:" in done.stderr
    assert done.stderr.endswith("seed 3\n")


def test_the_whole_command_keeps_its_report_on_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ringback", "test", SPEC, *QUICK, "--quiet"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "phonebridge CLIENT API 1.3.8" in done.stdout


def test_a_server_at_a_url_is_tested_with_the_credentials_of_the_environment(mock: str) -> None:
    held = {"RINGBACK_EMAIL": "max@example.de", "RINGBACK_PASSWORD": "correct horse"}
    done = call(SPEC, "--url", mock, *QUICK, "--format", "json", env=held)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["judged"] == 6
    assert "horse" not in done.output


def test_wrong_credentials_are_an_error_of_one_line(mock: str) -> None:
    held = {"RINGBACK_USER": "max@example.de", "RINGBACK_PASSWORD": "wrong horse"}
    done = call(SPEC, "--url", mock, *QUICK, env=held)
    assert isinstance(done.exception, ContractError)
    assert str(done.exception).startswith("login refused: POST /api/authenticate at 127.0.0.1:")
    assert "horse" not in str(done.exception)


def test_the_exit_code_of_an_error_is_two() -> None:
    command = [sys.executable, "-m", "ringback", "test", SPEC, "--url", "http://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ringback: 127.0.0.1:9 cannot be reached (start the server, or check the address in --url)" in done.stderr


def test_findings_make_the_exit_code_one_and_can_be_written_to_a_file(broken: str, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = call(SPEC, "--url", broken, *QUICK, "--format", "json", "--output", str(target))
    assert (done.exit_code, done.stdout) == (1, "")
    assert {each["rule"] for each in json.loads(target.read_text())["findings"]} == {"server-error"}
    assert "no credentials in the environment" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_end_stops_and_tells_no_report(
    broken: str, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def run(*_: object, interrupted: Callable[[], bool], **__: object) -> Report:
        before = interrupted()
        os.kill(os.getpid(), number)
        asked.extend((before, interrupted()))
        return Report(kind="conformance", title="", subjects={}, findings=(), judged=1)

    monkeypatch.setattr("contracts.conformance.run.run", run)
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        done = CliRunner().invoke(command, [SPEC, "--url", broken, *QUICK], standalone_mode=False)
    finally:
        signal.signal(signal.SIGINT, was)
    assert asked == [False, True]
    assert isinstance(done.exception, KeyboardInterrupt | click.Abort)
    assert done.stdout == ""


def test_findings_can_be_let_pass(broken: str) -> None:
    assert call(SPEC, "--url", broken, *QUICK, "--fail-on", "none").exit_code == 0


def test_a_report_that_cannot_be_written_is_an_error(broken: str, tmp_path: Path) -> None:
    done = call(SPEC, "--url", broken, *QUICK, "--output", str(tmp_path / "no" / "report.txt"))
    assert isinstance(done.exception, ContractError)
    assert "could not be written: No such file or directory" in str(done.exception)


def test_a_run_that_tested_nothing_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}}')
    done = call(str(empty), *QUICK)
    assert isinstance(done.exception, ContractError)
    assert str(done.exception) == "nothing was tested: the document describes no operation"


def test_a_server_on_another_machine_is_left_alone_unless_writes_are_allowed() -> None:
    done = call(SPEC, "--url", "https://app.phonebridge.invalid", *QUICK)
    assert isinstance(done.exception, ContractError)
    assert str(done.exception).startswith("app.phonebridge.invalid is another machine, and a test creates, changes")
    assert "--allow-writes" in str(done.exception)
    assert done.stderr == ""


def test_a_server_on_another_machine_is_named_in_a_warning_before_anything_is_sent() -> None:
    # A port that is no port: the run ends before anybody is looked for.
    done = call(SPEC, "--url", "ftp://app.phonebridge.invalid", "--allow-writes", *QUICK)
    assert "warning: what this account can reach on app.phonebridge.invalid will be created, changed" in done.stderr
    assert isinstance(done.exception, ContractError)
    assert "no http URL" in str(done.exception)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:4010", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80/v1", True),
        ("http://localhost:80", True),
        ("http://api.localhost", True),
        ("http://localhost.example.com", False),
        ("http://192.168.0.1", False),
        ("http://0.0.0.0", False),
        ("http://127.0.0.1.example.com", False),
        ("nonsense", False),
    ],
)
def test_only_what_is_spelled_as_this_machine_is_this_machine(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize(
    ("severity", "fail_on", "failing"),
    [
        (Severity.ERROR, "error", True),
        (Severity.WARNING, "error", False),
        (Severity.WARNING, "warning", True),
        (Severity.NOTE, "warning", False),
        (Severity.NOTE, "note", True),
        (Severity.ERROR, "none", False),
    ],
)
def test_findings_fail_from_a_severity_on(severity: Severity, fail_on: str, failing: bool) -> None:
    finding = Finding(rule="a-b", message="", severity=severity)
    report = Report(kind="conformance", title="", subjects={}, findings=(finding,), judged=1)
    assert Failing(fail_on=fail_on, min_coverage=()).fails(report) is failing


def test_credentials_come_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_environment() is None
    monkeypatch.setenv("RINGBACK_USER", "ann")
    assert from_environment() is None
    monkeypatch.setenv("RINGBACK_PASSWORD", "pw")
    held = from_environment()
    assert held is not None
    assert (held.identifier, held.password) == ("ann", "pw")
    monkeypatch.setenv("RINGBACK_EMAIL", "bob@example.de")
    assert (from_environment() or held).identifier == "bob@example.de"


@pytest.mark.parametrize(
    "scheme", [{"type": "http", "scheme": "basic"}, {"type": "apiKey", "in": "header", "name": "X"}]
)
def test_our_own_mock_is_reached_through_any_scheme(tmp_path: Path, scheme: dict[str, str]) -> None:
    path = {
        "get": {"responses": {"200": {"description": "yes"}, "401": {"description": "no"}}, "security": [{"s": []}]}
    }
    raw = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/x": path}}
    document = tmp_path / "document.json"
    document.write_text(json.dumps(raw | {"components": {"securitySchemes": {"s": scheme}}}))
    done = call(str(document), "--phase", "coverage", "--seed", "1", "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["judged"] == 1


def test_what_is_no_url_is_told_as_that() -> None:
    done = call(SPEC, "--url", "localhost:8000", *QUICK)
    assert str(done.exception).startswith("'localhost:8000' is no URL of a server (write --url http://HOST")


def test_what_was_exercised_is_told_and_too_little_of_it_fails(mock: str) -> None:
    arguments = [SPEC, "--url", mock, *QUICK, "--check", "server-error"]
    told = call(*arguments, "--format", "json", "--min-coverage", "5", "--min-coverage", "operations=1")
    assert told.exit_code == 0
    coverage = json.loads(told.stdout)["coverage"]
    assert coverage["kinds"]["statuses"]["reached"] == sum(
        each["reached"] > 0 for each in coverage["goals"] if each["kind"] == "statuses"
    )
    missed = call(*arguments, "--format", "json", "--min-coverage", "violations=99.5")
    assert missed.exit_code == 1
    assert [each["rule"] for each in json.loads(missed.stdout)["findings"]] == ["coverage-missed"]


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ("statues=80", "no kind of goals 'statues'"),
        ("101", "no number from 0 to 100"),
        ("x", "no number from 0 to 100"),
    ],
)
def test_a_share_that_is_none_is_refused(share: str, told: str) -> None:
    refused = call(SPEC, "--min-coverage", share)
    assert refused.exit_code == 2
    assert told in " ".join(refused.stderr.split())
