"""``ringback tour``: the three jobs for real, and what it says where one of them fails."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contracts.conformance import run as conformance
from contracts.findings import Finding, Report, Severity
from mockserver.access.people import accounts
from mockserver.app import create_app
from mockserver.errors import MockError
from mockserver.settings import Settings
from mockserver.testing import running
from ringback import conversation
from ringback.cli import cli
from ringback.commands import tour
from specs import load

SECONDS = 60


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str], float]:
    """The folder in which a tour was taken in a process of its own, the process, and its seconds."""
    folder = tmp_path_factory.mktemp("tour")
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "ringback", "tour"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "RINGBACK_DATA_DIR": str(folder / "data")},
    )
    return folder, done, time.monotonic() - started


Taken = tuple[Path, subprocess.CompletedProcess[str], float]


def test_it_succeeds_in_under_a_minute_and_says_nothing_off_a_terminal(taken: Taken) -> None:
    _, done, seconds = taken
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert seconds < SECONDS


def test_the_vendors_conversation_is_shown_line_by_line(taken: Taken) -> None:
    lines = re.findall(r"^   ([A-Z]+ /api/\S+) → (\d+)", taken[1].stdout, re.MULTILINE)
    client = re.search(r"DELETE (/api/clients/\d+)", taken[1].stdout)
    assert client
    assert lines == [
        ("POST /api/authenticate", "200"),
        ("GET /api/users/me/connectors", "200"),
        ("POST /api/users/me/clients", "201"),
        (f"DELETE {client[1]}", "204"),
        (f"DELETE {client[1]}", "404"),
    ]
    tokens = re.findall(r"eyJ[\w.-]+", taken[1].stdout)
    assert tokens
    assert not [token for token in tokens if token.count(".") == 2], "a whole token must not be shown"


def test_the_test_really_tested(taken: Taken) -> None:
    told = re.search(r"(\d+) operations, (\d+) requests, (\d+) checks: 0 failures", taken[1].stdout)
    assert told
    assert int(told[1]) == len(load(tour.NEW).operations)
    assert int(told[2]) > 5 * int(told[1])
    assert int(told[3]) > int(told[2])


def test_each_break_is_shown_with_its_witness(taken: Taken) -> None:
    breaks = re.findall(
        r"^   ✗ (.+)\n       (.+)\n       the (old|new) release refuses it: (.+)$", taken[1].stdout, re.MULTILINE
    )
    assert len(breaks) == taken[1].stdout.count("✗") >= 4
    assert any(shown == "GET /api/account" and who == "new" for _, shown, who, _ in breaks)


def test_the_reports_of_all_releases_lie_where_it_says(taken: Taken) -> None:
    folder, done, _ = taken
    index = re.search(r"^The report: (.+)$", done.stdout, re.MULTILINE)
    assert index
    assert index[1] == str(Path("ringback-tour", "phonebridge-webapp", "index.html"))
    written = folder / index[1]
    assert written.read_text("utf-8").startswith("<!doctype html>")
    assert len(json.loads(written.with_suffix(".json").read_text("utf-8"))["pairs"]) == 36
    assert len(list(written.parent.glob("*-to-*.html"))) == 8


def test_what_it_proposes_next_are_real_commands(taken: Taken) -> None:
    proposed = re.findall(r"^  (ringback \w+ .+)$", taken[1].stdout, re.MULTILINE)
    assert len(proposed) == 3
    for line in proposed:
        assert CliRunner().invoke(cli, [line.split()[1], "--help"]).exit_code == 0


def report(*findings: Finding, judged: int = 1) -> Report:
    return Report(
        kind="conformance", title="t", subjects={}, findings=findings, judged=judged, facts={"cases": 1, "checks": 1}
    )


FAILURE = Finding(rule="server-error", message="it fell over", severity=Severity.ERROR, operations=("GET /a",))
NOTE = Finding(rule="note", message="by the way", severity=Severity.NOTE, operations=("GET /a",))


@pytest.mark.parametrize(
    ("judged", "sound"), [(report(), True), (report(NOTE), True), (report(FAILURE), False), (report(judged=0), False)]
)
def test_a_mock_that_does_not_conform_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], judged: Report, sound: bool
) -> None:
    monkeypatch.setattr(conformance, "run", lambda *_, **__: judged)
    assert tour._test(tour._Guide(quiet=True), "http://127.0.0.1:9", conversation.account()) is sound
    assert ("it fell over" in capsys.readouterr().out) == (FAILURE in judged.findings)


def test_the_exit_code_tells_of_a_mock_that_is_not_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tour, "_test", lambda *_: False)
    monkeypatch.setattr(tour, "_compare", lambda *_: None)
    monkeypatch.setattr(tour, "_report", lambda _, folder: folder / "index.html")
    result = CliRunner().invoke(cli, ["tour", "--output-dir", str(tmp_path), "--quiet"])
    assert result.exit_code == 1
    assert "did NOT do as its document says" in result.stdout


def test_a_conversation_that_goes_wrong_is_told() -> None:
    with running(create_app(load(tour.NEW), Settings(users=accounts({"else@example.org": "secret"})))) as url:
        lines = list(conversation.conversation(url, conversation.account()))
    assert not any(line.as_expected for line in lines[:4])
    assert "(expected 200)" in lines[0].told


def test_a_mock_that_does_not_start_says_why() -> None:
    with (
        pytest.raises(MockError, match=r"did not start: ringback: nowhere\.yaml: no such file"),
        conversation.mock("nowhere.yaml"),
    ):
        pass


def test_folders_of_the_user_are_not_taken_for_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("specs", "contracts", "mockserver"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('mine')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with conversation.mock("phonebridge-client") as url:
        assert next(conversation.conversation(url, conversation.account())).as_expected


def test_a_mock_that_is_gone_is_told() -> None:
    with pytest.raises(MockError, match="did not answer POST /api/authenticate"):
        next(iter(conversation.conversation("http://127.0.0.1:9", conversation.account())))


def test_a_long_answer_is_cut_short() -> None:
    answer: Any = conversation._Answer("GET /a", 200, {"text": "x" * 500})
    line = conversation._line(answer, 200)
    assert len(line.told) < 100
    assert line.told.endswith("…")
