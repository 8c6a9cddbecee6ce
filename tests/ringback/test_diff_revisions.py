"""``ringback diff`` with documents of Git revisions: real repositories, asked from where a user stands."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.findings import Verdict
from ringback.commands.diff import diff
from specs import SpecError

API = """\
openapi: 3.0.3
info: {title: Things, version: '%s'}
paths:
  /things:
    get:
      parameters:
        - {name: size, in: query, schema: {$ref: 'shared/size.yaml'}}
      responses: {'200': {description: things}}
"""


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def write(top: Path, release: str, maximum: int) -> None:
    (top / "api" / "shared").mkdir(parents=True, exist_ok=True)
    (top / "api" / "openapi.yaml").write_text(API % release, encoding="utf-8")
    (top / "api" / "shared" / "size.yaml").write_text(f"type: integer\nmaximum: {maximum}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Releases 1 (tagged v1) and 2, which takes more; in the working tree a third takes less than either."""
    top = tmp_path_factory.mktemp("history") / "repository"
    top.mkdir()
    git(top, "init")
    for release, maximum in (("1", 100), ("2", 500)):
        write(top, release, maximum)
        git(top, "add", ".")
        git(top, "commit", "-m", f"fix: {release}")
        git(top, "tag", f"v{release}")
    write(top, "3", 50)
    return top


@pytest.fixture
def repository(history: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(history.parent))
    monkeypatch.chdir(history)
    return history


def run(*arguments: str) -> Result:
    return CliRunner().invoke(diff, arguments)


def told(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, SpecError), result.output
    assert result.stdout == ""
    return str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "verdict", "places"),
    [
        (("v1:api/openapi.yaml", "v2:api/openapi.yaml"), Verdict.COMPATIBLE, ("v1:api/shared/size.yaml:",)),
        (("main:api/openapi.yaml", "HEAD~1:api/openapi.yaml"), Verdict.BREAKING, ("HEAD~1:api/shared/size.yaml:",)),
        (("HEAD^{/fix: 1}:api/openapi.yaml", "api/openapi.yaml"), Verdict.BREAKING, ("api/shared/size.yaml:",)),
        (("--against", "main", "api/openapi.yaml"), Verdict.BREAKING, ("main:api/shared/size.yaml:",)),
        (("--against", "v1", "./api/../api/openapi.yaml"), Verdict.BREAKING, ("v1:api/openapi.yaml",)),
    ],
)
def test_references_are_read_at_the_revision_of_their_document(
    repository: Path, arguments: tuple[str, ...], verdict: Verdict, places: tuple[str, ...]
) -> None:
    result = run(*arguments)
    assert result.stdout.startswith(f" {verdict.value.upper()} "), result.output
    assert result.exit_code == int(verdict is Verdict.BREAKING)
    assert [place for place in places if place not in result.stdout] == []


def test_against_takes_a_path_from_the_current_folder(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "api")
    assert "old         main:api/openapi.yaml" in run("--against", "main", "openapi.yaml").stdout
    assert "old         main:api/openapi.yaml" in run("--against", "main", str(Path("openapi.yaml").resolve())).stdout


def test_what_is_unchanged_since_is_told(repository: Path) -> None:
    assert "the same, letter for letter" in run("main:api/openapi.yaml", "v2:api/openapi.yaml").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--against", "mian", "api/openapi.yaml"), "mian: no revision is called 'mian' (did you mean main?"),
        (("--against", "--help", "api/openapi.yaml"), "no revision is called '--help'"),
        (("--against", "main:api/openapi.yaml", "api/openapi.yaml"), "no revision is called 'main:api/openapi.yaml'"),
        (("mian:api/openapi.yaml", "api/openapi.yaml"), "no such file, and no revision is called 'mian'"),
        (("main:openapi.yaml", "api/openapi.yaml"), "no such file at main: openapi.yaml (did you mean main:api/op"),
        (("main:nothing.yaml", "api/openapi.yaml"), "(git ls-tree -r --name-only main lists what is there)"),
        (("--against", "main", "../elsewhere.yaml"), "is not in the Git repository around the current folder"),
        (("--against", "main", "api/new.yaml"), "no such file at main: api/new.yaml"),
        (("--upload-pack=touch ran:x", "api/openapi.yaml"), "no such file"),
    ],
)
def test_what_is_not_there_is_told_with_what_may_have_been_meant(
    repository: Path, arguments: tuple[str, ...], message: str
) -> None:
    words = arguments if arguments[0] == "--against" else ("--", *arguments)
    assert message in told(*words)


def test_documents_are_compared_with_what_they_were_and_one_that_was_not_there_is_new(repository: Path) -> None:
    other, new = repository / "api" / "other.yaml", repository / "new.yaml"
    for path in (other, new):
        path.write_text((repository / "api" / "openapi.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    new.write_text(new.read_text(encoding="utf-8").replace("'shared/", "'api/shared/"), encoding="utf-8")
    try:
        result = run("--against", "main", "api/openapi.yaml", "new.yaml")
        assert result.exit_code == 1
        assert "2 documents: main → the working tree" in result.stdout
        assert "new.yaml is new, with 1 operation" in result.stdout
        alone = run("--against", "main", "new.yaml")
        assert (alone.exit_code, "new.yaml is new, with 1 operation" in alone.stdout) == (0, True)
    finally:
        other.unlink()
        new.unlink()


def test_before_the_first_commit_every_document_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook that compares with HEAD is run at the first commit, too."""
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init")
    write(tmp_path, "1", 100)
    (document,) = (str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.yaml") if "paths:" in path.read_text())
    result = run("--against", "HEAD", document)
    assert result.exit_code == 0
    assert f"{document} is new" in result.stdout
    assert isinstance(run("--against", "main", document).exception, SpecError)


def test_outside_of_a_repository_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert "the current folder is in no Git repository" in told("--against", "main", "a.yaml")
    assert "no such file, and the current folder is in no Git repository" in told("main:a.yaml", "a.yaml")


def test_a_repository_of_somebody_else_is_not_trusted(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert "Git trusts no repository of somebody else's" in told("--against", "main", "api/openapi.yaml")


def test_without_git_that_is_told(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "there is no git to look for a revision with (install Git)" in told("--against", "main", "api/openapi.yaml")


def test_a_bare_repository_has_revisions_too(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repository, "clone", "--bare", ".", str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert run("v2:api/openapi.yaml", "v1:api/openapi.yaml").exit_code == 1


ENDING = """\
openapi: 3.0.3
info: {title: Things, version: '%s'}
paths:
  /things: {get: {responses: {'200': {description: things}}}}
"""
END = "  /end: {get: {deprecated: %s, responses: {'200': {description: end}}}}\n"
STATES = (
    ("1", ENDING % "1" + END % "false"),
    ("2", ENDING % "2" + END % "true"),
    ("2", ENDING % "2" + END % "true" + "# the same release, written in a second step\n"),
    ("3", ENDING % "3" + END % "true"),
    ("4", ENDING % "4"),
)


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize(("releases", "short"), [(2, False), (3, True)])
def test_releases_before_a_revision_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tagged: bool, releases: int, short: bool
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init")
    for number, (release, text) in enumerate(STATES):
        (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
        git(tmp_path, "add", "api.yaml")
        git(tmp_path, "commit", "-m", release)
        if tagged and number != 2:
            monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-01-0{number + 1}T00:00:00Z")
            git(tmp_path, "tag", "-a", f"v{release}", "-m", release)
    (tmp_path / "ringback.toml").write_text(f"[diff.removals]\nreleases = {releases}\n", encoding="utf-8")
    result = run("HEAD~1:api.yaml", "HEAD:api.yaml", "--format", "json")
    assert ("removal-on-short-notice" in result.stdout) is short
    assert result.exit_code == int(short)
    found = json.loads(result.stdout)["facts"]["earlier releases"].split(", ")
    assert len(found) == releases - 1
    assert all(each.endswith(":api.yaml") for each in found)
    if tagged:
        assert found[-1] == "v2:api.yaml"


def configured(top: Path) -> None:
    """What Git would run of a repository's own if it were asked in other ways."""
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.evil.textconv", "filter.evil.smudge"):
        git(top, "config", key, "touch ran;")
    git(top, "config", "filter.evil.required", "true")


def linked(top: Path) -> None:
    """A document that is a link to what is not the repository's."""
    (top / "api" / "link.yaml").symlink_to("/etc/hostname")
    git(top, "add", "-f", "api/link.yaml")
    git(top, "commit", "-m", "link")


@pytest.mark.parametrize("prepare", [configured, linked])
def test_a_hostile_repository_runs_nothing_and_leads_nowhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepare: Callable[[Path], None]
) -> None:
    top = tmp_path / "hostile"
    git(tmp_path, "clone", str(repository), str(top))
    (top / ".gitattributes").write_text("*.yaml diff=evil filter=evil\n", encoding="utf-8")
    prepare(top)
    monkeypatch.chdir(top)
    assert run("v1:api/openapi.yaml", "v2:api/openapi.yaml").exit_code == 0
    assert list(tmp_path.rglob("ran")) == []
    if prepare is linked:
        assert "not an OpenAPI document" in told("HEAD:api/link.yaml", "v1:api/openapi.yaml")
