"""What is offered to CI systems: right by their schemas, and doing what it says when its lines are run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from shown_pages import HOUSE, PAGES, Block, fences

API = """\
openapi: 3.1.0
info: {{title: t, version: '{0}'}}
paths:
  /things:
    get:
      parameters:
        - {{name: size, in: query, schema: {{type: integer, maximum: {1}}}}}
      responses: {{'200': {{description: ok}}}}
"""


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shallow clone, as actions/checkout makes it, whose last commit takes less than the one before."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init")
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    for release, maximum in (("1", 100), ("2", 50)):
        (origin / "my api.yaml").write_text(API.format(release, maximum), encoding="utf-8")
        git(origin, "add", ".")
        git(origin, "commit", "-m", release)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--depth=1", origin.as_uri(), str(clone))
    return clone


@pytest.fixture
def command(tmp_path: Path) -> str:
    """A folder in which ``ringback`` is this checkout's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "ringback"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ringback "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return str(folder)


def environment(command: str, **more: str) -> dict[str, str]:
    paths = {"PATH": f"{command}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(HOUSE)}
    return {**os.environ, **paths, **more}


def filled(text: str, known: dict[str, str]) -> str:
    """The expressions of a workflow, each a name or the first of several that is something."""

    def value(found: re.Match[str]) -> str:
        return next((told for name in found[1].split("||") if (told := known.get(name.strip(), ""))), "")

    return re.sub(r"\$\{\{(.*?)\}\}", value, text)


def run_action(checkout: Path, command: str, known: dict[str, str]) -> tuple[subprocess.CompletedProcess[str], str]:
    """What the steps of the action do that are lines of a shell, but for the installation; and the step's summary."""
    action = yaml.safe_load((HOUSE / "action.yml").read_text(encoding="utf-8"))
    told = {f"inputs.{name}": each.get("default", "") for name, each in action["inputs"].items()} | known
    summary = checkout.parent / "summary.md"
    for step in action["runs"]["steps"]:
        if "id" not in step:
            continue
        outputs = checkout.parent / f"{step['id']}.outputs"
        outputs.touch()
        variables = {name: filled(str(value), told) for name, value in step["env"].items()}
        runner = {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=checkout,
            env=environment(command, **variables, **runner),
            capture_output=True,
            text=True,
            check=False,
        )
        for line in outputs.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            told[f"steps.{step['id']}.outputs.{name}"] = value
    outputs_of_action = {name: filled(each["value"], told) for name, each in action["outputs"].items()}
    assert outputs_of_action["sarif"] == "ringback-reports/report.sarif"
    return done, outputs_of_action["headline"]


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.gitlab-ci", "docs/ringback.gitlab-ci.yml"),
        ("vendor.compose-spec", "docs/scale/compose.yaml"),
    ],
)
def test_files_are_as_their_schemas_say(schema: str, file: str) -> None:
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(HOUSE / file)])
    assert done.exit_code == 0, done.output


SHOWN = [(page.name, block) for page in PAGES for block in fences(page) if block.title.endswith(".yml")]


@pytest.mark.parametrize(("page", "block"), SHOWN, ids=[f"{page}:{block.title}" for page, block in SHOWN])
def test_what_the_pages_show_to_be_copied_is_as_its_schema_says(page: str, block: Block, tmp_path: Path) -> None:
    (tmp_path / "shown.yml").write_text(block.text, encoding="utf-8")
    schema = "vendor.gitlab-ci" if "gitlab" in page + block.title else "vendor.github-workflows"
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(tmp_path / "shown.yml")])
    assert done.exit_code == 0, done.output


def rows(page: str) -> set[str]:
    """What stands in the first cells of a page's tables."""
    text = (HOUSE / "docs" / page).read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)}


def test_the_pages_tell_all_inputs_outputs_and_variables() -> None:
    action = yaml.safe_load((HOUSE / "action.yml").read_text(encoding="utf-8"))
    assert rows("github.md") == action["inputs"].keys() | action["outputs"].keys()
    job = yaml.safe_load((HOUSE / "docs" / "ringback.gitlab-ci.yml").read_text(encoding="utf-8"))[".ringback"]
    assert rows("gitlab.md") == job["variables"].keys() - {"GIT_DEPTH"}


def test_the_workflow_and_the_hooks_that_are_shown_use_what_there_is() -> None:
    shown = {
        block.title: yaml.safe_load(block.text) for page in PAGES for block in fences(page) if "yaml" in block.language
    }
    (step,) = (step for step in shown[".github/workflows/api.yml"]["jobs"]["api"]["steps"] if "with" in step)
    action = yaml.safe_load((HOUSE / "action.yml").read_text(encoding="utf-8"))
    assert step["with"].keys() <= action["inputs"].keys()
    (repository,) = shown[".pre-commit-config.yaml"]["repos"]
    hooks = yaml.safe_load((HOUSE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {each["id"] for each in repository["hooks"]} == {each["id"] for each in hooks}


@pytest.mark.parametrize("base", ["", "0" * 40, "sha"])
def test_the_action_annotates_what_breaks_in_a_shallow_clone(checkout: Path, command: str, base: str) -> None:
    before = git(checkout.parent / "origin", "rev-parse", "HEAD~1")
    git(checkout.parent / "origin", "branch", "old", "HEAD~1")
    known = {
        "inputs.documents": "my api.yaml\n",
        "github.event.before": before if base == "sha" else base,
        "github.event.repository.default_branch": "old",
    }
    done, headline = run_action(checkout, command, known)
    assert done.returncode == 1, done.stderr
    assert headline == "Breaking"
    assert "::error file=my api.yaml,line=7," in done.stdout
    summary = (checkout.parent / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("# t: 1 → 2\n\n**Breaking.** 1 change breaks")
    written = {path.name for path in (checkout / "ringback-reports").iterdir()}
    assert written == {"report.html", "report.json", "report.sarif", "junit.xml"}


def test_the_action_passes_nothing_of_its_inputs_to_the_shell_as_code(checkout: Path, command: str) -> None:
    evil = '"; touch ran; echo "$(touch ran).yaml'
    known = {"inputs.documents": f"{evil}\n", "inputs.against": "HEAD", "inputs.level": "`touch ran`"}
    done, _ = run_action(checkout, command, known)
    assert done.returncode == 2
    assert not list(checkout.rglob("ran"))


def test_the_job_for_gitlab_writes_what_gitlab_reads(checkout: Path, command: str) -> None:
    job = yaml.safe_load((HOUSE / "docs" / "ringback.gitlab-ci.yml").read_text(encoding="utf-8"))[".ringback"]
    before = git(checkout.parent / "origin", "rev-parse", "HEAD~1")
    git(checkout, "fetch", "--depth=1", "origin", before)
    git(checkout, "mv", "my api.yaml", "openapi.yaml")
    (checkout.parent / "origin" / "my api.yaml").rename(checkout.parent / "origin" / "openapi.yaml")
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(job["script"])],
        cwd=checkout,
        env=environment(command, **job["variables"] | {"GIT_DEPTH": "0"}, CI_COMMIT_BEFORE_SHA=before),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "openapi.yaml is new, with 1 operation" in done.stdout
    artifacts: dict[str, Any] = job["artifacts"]
    for name in (*artifacts["paths"], *artifacts["reports"].values()):
        assert (checkout / name).is_file(), name


def test_hooks_check_and_compare_the_files_they_are_given(checkout: Path, command: str) -> None:
    told_hooks = yaml.safe_load((HOUSE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    hooks = {each["id"]: each for each in told_hooks}
    git(checkout, "mv", "my api.yaml", "openapi.yaml")
    (checkout / "swagger.json").write_text('{"swagger": "2.0"}', encoding="utf-8")
    files = [each for each in ("openapi.yaml", "swagger.json") if re.search(hooks["ringback-check"]["files"], each)]
    told = {}
    for name, hook in hooks.items():
        words = [*shlex.split(hook["entry"]), *(files if name == "ringback-check" else files[:1])]
        done = subprocess.run(
            words, cwd=checkout, env=environment(command), capture_output=True, text=True, check=False
        )
        told[name] = (done.returncode, done.stdout + done.stderr)
    assert told["ringback-check"][0] == 1
    assert "swagger.json: operations: 0, errors: 2" in told["ringback-check"][1]
    assert told["ringback-diff"][0] == 0
    assert "openapi.yaml is new" in told["ringback-diff"][1]
