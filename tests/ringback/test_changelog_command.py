"""``ringback changelog``: what is new, in three formats, never a judgement."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from ringback.commands.changelog import changelog

pytestmark = pytest.mark.usefixtures("folder")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(changelog, arguments)


RELEASES = ("phonebridge-webapp@1.3.7", "phonebridge-webapp@1.3.8")


@pytest.mark.parametrize("names", [RELEASES, ("phonebridge-webapp@1.3.7..1.3.8",)])
def test_what_is_new_is_told_and_nothing_is_judged(names: tuple[str, ...]) -> None:
    result = run(*names)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "phonebridge webapp API 1.3.8: what is new since 1.3.7",
        "3 added, 3 changed, 1 removed; 4 changes break clients.",
    ]
    assert lines[lines.index("Removed") + 1 :][:2] == [
        "  ✗ GET /api/account is gone (breaks clients)",
        "    Get the own account",
    ]


def test_markdown_is_for_release_notes(folder: Path) -> None:
    result = run(*RELEASES, "--format", "markdown", "--output", "new.md")
    assert (result.stdout, result.stderr.startswith("phonebridge webapp API 1.3.8: what is new")) == ("", True)
    assert run(*RELEASES, "--format", "json", "--output", "new.json", "--quiet").output == ""
    text = (folder / "new.md").read_text(encoding="utf-8")
    assert "\n## Added\n\n- `POST /api/register` is new<br>Register an account\n" in text
    assert "- **Breaks clients:** `GET /api/account` is gone<br>Get the own account\n" in text


def test_json_is_for_programs() -> None:
    data = json.loads(run(*RELEASES, "--format", "json").stdout)
    assert (data["kind"], data["old"], data["new"]) == ("changelog", "1.3.7", "1.3.8")
    assert {entry["kind"] for entry in data["entries"]} == {"added", "changed", "removed"}


def test_it_is_told_against_a_revision(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    api = "openapi: 3.0.3\ninfo: {title: Things}\npaths: {/a: {get: {responses: {'200': {description: a}}}}}\n"
    (folder / "api.yaml").write_text(api, encoding="utf-8")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for command in (["init"], ["add", "."], ["commit", "-m", "first"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)
    (folder / "api.yaml").write_text(api.replace("{/a: ", "{/b: "), encoding="utf-8")
    lines = run("--against", "main", "api.yaml").stdout.splitlines()
    assert lines[:2] == [
        "Things api.yaml: what is new since main:api.yaml",
        "1 added, 1 removed; 1 change breaks clients.",
    ]


def test_documents_without_operations_have_no_changelog(folder: Path) -> None:
    (folder / "a.yaml").write_text("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n", encoding="utf-8")
    result = run("a.yaml", "a.yaml")
    assert isinstance(result.exception, ContractError)
    assert result.stdout == ""


def test_it_takes_two_documents() -> None:
    result = run("a.yaml")
    assert (result.exit_code, "NEW is missing" in result.stderr) == (2, True)
