"""``ringback specs``: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from ringback.cli import cli
from ringback.commands import specs as command
from specs import catalog, load
from specs.errors import SpecError

CLIENT = "phonebridge-client@1.3.8"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("RINGBACK_DATA_DIR", str(tmp_path / "data"))
    return lambda *args, **more: CliRunner().invoke(cli, ["specs", *args], **more)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    file = tmp_path / "original.yml"
    file.write_text(load(CLIENT).source.text.replace("title: ", "title: Original of "), encoding="utf-8")
    return file


def test_the_list_has_every_release_in_order(run: Run) -> None:
    result = run("list")
    heading, *rows = [line.split() for line in result.stdout.splitlines()]
    assert heading == ["name", "date", "printed", "version", "origin", "operations"]
    assert [row[0] for row in rows] == [release.name for api in catalog.apis() for release in catalog.releases(api)]
    assert rows[7] == ["phonebridge-webapp@1.3.7", "2020-03-27", "27.03.2002", "1.3.7", "reconstruction", "24"]
    assert result.stdout.isascii()
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_list_is_json_on_demand(run: Run) -> None:
    rows = json.loads(run("list", "--format", "json").stdout)
    assert rows[-1] == {
        "name": CLIENT,
        "date": "2020-08-04",
        "printed": "",
        "version": "1.3.8",
        "origin": "reconstruction",
        "operations": len(load(CLIENT).operations),
    }
    assert len(rows) == 10


def test_the_list_is_a_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")
    command.LISTS["text"]([dict(zip(command.HEADINGS, ("a", "b", "", "c", "d", 5), strict=True))])
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split() == list(command.HEADINGS)
    assert row.split() == ["a", "b", "c", "d", "5"]


def test_a_document_is_shown_byte_by_byte(run: Run) -> None:
    release = catalog.find(CLIENT)
    assert run("show", CLIENT).stdout == release.path.read_text("utf-8")
    assert run("show", CLIENT, "--path").stdout == f"{release.path}\n"
    result = run("show", "-", "--path", input="x")
    assert isinstance(result.exception, SpecError)
    assert "no path of its own" in str(result.exception)


def test_a_sound_document_is_told_on_standard_error_only(run: Run) -> None:
    result = run("check", "phonebridge-webapp@1.0.1")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "phonebridge-webapp-API-1.0.1.yml: operations: 12, errors: 0, warnings: 0\n"


DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: integer}
              example: five
"""


def test_warnings_alone_are_no_failure(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    result = run("check", str(file))
    pointer = "/paths/~1a/get/responses/200/content/application~1json/example"
    told = 'example breaks its schema: the value is not of type "integer" (correct the example) [example-invalid]'
    assert result.stdout == f"{file}:12: warning #{pointer}: {told}\n"
    assert (result.exit_code, result.stderr) == (0, f"{file}: operations: 1, errors: 0, warnings: 1\n")


def test_errors_are_findings(run: Run) -> None:
    result = run("check", "-", input=DOCUMENT.replace("title: t, ", ""))
    assert result.stdout.startswith("-:2: error #/info: no 'title' (add it) [info-incomplete]\n-:12: warning ")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("fail_on", "code", "broken"),
    [("error", 0, False), ("warning", 1, False), ("none", 0, False), ("error", 1, True), ("none", 0, True)],
)
def test_what_fails_is_said_on_the_command_line(run: Run, fail_on: str, code: int, *, broken: bool) -> None:
    text = DOCUMENT.replace("title: t, ", "") if broken else DOCUMENT
    assert run("check", "-", "--fail-on", fail_on, input=text).exit_code == code


def test_problems_are_json_on_demand_as_their_schema_says(run: Run) -> None:
    told = json.loads(run("check", "-", "--format", "json", input=DOCUMENT).stdout)
    schema = json.loads(run("check", "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(told)
    assert (told["errors"], told["warnings"], told["operations"]) == (0, 1, 1)
    (problem,) = told["problems"]
    assert (problem["id"], problem["file"], problem["line"]) == ("example-invalid", "-", 12)
    assert problem["mends"] == [{"target": problem["pointer"], "remove": True}]


def test_nothing_can_be_checked_without_a_name(run: Run) -> None:
    assert run("check").exit_code == 2


def test_control_characters_of_a_document_never_reach_the_terminal(run: Run) -> None:
    text = DOCUMENT.replace("type: integer", 'type: integer, format: "\\e[31m"')
    told = run("check", "-", input=text).stdout
    assert r"\u001b[31m" in told or r"\x1b[31m" in told
    assert "\x1b" not in told


def test_an_overlay_that_mends_is_written_and_mends(run: Run, tmp_path: Path) -> None:
    file, overlay = tmp_path / "api.yaml", tmp_path / "mends.json"
    file.write_text(DOCUMENT, encoding="utf-8")
    result = run("check", str(file), "--overlay-out", str(overlay))
    assert f"{overlay}: 1 mend, to be applied with --overlay {overlay}\n" in result.stderr
    result = run("check", str(file), "--overlay", str(overlay), "--overlay-out", str(tmp_path / "none.json"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing can be mended" in result.stderr
    assert not (tmp_path / "none.json").exists()
    assert run("check", str(file), "--overlay-out", str(tmp_path), "--quiet").exit_code == 2


def test_a_quiet_check_says_nothing_on_standard_error(run: Run) -> None:
    assert run("check", "-", "--quiet", input=DOCUMENT).stderr == ""


def test_a_strict_check_refuses_and_lists_everything(run: Run) -> None:
    text = DOCUMENT.replace("title: t, ", "").replace("          description: d\n", "")
    refused = run("check", "-", "--strict", input=text).exception
    assert isinstance(refused, SpecError)
    first, *rest = str(refused).splitlines()
    assert first == "-: 2 problems that --strict does not forgive"
    assert ["[info-incomplete]" in rest[0], "[response-undescribed]" in rest[1]] == [True, True]


def test_an_original_is_added_replaced_and_removed(run: Run, original: Path) -> None:
    result = run("add", CLIENT, str(original))
    kept = catalog.find(CLIENT).path
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{CLIENT}: the reconstruction was replaced; kept in {kept}\n"
    assert "original" in run("list").stdout.splitlines()[-1].split()
    assert run("show", CLIENT).stdout == original.read_text("utf-8")

    refused = run("add", CLIENT, str(original))
    assert "give --replace" in str(refused.exception)
    again = run("add", CLIENT, str(original), "--replace")
    assert again.stderr == f"{CLIENT}: the original was replaced; kept in {kept}\n"

    removed = run("remove", CLIENT)
    assert removed.stderr == f"{CLIENT}: {kept} was removed; the reconstruction is read again\n"
    assert catalog.find(CLIENT).origin == "reconstruction"
    assert "no original has been added" in str(run("remove", CLIENT).exception)


def test_what_is_no_original_is_not_added(run: Run, original: Path) -> None:
    result = run("add", "phonebridge-webapp@1.3.8", str(original.with_name("missing.yml")))
    assert isinstance(result.exception, SpecError)
    assert catalog.find("phonebridge-webapp@1.3.8").origin == "reconstruction"


def test_a_document_of_several_files_is_written_as_one(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {$ref: a.yaml}}\n", encoding="utf-8"
    )
    (tmp_path / "a.yaml").write_text("get: {responses: {'200': {description: d}}}\n", encoding="utf-8")
    run = CliRunner().invoke(cli, ["specs", "bundle", str(tmp_path / "api.yaml")])
    assert run.exit_code == 0
    assert run.stderr == ""
    assert run.stdout.endswith("paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: d\n")
    for name, start in (("out.json", "{\n"), ("out.yml", "openapi: 3.0.3\n"), ("out.txt", "openapi: 3.0.3\n")):
        written = CliRunner().invoke(
            cli, ["specs", "bundle", str(tmp_path / "api.yaml"), "--output", str(tmp_path / name)]
        )
        assert (written.exit_code, written.stdout) == (0, "")
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    again = CliRunner().invoke(cli, ["specs", "bundle", str(tmp_path / "out.json"), "--format", "yaml"])
    assert again.stdout == run.stdout
