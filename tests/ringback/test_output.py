"""Where reports go: several files at once, whole or not at all; and what a workflow's runner is told."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import threading
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from contracts.findings import Finding, Report, Severity
from contracts.render import FORMATS
from ringback import workflows
from ringback.commands.diff import diff
from ringback.output import Written
from specs.whole_files import write_whole

SERIES = "phonebridge-webapp@1.3.7..1.3.8"
OPENINGS = {"html": "<!doctype html>", "xml": "<?xml", "md": "# ", "sarif": "{", "txt": " BREAKING"}


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(diff, [SERIES, *arguments])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_one_run_writes_several_files_by_their_names_and_text(folder: Path) -> None:
    outputs = [f"--output=report.{suffix}" for suffix in OPENINGS]
    result = run(*outputs, "--output", "gitlab=quality.json", "--output", "-")
    assert result.exit_code == 1
    assert result.stdout.startswith(" BREAKING ")
    assert result.stderr == ""
    for suffix, opening in OPENINGS.items():
        assert (folder / f"report.{suffix}").read_text(encoding="utf-8").startswith(opening), suffix
    assert len(json.loads((folder / "quality.json").read_text(encoding="utf-8"))) == 6


@pytest.mark.parametrize(
    ("written", "ways"),
    [
        (Written(), [("text", "-")]),
        (Written("json"), [("json", "-")]),
        (Written(None, ("a.HTML", "b.json", "c")), [("html", "a.HTML"), ("json", "b.json"), ("text", "c")]),
        (Written("gitlab", ("a.json",)), [("gitlab", "a.json")]),
        (Written("gitlab", ("a.json", "html=b.x")), [("gitlab", "a.json"), ("html", "b.x")]),
        (Written(None, ("json=-", "./a=b/c.md")), [("json", "-"), ("markdown", "./a=b/c.md")]),
    ],
)
def test_each_file_has_a_format(written: Written, ways: list[tuple[str, str]]) -> None:
    assert written.ways(FORMATS) == ways


def test_one_format_is_not_of_two_files() -> None:
    with pytest.raises(click.UsageError, match="say FORMAT=FILE, such as html=b"):
        Written("html", ("a", "b")).ways(FORMATS)


def test_nothing_is_written_when_something_cannot_be_said(folder: Path) -> None:
    result = run("--output", "a.json", "--output", "pdf=b")
    assert result.exit_code == 2
    assert list(folder.iterdir()) == []


def test_a_file_keeps_its_permissions_and_a_link_its_place(folder: Path) -> None:
    there = folder / "there"
    there.write_text("old", encoding="utf-8")
    there.chmod(0o640)
    (folder / "link").symlink_to(there)
    write_whole(folder / "link", b"new")
    assert (folder / "link").is_symlink()
    assert there.read_bytes() == b"new"
    assert stat.S_IMODE(there.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_that_the_mask_leaves(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(folder / "new", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o640


def test_what_fails_leaves_the_old_file_and_nothing_beside_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "report").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(folder / "report", b"new")
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("report", b"old")]


CLOSED = {
    "folder": (os, "open", errno.EACCES),
    "mounted folder": (os, "open", errno.EROFS),
    "mounted file": (Path, "replace", errno.EBUSY),
}


@pytest.mark.parametrize(("whose", "what", "said"), CLOSED.values(), ids=CLOSED)
def test_where_nothing_may_be_put_a_file_is_written_in_place(
    whose: Any, what: str, said: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "report").write_bytes(b"an old report")

    def closed(*_: object) -> None:
        raise OSError(said, os.strerror(said))

    monkeypatch.setattr(whose, what, closed)
    write_whole(folder / "report", b"new")
    with pytest.raises(OSError, match=re.escape(os.strerror(said))):
        write_whole(folder / "another", b"new")
    monkeypatch.undo()
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("report", b"new")]


def test_a_pipe_is_written_to(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_bytes()))
    reader.start()
    write_whole(folder / "pipe", b"report")
    reader.join()
    assert read == [b"report"]


def test_a_step_of_a_workflow_is_told_the_summary_and_the_numbers(folder: Path) -> None:
    summary, outputs = folder / "summary.md", folder / "outputs"
    summary.write_text("before\n", encoding="utf-8")
    run("--format", "github", GITHUB_STEP_SUMMARY=str(summary), GITHUB_OUTPUT=str(outputs))
    told = summary.read_text(encoding="utf-8")
    assert told.startswith("before\n# phonebridge webapp API")
    assert "GET /api/account?" not in told
    assert outputs.read_text(encoding="utf-8").splitlines() == [
        "headline=Breaking",
        "errors=4",
        "warnings=0",
        "notes=2",
        "judged=25",
    ]


def test_another_format_tells_a_runner_nothing(folder: Path) -> None:
    run("--format", "json", GITHUB_STEP_SUMMARY=str(folder / "summary.md"))
    assert list(folder.iterdir()) == []


def test_a_summary_stays_below_what_github_shows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(
        Finding(rule="made-up", message=f"{number} {'x' * 1000}", severity=Severity.ERROR) for number in range(1_200)
    )
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    workflows.sum_up(Report(kind="conformance", title="many", subjects={}, findings=many, judged=1))
    told = (folder / "summary.md").read_text(encoding="utf-8")
    assert len(told) < 1000
    assert "1200 failures" in told
    assert "too many to be shown here" in told


def test_a_runner_whose_file_cannot_be_written_is_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(folder / "absent" / "outputs"))
    with pytest.raises(ContractError, match="absent/outputs: the runner's file could not be written"):
        workflows.sum_up(Report(kind="conformance", title="", subjects={}, findings=(), judged=1))
