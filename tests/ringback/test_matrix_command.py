"""``ringback matrix``: any series of documents, every pair, one report, one exit code."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from ringback.commands.baseline import baseline
from ringback.commands.diff import diff
from ringback.commands.matrix import matrix
from specs import SpecError


def api(release: str, maximum: int) -> str:
    schema = {"type": "integer", "maximum": maximum}
    get = {
        "parameters": [{"name": "size", "in": "query", "schema": schema}],
        "responses": {"200": {"description": "things"}},
    }
    return yaml.safe_dump(
        {"openapi": "3.0.3", "info": {"title": "Things", "version": release}, "paths": {"/things": {"get": get}}}
    )


RELEASES = {"api-1.9.yaml": ("1.9", 100), "api-1.10.yaml": ("1.10", 50), "api-2.0.yaml": ("2.0", 70)}


@pytest.fixture(autouse=True)
def folder(folder: Path) -> Path:
    for name, told in RELEASES.items():
        (folder / name).write_text(api(*told), encoding="utf-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(matrix, arguments)


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


def breaks(told: Any) -> dict[tuple[str, str], int]:
    return {(pair["old"], pair["new"]): len(pair["breaking"]) for pair in told["pairs"]}


def test_a_pattern_is_a_series_in_the_order_of_its_numbers() -> None:
    told = data("api-*.yaml")
    assert breaks(told) == {("1.9", "1.10"): 1, ("1.9", "2.0"): 1, ("1.10", "2.0"): 0}
    assert told["api"] == "Things"
    assert told["pairs"][0]["command"] == "ringback diff api-1.9.yaml api-1.10.yaml"


def test_a_baseline_lets_pass_in_every_pair_what_it_accepts(folder: Path) -> None:
    assert run("api-*.yaml").exit_code == 1
    CliRunner().invoke(diff, ["api-1.9.yaml", "api-1.10.yaml", "--output", "report.json"])
    CliRunner().invoke(baseline, ["report.json", "--reason", "announced", "--file", "known.toml"])
    assert run("api-*.yaml", "--baseline", "known.toml").exit_code == 0
    assert set(breaks(data("api-*.yaml", "--baseline", "known.toml")).values()) == {0}
    assert "nothing.toml" in str(run("api-*.yaml", "--baseline", "nothing.toml").exception)


def test_documents_are_taken_in_the_order_they_are_named() -> None:
    assert list(breaks(data("api-2.0.yaml", "api-1.9.yaml"))) == [("2.0", "1.9")]


def test_documents_that_say_the_same_version_are_called_by_their_names(folder: Path) -> None:
    (folder / "api-2.0.yaml").write_text(api("1.9", 70), encoding="utf-8")
    assert list(breaks(data("api-1.9.yaml", "api-2.0.yaml"))) == [("api-1.9.yaml", "api-2.0.yaml")]


def test_a_range_of_the_catalogue_is_a_series_with_its_dates() -> None:
    told = data("phonebridge-webapp@1.2..1.2.3")
    assert [release["date"] for release in told["releases"]] == ["2020-02-18", "2020-02-19", "2020-02-19"]
    assert breaks(told) == {("1.2", "1.2.2"): 2, ("1.2", "1.2.3"): 2, ("1.2.2", "1.2.3"): 0}
    assert told["pairs"][0]["command"] == "ringback diff phonebridge-webapp@1.2 phonebridge-webapp@1.2.2"


def test_the_terminal_shows_the_table_first() -> None:
    lines = run("api-*.yaml").stdout.splitlines()
    assert lines[0] == " BREAKING   Things"
    assert lines[1] == "1 of 2 steps breaks clients of the release before. 3 releases, 3 comparisons."
    table = lines[lines.index("      1.10  2.0") :]
    assert table[1:3] == ["1.9      1    1", "1.10          ·"]


class Cells(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.heat: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td" and str(dict(attrs).get("class")).startswith("h"):
            self.heat.append(str(dict(attrs)["class"]))


@pytest.mark.parametrize(("format_", "start"), [("text", " BREAKING "), ("json", "{\n"), ("markdown", "# Things: 3")])
def test_each_format_is_printed_alone(format_: str, start: str) -> None:
    assert run("api-*.yaml", "--format", format_).stdout.startswith(start)


def test_html_goes_to_a_file(folder: Path) -> None:
    result = run("api-*.yaml", "--format", "html", "--output", "matrix.html")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("Things: 1 of 2 steps breaks clients of the release before.")
    assert run("api-*.yaml", "--output", "matrix.txt", "--quiet").output == ""
    assert Cells((folder / "matrix.html").read_text(encoding="utf-8")).heat == ["h5 step", "h5", "h0 step"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("api-*.yaml",), 1),
        (("api-*.yaml", "--fail-on", "none"), 0),
        (("api-1.10.yaml", "api-2.0.yaml"), 0),
        (("api-1.10.yaml", "api-2.0.yaml", "--fail-on", "note"), 1),
    ],
)
def test_the_exit_code_stands_for_every_pair(arguments: tuple[str, ...], code: int) -> None:
    assert run(*arguments).exit_code == code


WRONG = [
    (("api-1.9.yaml",), ContractError, "a series needs two documents"),
    (("api-1.9.yaml", "api-*.yaml"), ContractError, "api-1.9.yaml is there twice"),
    (("absent-*.yaml",), SpecError, "absent-*.yaml: nothing is called so"),
    (("phonebridge-webapp@9..",), SpecError, "no release '9'"),
    (("empty.yaml", "void.yaml"), ContractError, "no operation was compared"),
]


@pytest.mark.parametrize(("arguments", "kind", "told"), WRONG)
def test_what_is_no_series_is_told(folder: Path, arguments: tuple[str, ...], kind: type[Exception], told: str) -> None:
    for name in ("empty.yaml", "void.yaml"):
        (folder / name).write_text("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n", encoding="utf-8")
    result = run(*arguments)
    assert isinstance(result.exception, kind)
    assert told in str(result.exception)
    assert result.stdout == ""


def test_users_of_a_smaller_api_are_told_whether_they_can_upgrade(folder: Path) -> None:
    (folder / "part.yaml").write_text(api("1", 60), encoding="utf-8")
    (part,) = data("api-*.yaml", "--part", "part.yaml")["parts"]
    assert (part["called"], part["name"], part["operations"]) == ("Things 1", "part.yaml", ["GET /things"])
    assert [each["is_part"] for each in part["releases"]] == [True, False, True]
    assert part["answer"] == "Yes"
    assert "Can a vendor who uses Things 1 upgrade to 2.0?" in run("api-*.yaml", "--part", "part.yaml").stdout
