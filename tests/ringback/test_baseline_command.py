"""Accepting findings in a file, and what comparisons and test runs then make of them."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contracts.findings import Finding, Report, Severity
from contracts.render import as_json
from ringback.commands.baseline import baseline
from ringback.commands.diff import diff
from ringback.config.errors import ConfigError
from ringback.failing import Failing
from specs.load import from_mapping

SIZE = {"name": "size", "in": "query", "schema": {"type": "integer"}}
PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}
OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {
            "get": {"parameters": [SIZE], "responses": {"200": {"description": "yes"}}},
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": PET}}},
                "responses": {"201": {"description": "made"}},
            },
        },
        "/toys": {"get": {"responses": {"200": {"description": "yes"}}}},
    },
}
NEW = copy.deepcopy(OLD)
NEW["paths"]["/pets"]["get"]["parameters"][0]["required"] = True
NEW["paths"]["/pets"]["post"]["requestBody"]["content"]["application/json"]["schema"]["required"] = ["name", "age"]
del NEW["paths"]["/toys"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write(tmp_path, OLD, NEW)
    return tmp_path


def write(folder: Path, old: Any, new: Any) -> None:
    (folder / "old.json").write_text(json.dumps(old), "utf-8")
    (folder / "new.json").write_text(json.dumps(new), "utf-8")


def compared(*more: str) -> Result:
    arguments = ["old.json", "new.json", "--output", "json=report.json", "--output", "text=-", *more]
    return CliRunner().invoke(diff, arguments)


def accept(*arguments: str, reason: str = "known since May") -> Result:
    return CliRunner().invoke(baseline, ["report.json", *(["--reason", reason] if reason else []), *arguments])


def held() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(Path("ringback-baseline.toml").read_text("utf-8")).get("ignore", [])
    return found


def fingerprints() -> dict[str, str]:
    report = json.loads(Path("report.json").read_text("utf-8"))
    return {each["subject"]: each["fingerprint"] for each in report["findings"] if each["verdict"] == "breaking"}


@pytest.mark.usefixtures("folder")
def test_what_is_accepted_fails_no_comparison_and_is_told_in_it() -> None:
    assert compared().exit_code == 1
    assert accept("--owner", "pets team", "--until", "2099-01-31").exit_code == 0
    passed = compared("--baseline", "ringback-baseline.toml")
    assert passed.exit_code == 0
    assert "known since May, until 2099-01-31, pets team (ringback-baseline.toml:" in " ".join(passed.stdout.split())
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert {each["owner"] for each in report["ignored"]} == {"pets team"}
    assert len(report["ignored"]) == len(held()) == 3


@pytest.mark.usefixtures("folder")
def test_only_what_is_named_is_accepted_and_nothing_twice() -> None:
    compared()
    first, second, *_ = fingerprints().values()
    accept("--only", first[:8])
    text = Path("ringback-baseline.toml").read_text("utf-8") + "# written by hand\n"
    Path("ringback-baseline.toml").write_text(text, "utf-8")
    accept("--only", first, "--only", second, reason="another")
    assert Path("ringback-baseline.toml").read_text("utf-8").startswith(text)
    assert [(each["fingerprint"], each["reason"]) for each in held()] == [
        (first, "known since May"),
        (second, "another"),
    ]
    assert compared("--baseline", "ringback-baseline.toml").exit_code == 1


@pytest.mark.usefixtures("folder")
def test_what_is_over_lets_nothing_pass_and_is_told() -> None:
    compared()
    accept("--until", "2020-01-31")
    over = compared("--baseline", "ringback-baseline.toml")
    assert over.exit_code == 1
    assert over.stdout.count("ignore-expired") == 3
    assert accept("--prune", reason="").exit_code == 0
    assert held() == []


def test_what_is_no_longer_found_is_told_and_taken_out(folder: Path) -> None:
    compared()
    accept()
    Path("ringback-baseline.toml").write_text(
        Path("ringback-baseline.toml").read_text("utf-8")
        + '\n[[ignore]]\nfingerprint = "0123456789abcdef"\nkind = "conformance"\nreason = "of a test"\n',
        "utf-8",
    )
    write(folder, OLD, {**NEW, "paths": {**NEW["paths"], "/toys": OLD["paths"]["/toys"]}})
    told = compared("--baseline", "ringback-baseline.toml")
    assert told.exit_code == 0
    assert told.stdout.count("ignore-unused") == 1
    pruned = accept("--prune", reason="")
    assert "3 accepted findings, 1 taken out" in pruned.stderr
    assert "0123456789abcdef" in [each["fingerprint"] for each in held()]
    assert compared("--baseline", "ringback-baseline.toml").stdout.count("ignore-unused") == 0


def reordered(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {name: reordered(raw[name]) for name in reversed(raw)}
    return [reordered(each) for each in raw] if isinstance(raw, list) else raw


def grown(raw: Any) -> Any:
    more = {f"/more/{number}": raw["paths"]["/pets"] for number in range(3)}
    return {**raw, "paths": {**more, **raw["paths"]}, "tags": [{"name": "pets"}]}


def moved(raw: Any) -> Any:
    """The same with the schema of the body among the components, and the parameter, too."""
    made = copy.deepcopy(raw)
    pets = made["paths"]["/pets"]
    content = pets["post"]["requestBody"]["content"]["application/json"]
    made["components"] = {"schemas": {"Pet": content["schema"]}, "parameters": {"Size": pets["get"]["parameters"][0]}}
    content["schema"] = {"$ref": "#/components/schemas/Pet"}
    pets["get"]["parameters"][0] = {"$ref": "#/components/parameters/Size"}
    return made


@pytest.mark.parametrize("edit", [reordered, grown])
def test_an_unrelated_edit_changes_no_fingerprint_of_a_comparison(folder: Path, edit: Any) -> None:
    compared()
    before = fingerprints()
    write(folder, edit(OLD), edit(NEW))
    compared()
    kept = {key: value for key, value in fingerprints().items() if "/more/" not in key}
    assert kept == before
    assert len(before) == 3


def test_a_part_that_gets_a_name_of_its_own_is_another_thing(folder: Path) -> None:
    compared()
    before = fingerprints()
    write(folder, moved(OLD), moved(NEW))
    compared()
    assert set(fingerprints()) == {"GET /toys", "parameter Size", "Pet.age"}
    assert fingerprints()["GET /toys"] == before["GET /toys"]


def test_a_file_may_be_called_otherwise(folder: Path) -> None:
    compared()
    before = fingerprints()
    for name in ("old.json", "new.json"):
        (folder / name).rename(folder / f"{name}.yaml")
    CliRunner().invoke(diff, ["old.json.yaml", "new.json.yaml", "--output", "json=report.json"])
    assert fingerprints() == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[ignore]]\nreason = 'x'\n", ":1 #/ignore/0: "),
        ("[[ignore]]\nfingerprint = '0123456789abcdef'\n", ":1 #/ignore/0: .*reason"),
        ("[[ignore]]\nfingerprint = '0123456789abcdef'\nreason = 'x'\nuntill = 2027-01-01\n", ":4 .*until"),
        ("[[ignored]]\n", ":1 #/ignored: .*ignore"),
        ("[[ignore\n", "not valid TOML"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused_with_its_place(text: str, told: str) -> None:
    Path("b.toml").write_text(text, "utf-8")
    for files in (("b.toml",), ("b.toml", "b.toml")):
        with pytest.raises(ConfigError, match=f"b.toml.*{told}"):
            Failing(fail_on="error", baselines=files).accepted()
    refused = compared("--baseline", "b.toml")
    assert isinstance(refused.exception, ConfigError)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report.json"], "--reason is missing"),
        (["nowhere.json", "--reason", "x"], "nowhere.json: cannot be read"),
        (["old.json", "--reason", "x"], "old.json: it is no report"),
        (
            ["report.json", "--reason", "x", "--only", "0123456789abcdef"],
            "report.json (--severity error): no finding has",
        ),
        (["report.json", "--reason", "x", "--only", "012"], "give 4 digits or more"),
        (["report.json", "--reason", "x", "--file", "no/where.toml"], "could not be written"),
    ],
)
def test_what_cannot_be_accepted_is_told(arguments: list[str], told: str) -> None:
    compared()
    refused = CliRunner().invoke(baseline, arguments)
    assert refused.exit_code != 0
    assert told in f"{refused.exception} {refused.stderr}"


def tested(*findings: Finding) -> Report:
    return Report(kind="conformance", title="t", subjects={"document": "d"}, findings=findings, judged=1)


HOSTILE = Finding(
    rule="server-error", message='a "b"\x1b[31m\n[[ignore]]\\', severity=Severity.ERROR, subject="GET /a 500"
)
OTHER = Finding(rule="server-error", message="c", severity=Severity.ERROR, subject="GET /b 500")


@pytest.mark.usefixtures("folder")
def test_findings_of_a_test_run_are_accepted_whatever_their_words_are() -> None:
    document = from_mapping(OLD, "old.json")
    Path("report.json").write_text(as_json.render(tested(HOSTILE, OTHER)), "utf-8")
    assert accept("--owner", 'O\u2019Hara "\x07\\', "--only", HOSTILE.fingerprint).exit_code == 0
    assert [each["kind"] for each in held()] == ["conformance"]
    failing = Failing(fail_on="error", baselines=("ringback-baseline.toml",))
    judged = failing.judged(tested(HOSTILE), document, failing.accepted())
    assert (judged.findings, len(judged.ignored)) == ((), 1)
    assert not failing.fails(judged)
    both = failing.judged(tested(HOSTILE, OTHER), document, failing.accepted())
    assert both.findings == (OTHER,)
    assert failing.fails(both)
    (unmet,) = failing.judged(tested(), document, failing.accepted()).findings
    assert (unmet.rule, unmet.severity) == ("ignore-unused", Severity.NOTE)
    assert compared("--baseline", "ringback-baseline.toml").stdout.count("ignore-unused") == 0
