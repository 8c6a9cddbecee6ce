"""The policy of ``ringback diff`` in ``ringback.toml``: read, refused with its place, and followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringback.cli import cli
from ringback.commands.diff import diff
from ringback.config.errors import ConfigError

OLD = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1.0.0"},
    "paths": {
        "/a": {"get": {"responses": {"200": {"description": "."}}}},
        "/b": {"get": {"responses": {"200": {"description": "."}}, "deprecated": True, "x-sunset": "2026-12-31"}},
    },
}
NEW = {**OLD, "paths": {"/a": OLD["paths"]["/a"]}}  # type: ignore[index]  # it is a mapping


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "old.json").write_text(json.dumps(OLD))
    (tmp_path / "new.json").write_text(json.dumps(NEW))
    return tmp_path


def run(folder: Path, text: str, *more: str) -> Result:
    (folder / "ringback.toml").write_text(text, "utf-8")
    return CliRunner().invoke(diff, ["old.json", "new.json", "--format", "json", *more])


def rules(result: Result) -> list[str]:
    return [each["rule"] for each in json.loads(result.stdout)["findings"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[diff.ignore]]\nrule = 'operation-remved'\nreason = 'x'\n", ":2 #/diff/ignore/0/rule: .*operation-removed"),
        ("[[diff.ignore]]\nrule = 'operation-removed'\n", ":1 #/diff/ignore/0: .*reason"),
        ("[[diff.ignore]]\nreason = 'x'\n", ":1 #/diff/ignore/0: "),
        ("[[diff.ignore]]\nrules = ['operation-removed', 'x']\nreason = 'x'\n", ":2 #/diff/ignore/0/rules/1: "),
        ("[[diff.ignore]]\nfingerprint = 'x'\nreason = 'x'\n", ":2 #/diff/ignore/0/fingerprint: write it such as f15a"),
        (
            "[[diff.ignore]]\noperation = '/b'\nreason = 'x'\nuntil = 'June'\n",
            ":4 #/diff/ignore/0/until: .*date",
        ),
        ("[[diff.ignore]]\noperation = '/b'\nreson = 'x'\n", ":3 #/diff/ignore/0/reson: .*did you mean reason"),
        ("[[diff.overrides]]\nrule = 'operation-removed'\nseverity = 'warn'\n", ":3 #/diff/overrides/0/severity: "),
        ("[diff.versions]\nscheme = 'semver'\n", ":2 #/diff/versions/scheme: "),
        ("[diff.versions]\nscheme = 'semantic'\npattern = '.'\n", ":1 #/diff/versions: "),
        ("[diff.removals]\nday = 3\n", ":2 #/diff/removals/day: unknown key 'day' .did you mean days"),
        ("[diff.removals]\ndays = -3\n", ":2 #/diff/removals/days: "),
        ("[diff]\nlevle = 'code'\n", ":2 #/diff/levle: unknown key 'levle' .did you mean level"),
    ],
)
def test_a_slip_is_told_with_its_place(folder: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=f"^ringback.toml{told}"):
        raise run(folder, text).exception or AssertionError("it was taken")


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("", 1, ["operation-removed"]),
        ("[diff]\nfail_on = 'none'\n", 0, ["operation-removed"]),
        ("[[diff.overrides]]\nrule = 'operation-removed'\nseverity = 'note'\n", 0, ["operation-removed"]),
        ("[[diff.ignore]]\noperation = '/b'\nreason = 'x'\nuntil = 2030-01-31\n", 0, []),
        ("[diff.removals]\n", 0, ["operation-removed"]),
        ("[diff.versions]\nscheme = 'semantic'\n", 1, ["operation-removed", "version-understates-change"]),
    ],
)
def test_the_exit_code_follows_the_policy(folder: Path, text: str, code: int, found: list[str]) -> None:
    result = run(folder, text, "--released", "2027-01-01")
    assert (result.exit_code, rules(result)) == (code, found)


def test_the_day_of_the_release_can_be_told(folder: Path) -> None:
    early = run(folder, "[diff.removals]\n", "--released", "2026-12-30")
    assert (early.exit_code, rules(early)) == (1, ["operation-removed", "removal-before-sunset"])


def test_earlier_releases_can_be_told(folder: Path) -> None:
    text = "[diff.removals]\nreleases = 2\n"
    assert "removal-on-short-notice" in rules(run(folder, text, "--released", "2027-01-01"))
    assert run(folder, text, "--released", "2027-01-01", "--earlier", "old.json").exit_code == 0


def test_earlier_releases_of_the_catalogue_are_found(folder: Path) -> None:
    (folder / "ringback.toml").write_text("[diff.removals]\nreleases = 2\n", "utf-8")
    result = CliRunner().invoke(diff, ["phonebridge-webapp@1.3.7..1.3.8", "--format", "json"])
    told = json.loads(result.stdout)
    assert told["facts"]["earlier releases"] == "phonebridge-webapp@1.3.5"
    assert "removal-on-short-notice" not in rules(result)


IGNORE = "[[diff.ignore]]\noperation = '/b'\nreason = 'never called'\n"
NOTE = "[[diff.overrides]]\noperation = '/b'\nseverity = 'note'\n"
UNASKED = (
    "[diff]\nlevel = 'code'\nfail_on = 'note'\n[diff.versions]\nscheme = 'semantic'\n[diff.removals]\nreleases = 9\n"
)


@pytest.mark.parametrize(
    ("command", "text", "code"),
    [
        ("matrix", "", 1),
        ("matrix", IGNORE, 0),
        ("matrix", NOTE, 0),
        ("matrix", NOTE + UNASKED, 0),
        ("subset", "", 1),
        ("subset", IGNORE, 0),
        ("subset", NOTE, 1),
        ("changelog", IGNORE + UNASKED, 0),
    ],
)
def test_other_comparisons_follow_what_holds_of_any_two_documents(
    folder: Path, command: str, text: str, code: int
) -> None:
    (folder / "ringback.toml").write_text(text, "utf-8")
    assert CliRunner().invoke(cli, [command, "old.json", "new.json"]).exit_code == code


def test_what_is_ignored_is_counted_in_a_matrix_and_a_subset(folder: Path) -> None:
    (folder / "ringback.toml").write_text(IGNORE, "utf-8")
    printed = {each: CliRunner().invoke(cli, [each, "old.json", "new.json"]).stdout for each in ("matrix", "subset")}
    told = {each: " ".join(text.split()) for each, text in printed.items()}
    assert "2 releases, 1 comparison; 1 finding ignored." in told["matrix"]
    assert "compatible; 1 finding ignored;" in told["subset"]


def test_a_changelog_tells_what_is_ignored_and_not_that_it_breaks(folder: Path) -> None:
    for text, told in (("", "GET /b is gone (breaks clients)"), (IGNORE, "GET /b is gone\n")):
        (folder / "ringback.toml").write_text(text, "utf-8")
        assert told in CliRunner().invoke(cli, ["changelog", "old.json", "new.json"]).stdout


def test_the_documents_can_stand_in_the_file(folder: Path) -> None:
    (folder / "ringback.toml").write_text('[diff]\nnames = ["old.json", "new.json"]\n', "utf-8")
    assert CliRunner().invoke(diff, []).exit_code == 1


def test_one_policy_is_of_all_documents_that_are_compared(folder: Path) -> None:
    for side, document in (("was", OLD), ("is", NEW)):
        (folder / side).mkdir()
        (folder / side / "x.json").write_text(json.dumps(document))
        (folder / side / "y.json").write_text(json.dumps(NEW))
    (folder / "ringback.toml").write_text("[[diff.ignore]]\noperation = '/b'\nreason = 'never called'\n", "utf-8")
    result = CliRunner().invoke(diff, ["was/*.json", "is/*.json", "--format", "json"])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["findings"]) == (0, [])
    assert [each["finding"]["subject"] for each in told["ignored"]] == ["x.json: GET /b"]


def test_what_is_ignored_is_counted_in_every_format(folder: Path) -> None:
    text = "[[diff.ignore]]\noperation = '/b'\nreason = 'never called'\n"
    told: dict[str, Any] = json.loads(run(folder, text).stdout)
    assert told["counts"]["ignored"] == 1
    assert told["explanation"] == "No change breaks a client; 1 finding ignored; 2 operations compared."
    for format_ in ("text", "markdown", "html"):
        page = CliRunner().invoke(diff, ["old.json", "new.json", "--format", format_]).stdout
        assert "1 finding ignored" in page
        assert "never called" in page
