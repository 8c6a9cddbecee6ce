"""Documents as they were at a revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from specs import load, revisions, source
from specs.errors import SpecError

API = "openapi: 3.0.3\ninfo: {title: %s, version: '1'}\npaths: {}\n"


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits; the file on disk is a third state. The current folder is ``specs`` inside."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    top = tmp_path / "repository"
    (top / "specs").mkdir(parents=True)
    git(top, "init")
    for title in ("first", "second"):
        (top / "specs" / "api.yaml").write_text(API % title, encoding="utf-8")
        (top / "specs" / "ä b.yaml").write_text(API % title, encoding="utf-8")
        git(top, "add", ".")
        git(top, "commit", "-m", title)
    (top / "specs" / "api.yaml").write_text(API % "third", encoding="utf-8")
    monkeypatch.chdir(top / "specs")
    return top


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("HEAD~1:specs/api.yaml", "first"),
        ("HEAD:specs/api.yaml", "second"),
        ("main:./api.yaml", "second"),
        ("main:specs/../specs/api.yaml", "second"),
        ("HEAD^:specs/ä b.yaml", "first"),
        ("@:specs/api.yaml", "second"),
        ("api.yaml", "third"),
    ],
)
def test_a_revision_and_a_path_are_a_document(repository: Path, name: str, title: str) -> None:
    document = load(name)
    assert document.title == title
    assert document.place("/info") == f"{name}:2"


def test_a_file_of_that_name_goes_first(repository: Path) -> None:
    Path("HEAD:api.yaml").write_text(API % "file", encoding="utf-8")
    assert load("HEAD:api.yaml").title == "file"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("HEAD:nothing.yaml", "no such file at HEAD: nothing.yaml"),
        ("HEAD:specs", "no such file at HEAD"),
        ("HEAD:../secret.yaml", "no such file at HEAD"),
        ("nobranch:specs/api.yaml", "no such file"),
        ("--help:specs/api.yaml", "no such file"),
        (":specs/api.yaml", "no such file"),
        ("HEAD:", "no such file"),
        ("C:\\api.yaml", "no such file"),
        ("C:/api.yaml", "no such file"),
        ("HEAD\0:specs/api.yaml", "cannot be read"),
    ],
)
def test_what_is_not_there_is_told(repository: Path, name: str, told: str) -> None:
    with pytest.raises(SpecError, match=told) as caught:
        source.read(name)
    assert caught.value.hint


def test_a_drive_is_no_branch(repository: Path) -> None:
    git(repository, "branch", "C")
    assert revisions.parse("C:/api.yaml") is None
    assert revisions.parse("C:specs/api.yaml") is not None


def test_no_conversion_of_the_repository_is_run(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.yaml diff=evil filter=evil\n", encoding="utf-8")
    for key in ("diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean"):
        git(repository, "config", key, "touch ran; echo")
    assert load("HEAD:specs/api.yaml").title == "second"
    assert list(repository.rglob("ran")) == []


def test_without_a_repository_it_is_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError, match="no such file"):
        source.read("HEAD:specs/api.yaml")


def test_without_git_it_is_the_name_of_a_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SpecError, match="no such file"):
        source.read("HEAD:specs/api.yaml")


def test_what_is_too_large_is_not_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    with pytest.raises(SpecError, match="larger than"):
        source.read("HEAD:specs/api.yaml")
