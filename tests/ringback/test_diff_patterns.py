"""``ringback diff`` of many documents: those of one name are compared, what came and went is told, one exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from ringback.commands.diff import diff
from specs import SpecError


def api(maximum: int, *paths: str, base: str = "/") -> dict[str, Any]:
    parameters = [{"name": "size", "in": "query", "schema": {"type": "integer", "maximum": maximum}}]
    get = {"get": {"parameters": parameters, "responses": {"200": {"description": "things"}}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": base}],
        "paths": dict.fromkeys(paths, get),
    }


OLD = {
    "same.yaml": api(9, "/same"),
    "tighter.yaml": api(9, "/tighter"),
    "moved.yaml": api(9, "/moved/{id}"),
    "lost.yaml": api(9, "/lost", "/moved/{id}"),
}
NEW = {
    "same.yaml": api(9, "/same"),
    "tighter.yaml": api(5, "/tighter"),
    "newer.yaml": api(9, "/moved/{key}"),
}


def write(top: Path, documents: dict[str, Any]) -> None:
    for name, document in documents.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(yaml.safe_dump(document), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "old", OLD)
    write(tmp_path / "new", NEW)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(diff, arguments)


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


def test_documents_of_one_name_are_compared_and_the_others_told(folder: Path) -> None:
    told = data("old/*.yaml", "new/*.yaml")
    assert told["title"] == "5 documents: old/*.yaml → new/*.yaml"
    assert told["facts"] == {
        "lost.yaml": "gone",
        "moved.yaml": "gone",
        "same.yaml": "the same text",
        "tighter.yaml": "breaking, 1 change",
        "newer.yaml": "new, 1 operation",
    }
    found = {(each["rule"], each["subject"], each["verdict"], *each["operations"]) for each in told["findings"]}
    assert found == {
        ("operation-removed", "lost.yaml: document", "breaking", "lost.yaml: GET /lost"),
        ("operation-removed", "moved.yaml: document", "unproven"),
        (
            "request-constraint-tightened",
            "tighter.yaml: GET /tighter query size",
            "breaking",
            "tighter.yaml: GET /tighter",
        ),
        ("operation-added", "newer.yaml: document", "compatible", "newer.yaml: GET /moved/{key}"),
    }
    assert told["judged"] == 6


def test_what_went_with_a_document_is_shown_by_a_call(folder: Path) -> None:
    lost = next(
        each for each in data("old/*.yaml", "new/*.yaml")["findings"] if each["subject"] == "lost.yaml: document"
    )
    assert lost["witness"]["request"]["path"] == "/lost"
    assert lost["severity"] == "error"


MOVED = ({"moved.yaml": OLD["moved.yaml"]}, {"newer.yaml": NEW["newer.yaml"]})


@pytest.mark.parametrize(
    ("old", "new", "fail_on", "code"),
    [
        (OLD, NEW, "breaking", 1),
        (OLD, NEW, "none", 0),
        ({"lost.yaml": OLD["lost.yaml"]}, {"newer.yaml": NEW["newer.yaml"]}, "breaking", 1),
        (*MOVED, "breaking", 0),
        (*MOVED, "unproven", 1),
        (OLD, {**OLD, "newer.yaml": NEW["newer.yaml"]}, "warning", 0),
        (OLD, {**OLD, "newer.yaml": NEW["newer.yaml"]}, "note", 1),
        (OLD, OLD, "note", 0),
    ],
)
def test_one_exit_code_stands_for_all(
    old: dict[str, Any], new: dict[str, Any], fail_on: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "old", old)
    write(tmp_path / "new", new)
    assert run("old/*.yaml", "new/*.yaml", "--fail-on", fail_on).exit_code == code


POLICIES = [
    ('[[diff.ignore]]\nrule = "operation-removed"\noperation = "GET /lost"\nreason = "nobody calls it"', "note", 0),
    ('[[diff.overrides]]\nrule = "operation-removed"\nseverity = "warning"', "warning", 0),
    ("[diff.removals]", "error", 1),
]


@pytest.mark.parametrize(("policy", "severity", "code"), POLICIES)
def test_a_policy_decides_about_what_goes_with_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, severity: str, code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "old", {"lost.yaml": api(9, "/lost"), "same.yaml": OLD["same.yaml"]})
    write(tmp_path / "new", {"same.yaml": OLD["same.yaml"]})
    (tmp_path / "ringback.toml").write_text(policy, encoding="utf-8")
    result = run("old/*.yaml", "new/*.yaml", "--format", "json", "--config", "ringback.toml")
    found = {each["rule"]: each["severity"] for each in json.loads(result.stdout)["findings"]}
    assert (found.pop("operation-removed"), result.exit_code) == (severity, code)
    assert found == ({"removal-not-announced": "error"} if "removals" in policy else {})


def test_all_of_the_same_text_are_told_to_be(folder: Path) -> None:
    assert "Old and new are the same" not in run("old/*.yaml", "new/*.yaml").stdout
    assert "Old and new are the same, letter for letter; 5 operations." in run("old/*.yaml", "old/*.yaml").stdout


def test_an_operation_under_another_base_path_is_no_other_document_s(folder: Path) -> None:
    write(folder / "old", {"moved.yaml": api(9, "/moved/{id}", base="/v1")})
    found = {each["subject"]: each["verdict"] for each in data("old/*.yaml", "new/*.yaml")["findings"]}
    assert found["moved.yaml: document"] == "breaking"


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "html"])
def test_each_format_tells_of_which_document_a_finding_is(folder: Path, format_: str) -> None:
    assert "tighter.yaml: GET /tighter" in run("old/*.yaml", "new/*.yaml", "--format", format_).stdout


def test_the_working_tree_is_compared_with_a_revision(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for command in (["init"], ["add", "old"], ["commit", "-m", "first"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)
    (folder / "old" / "lost.yaml").unlink()
    write(folder / "old", {"tighter.yaml": NEW["tighter.yaml"]})
    told = data("--against", "main", "old/*.yaml")
    assert told["subjects"] == {"old": "main:old/*.yaml", "new": "old/*.yaml"}
    assert [(each["rule"], each["old"]["line"]) for each in told["findings"] if each["old"]] == [
        ("request-constraint-tightened", "main:old/tighter.yaml:11")
    ]
    assert told["facts"]["lost.yaml"] == "gone"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("old/*.yaml", "new/same.yaml"), "a pattern is compared with a pattern"),
        (("old/same.yaml", "new/*.yaml"), "a pattern is compared with a pattern"),
        (("old/a.yaml", "old/b.yaml", "new/a.yaml"), "write a pattern in quotes"),
    ],
)
def test_other_numbers_of_names_are_usage_errors(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_a_document_that_cannot_be_used_is_named(folder: Path) -> None:
    (folder / "new" / "tighter.yaml").write_text("openapi: [", encoding="utf-8")
    result = run("old/*.yaml", "new/*.yaml")
    assert isinstance(result.exception, SpecError)
    assert str(result.exception).startswith("new/tighter.yaml:2: not valid YAML")
    assert result.stdout == ""
