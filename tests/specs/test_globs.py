"""Which files a pattern means, on disk and at a revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from specs import globs
from specs.errors import SpecError
from specs.globs import expand, is_pattern

FILES = (
    "api-1.2.yaml",
    "api-1.10.yaml",
    "api-1.9.yaml",
    "a/x.yaml",
    "a/b/x.yaml",
    "a/b/y.json",
    ".hidden/x.yaml",
    "a/.x.yaml",
    "odd[1].yaml",
    "ä b.yaml",
)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("globs") / "top"
    for file in FILES:
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).write_text("x", encoding="utf-8")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for command in (["init"], ["add", "."], ["commit", "-m", "all"]):
        subprocess.run(["git", *who, *command], cwd=top, check=True, capture_output=True)
    return top


@pytest.fixture(autouse=True)
def _here(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(top.parent))
    monkeypatch.chdir(top)


TABLE = [
    ("api-*.yaml", ["api-1.2.yaml", "api-1.9.yaml", "api-1.10.yaml"]),
    ("api-1.?.yaml", ["api-1.2.yaml", "api-1.9.yaml"]),
    ("api-1.[29].yaml", ["api-1.2.yaml", "api-1.9.yaml"]),
    ("api-1.[!2].yaml", ["api-1.9.yaml"]),
    ("a/*.yaml", ["x.yaml"]),
    ("a/**/x.yaml", ["b/x.yaml", "x.yaml"]),
    ("**/x.yaml", ["a/b/x.yaml", "a/x.yaml"]),
    ("*/b/*", ["a/b/x.yaml", "a/b/y.json"]),
    (".hid*/x.yaml", [".hidden/x.yaml"]),
    ("a/.*.yaml", [".x.yaml"]),
    ("a/**", ["b/x.yaml", "b/y.json", "x.yaml"]),
    ("ä ?.yaml", ["ä b.yaml"]),
    ("odd[[]1].yaml", ["odd[1].yaml"]),
]


@pytest.mark.parametrize("revision", ["", "main:"])
@pytest.mark.parametrize(("pattern", "rests"), TABLE)
def test_a_pattern_means_files_by_what_stands_in_its_place(revision: str, pattern: str, rests: list[str]) -> None:
    fixed = "a/" if pattern.startswith("a/") else ""
    assert is_pattern(revision + pattern)
    assert list(expand(revision + pattern).items()) == [(rest, revision + fixed + rest) for rest in rests]


@pytest.mark.parametrize(
    "name", ["a/x.yaml", "odd[1].yaml", "main:odd[1].yaml", "http://a.example/*", "http://a.example/?x", "-", "a\0*"]
)
def test_other_names_are_no_patterns(name: str) -> None:
    assert not is_pattern(name)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("b/*.yaml", "b/*.yaml: nothing is called so"),
        ("main:b/*.yaml", "main:b/*.yaml: nothing is called so"),
        ("mian:a/*.yaml", "mian:a/*.yaml: no revision is called 'mian'"),
    ],
)
def test_what_means_nothing_is_told(pattern: str, told: str) -> None:
    with pytest.raises(SpecError) as caught:
        expand(pattern)
    assert str(caught.value).startswith(told)


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(globs, "MOST", 2)
    with pytest.raises(SpecError, match="means 3 documents"):
        expand("api-*.yaml")


def test_folders_that_a_pattern_cannot_mean_are_not_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    entered = []
    real = globs.os.walk
    monkeypatch.setattr(globs.os, "walk", lambda base: (entered.append(each[0]) or each for each in real(base)))
    expand("a/*.yaml")
    assert [str(each) for each in entered] == ["a/"]
