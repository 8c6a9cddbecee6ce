"""``ringback diff``: parses, compares, prints the report alone, and sets the exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from contracts.findings import Finding, Level, Report, Severity, Verdict
from ringback.commands import diff as command
from ringback.commands.diff import diff
from ringback.comparing import FAILS, Judging, ends
from specs import SpecError

OLD = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 500}}],
                "responses": {"200": {"description": "things"}},
            }
        }
    },
}


def changed(text: str, into: str) -> dict[str, object]:
    return json.loads(json.dumps(OLD).replace(text, into))  # type: ignore[no-any-return]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    documents = {
        "old": OLD,
        "tighter": changed('"maximum": 500', '"maximum": 200'),
        "renamed": changed("listThings", "getThings"),
        "empty": {**OLD, "paths": {}},
    }
    for name, document in documents.items():
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(diff, arguments)


def test_a_break_is_told_with_its_witness_and_fails(folder: Path) -> None:
    result = run("old.yaml", "tighter.yaml")
    assert result.exit_code == 1
    assert result.stdout.startswith(" BREAKING ")
    assert "GET /things?size=" in result.stdout
    assert result.stderr == ""


def test_a_document_against_itself_is_clean(folder: Path) -> None:
    result = run("old.yaml", "old.yaml")
    assert result.exit_code == 0
    assert result.stdout.startswith(" COMPATIBLE ")


@pytest.mark.parametrize(
    ("format_", "start"), [("text", " BREAKING "), ("json", "{\n"), ("markdown", "# "), ("html", "<!doctype html>")]
)
def test_each_format_is_printed_alone(folder: Path, format_: str, start: str) -> None:
    result = run("old.yaml", "tighter.yaml", "--format", format_)
    assert result.stdout.startswith(start)
    assert result.stdout.endswith("\n")
    assert result.exit_code == 1


def test_json_on_standard_output_is_json(folder: Path) -> None:
    data = json.loads(run("old.yaml", "tighter.yaml", "--format", "json").stdout)
    assert data["verdict"] == "breaking"
    assert data["findings"][0]["witness"]["request"]["path"] == "/things"
    assert data["findings"][0]["new"]["line"].startswith("tighter.yaml:")


def test_output_goes_to_a_file_and_the_verdict_to_standard_error(folder: Path) -> None:
    result = run("old.yaml", "tighter.yaml", "--format", "html", "--output", "report.html")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("Breaking: ")
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_quiet_leaves_standard_error_empty(folder: Path) -> None:
    assert run("old.yaml", "tighter.yaml", "--output", "report.txt", "--quiet").output == ""


def test_text_in_a_file_has_no_colours(folder: Path) -> None:
    run("old.yaml", "tighter.yaml", "--output", "report.txt")
    assert "\x1b" not in (folder / "report.txt").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_an_error_of_ours(folder: Path) -> None:
    result = run("old.yaml", "tighter.yaml", "--output", "absent/report.txt")
    assert isinstance(result.exception, ContractError)
    assert "absent/report.txt" in str(result.exception)


def test_what_breaks_only_code_is_told_at_that_level(folder: Path) -> None:
    wire, code = run("old.yaml", "renamed.yaml"), run("old.yaml", "renamed.yaml", "--level", "code")
    assert "getThings" not in wire.stdout
    assert (wire.exit_code, code.exit_code) == (0, 1)
    assert "getThings" in code.stdout
    assert code.stdout.startswith(" BREAKS GENERATED CODE ")


def test_documents_without_operations_are_not_judged(folder: Path) -> None:
    result = run("empty.yaml", "empty.yaml")
    assert isinstance(result.exception, ContractError)
    assert result.stdout == ""


def test_the_command_line_exits_with_2_in_one_line(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ringback", "diff", "empty.yaml", "empty.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ringback: no operation was compared")
    assert done.stderr.count("\n") == 1


def test_the_command_line_exits_with_1_for_a_break(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ringback", "diff", "old.yaml", "tighter.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")


def finding(severity: Severity, verdict: Verdict | None, level: Level = Level.WIRE) -> Finding:
    return Finding(rule="made-up", message="made up", severity=severity, verdict=verdict, level=level)


SAMPLES = {
    "break": finding(Severity.ERROR, Verdict.BREAKING),
    "mild break": finding(Severity.NOTE, Verdict.BREAKING),
    "open": finding(Severity.WARNING, Verdict.UNPROVEN),
    "mild open": finding(Severity.NOTE, Verdict.UNPROVEN),
    "asked": finding(Severity.ERROR, None),
    "code": finding(Severity.WARNING, Verdict.COMPATIBLE, Level.CODE),
    "warning": finding(Severity.WARNING, Verdict.COMPATIBLE),
    "note": finding(Severity.NOTE, Verdict.COMPATIBLE),
}


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("breaking", {"break", "asked", "code"}),
        ("unproven", {"break", "asked", "code", "open"}),
        ("warning", {"break", "asked", "code", "open", "warning"}),
        ("note", set(SAMPLES)),
        ("none", set()),
    ],
)
def test_each_fail_on_takes_in_the_graver_ones(fail_on: str, failing: set[str]) -> None:
    assert {name for name, sample in SAMPLES.items() if FAILS[fail_on](sample)} == failing


@pytest.mark.parametrize("fail_on", FAILS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_exit_code_follows_fail_on(
    fail_on: str, sample: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SAMPLES[sample]
    report = Report(kind="compatibility", title="t", subjects={}, findings=(found,), judged=1)
    monkeypatch.setattr(command, "compare", lambda *_, **__: report)
    result = run("old.yaml", "old.yaml", "--fail-on", fail_on, "--level", "behaviour")
    assert result.exit_code == int(FAILS[fail_on](found))


@pytest.mark.parametrize(
    ("level", "kept"), [(Level.WIRE, ["wire"]), (Level.CODE, ["wire", "code"]), (Level.BEHAVIOUR, list(Level))]
)
def test_levels_nest(level: Level, kept: list[str]) -> None:
    findings = tuple(finding(Severity.ERROR, Verdict.BREAKING, each) for each in Level)
    report = Report(kind="compatibility", title="t", subjects={}, findings=findings, judged=1)
    assert [each.level for each in Judging(level).narrow(report).findings] == kept


def test_a_range_means_its_two_ends() -> None:
    assert ends(("phonebridge-webapp@1.2..1.3.7",)) == ("phonebridge-webapp@1.2", "phonebridge-webapp@1.3.7")
    assert ends(("a", "b")) == ("a", "b")
    with pytest.raises(SpecError, match="backwards"):
        ends(("phonebridge-webapp@1.3.7..1.2",))


@pytest.mark.parametrize("alone", ["old.yaml", "phonebridge-webapp@1.2", "../old.yaml", "http://127.0.0.1/a..b"])
def test_one_document_is_a_usage_error(folder: Path, alone: str) -> None:
    result = run(alone)
    assert result.exit_code == 2
    assert "NEW is missing" in result.stderr


def test_documents_without_title_and_release_are_called_by_their_file(folder: Path) -> None:
    (folder / "bare.yaml").write_text(yaml.safe_dump({name: OLD[name] for name in ("openapi", "paths")}))
    result = CliRunner().invoke(diff, ["bare.yaml", "bare.yaml", "-q"])
    assert result.output.splitlines()[0] == " COMPATIBLE   bare.yaml"


def test_the_same_text_twice_is_told_and_not_gone_through(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "copy.yaml").write_bytes((folder / "old.yaml").read_bytes())
    monkeypatch.setattr("contracts.compat.compare._all", lambda _: pytest.fail("they were gone through"))
    result = run("old.yaml", "copy.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Old and new are the same, letter for letter; 1 operation." in result.stdout
    assert "copy.yaml" in result.stdout


def test_the_same_text_with_other_neighbours_is_compared(folder: Path) -> None:
    text = yaml.safe_dump(OLD).replace("maximum: 500", "$ref: size.yaml")
    for name, maximum in (("a", 500), ("b", 500), ("c", 200)):
        (folder / name).mkdir()
        (folder / name / "api.yaml").write_text(text, encoding="utf-8")
        (folder / name / "size.yaml").write_text(f"type: integer\nmaximum: {maximum}\n", encoding="utf-8")
    assert "the same, letter for letter" in run("a/api.yaml", "b/api.yaml").stdout
    result = run("a/api.yaml", "c/api.yaml")
    assert (result.exit_code, "c/size.yaml:" in result.stdout) == (1, True)


def test_the_same_text_under_another_overlay_is_compared(folder: Path) -> None:
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "o", "version": "1"},
        "actions": [{"target": "$..schema", "update": {"maximum": 9}}],
    }
    (folder / "overlay.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    assert run("old.yaml", "old.yaml", "--overlay-new", "overlay.yaml").exit_code == 1


def test_a_document_comes_from_standard_input(folder: Path) -> None:
    text = (folder / "tighter.yaml").read_text(encoding="utf-8")
    result = CliRunner().invoke(diff, ["old.yaml", "-"], input=text)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "\n    new         -:" in result.stdout
    assert CliRunner().invoke(diff, ["-", "tighter.yaml"], input=text).exit_code == 0


def test_both_documents_cannot_come_from_standard_input(folder: Path) -> None:
    result = CliRunner().invoke(diff, ["-", "-"], input=yaml.safe_dump(OLD))
    assert (result.exit_code, "only one of the documents" in result.stderr) == (2, True)
