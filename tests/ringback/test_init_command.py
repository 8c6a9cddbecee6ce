"""``ringback init``: what a repository has is found, what is written is right, and nothing is written over."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from ringback.commands.diff import diff
from ringback.commands.init import init

API = """\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things:
    get: {responses: {'200': {description: ok}}}
"""


def git(*arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=trunk"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(init, arguments)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two documents, one of them in a folder, and files that are none."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "it's.yaml").write_text(API, encoding="utf-8")
    (tmp_path / "old.json").write_text('{"swagger": "2.0", "info": {}, "paths": {}}', encoding="utf-8")
    (tmp_path / "config.yaml").write_text("openapi_url: /openapi.json\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("built.yaml\n", encoding="utf-8")
    (tmp_path / "built.yaml").write_text(API, encoding="utf-8")
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    return tmp_path


def test_documents_and_the_branch_are_found(repository: Path) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == ["ringback.toml", ".github/workflows/ringback.yml"]
    assert "ringback diff --against trunk" in result.stderr
    workflow = yaml.safe_load((repository / ".github/workflows/ringback.yml").read_text(encoding="utf-8"))
    assert workflow[True]["push"]["branches"] == ["trunk"]
    command = next(
        step["run"] for step in workflow["jobs"]["ringback"]["steps"] if "ringback diff" in step.get("run", "")
    )
    assert """'api/it'"'"'s.yaml' old.json""" in command
    assert "built.yaml" not in command
    path = str(repository / ".github/workflows/ringback.yml")
    assert CliRunner().invoke(check_jsonschema, ["--builtin-schema", "vendor.github-workflows", path]).exit_code == 0


def test_the_configuration_is_taken(repository: Path) -> None:
    run("-q")
    told = tomllib.loads((repository / "ringback.toml").read_text(encoding="utf-8"))
    assert told["mock"]["specs"] == ["api/it's.yaml"]
    assert CliRunner().invoke(diff, ["--against", "trunk", "api/it's.yaml"]).exit_code == 0


def test_what_is_shown_of_the_configuration_is_taken_too(repository: Path) -> None:
    run("-q")
    file = repository / "ringback.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    shown = lines[lines.index("# [[diff.ignore]]") :]
    file.write_text("\n".join([*lines, *(line.removeprefix("# ") for line in shown)]), encoding="utf-8")
    result = CliRunner().invoke(diff, ["--against", "trunk", "api/it's.yaml"])
    assert result.exit_code == 0, result.exception
    assert "ignore-unused" in result.stdout


def test_the_first_push_of_a_branch_is_compared_with_the_default_branch(repository: Path) -> None:
    run("-q")
    workflow = yaml.safe_load((repository / ".github/workflows/ringback.yml").read_text(encoding="utf-8"))
    (script,) = (
        each["run"] for each in workflow["jobs"]["ringback"]["steps"] if "ringback diff" in each.get("run", "")
    )
    git("update-ref", "refs/remotes/origin/trunk", "HEAD")
    for base, told in (("0" * 40, "origin/trunk"), ("HEAD", "HEAD")):
        asked = script.replace("ringback diff", "echo")
        done = subprocess.run(
            ["bash", "-e", "-c", asked], check=True, env={**os.environ, "BASE": base}, capture_output=True, text=True
        )
        assert f"--against {told} " in done.stdout


def test_from_a_folder_below_the_root_it_is_the_same(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "api")
    run("-q")
    assert (repository / "ringback.toml").is_file()


def test_where_gitlab_builds_it_gets_a_job_for_gitlab(repository: Path) -> None:
    (repository / ".gitlab-ci.yml").write_text("{}", encoding="utf-8")
    assert run("-q").stdout.splitlines() == ["ringback.toml", "ringback.gitlab-ci.yml"]
    job = yaml.safe_load((repository / "ringback.gitlab-ci.yml").read_text(encoding="utf-8"))["ringback"]
    assert "old.json" in job["script"][0]
    path = str(repository / "ringback.gitlab-ci.yml")
    assert CliRunner().invoke(check_jsonschema, ["--builtin-schema", "vendor.gitlab-ci", path]).exit_code == 0


def test_nothing_is_written_over(repository: Path) -> None:
    (repository / "ringback.toml").write_text("mine", encoding="utf-8")
    result = run()
    assert isinstance(result.exception, ContractError)
    assert "ringback.toml is there already" in str(result.exception)
    assert (repository / "ringback.toml").read_text(encoding="utf-8") == "mine"
    assert not (repository / ".github").exists()
    assert run("--force").exit_code == 0
    assert (repository / "ringback.toml").read_text(encoding="utf-8") != "mine"


def test_a_dry_run_writes_nothing(repository: Path) -> None:
    result = run("--dry-run")
    assert "# ringback.toml\n" in result.stdout
    assert not (repository / "ringback.toml").exists()


def test_where_there_is_nothing_to_start_with_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert "is in no Git repository" in str(run().exception)
    git("init")
    (tmp_path / "api.yaml").write_text("info: {}\n", encoding="utf-8")
    assert "no OpenAPI document was found" in str(run().exception)
