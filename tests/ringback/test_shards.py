"""``--shard`` and ``ringback merge``: parts of a run on machines that know nothing of each other, and one report."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from shown_pages import HOUSE, fences

from contracts.conformance.choices import Choices
from ringback.aiming import Aim
from ringback.cli import cli
from ringback.failing import Failing
from ringback.shards.files import rendered
from ringback.shards.jobs import Named, Share, read
from ringback.shards.runs import Run
from specs.options import DEFAULT

OPERATION = {"responses": {status: {"description": "so"} for status in ("200", "400")}}
SIZES = {"api-1.yaml": 100, "api-2.yaml": 50, "api-3.yaml": 70, "api-4.yaml": 40}
MOCK = ("test", "api-1.yaml", "--seed", "1", "--max-examples", "1", "--phase", "fuzzing", "--phase", "coverage", "-q")


def api(release: str, maximum: int) -> str:
    size = {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": maximum}}
    paths = {"/things": {"get": {"parameters": [size], **OPERATION}}, "/others": {"get": OPERATION}}
    return json.dumps({"openapi": "3.0.3", "info": {"title": "Things", "version": release}, "paths": paths})


@pytest.fixture(autouse=True)
def folder(folder: Path) -> Path:
    for name, maximum in SIZES.items():
        (folder / name).write_text(api(name[4], maximum), encoding="utf-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def sharded(*arguments: str, of: int) -> tuple[list[str], list[int]]:
    """The files of all shards, and their exit codes."""
    files = [f"shard-{number}.json" for number in range(1, of + 1)]
    codes = [
        run(*arguments, "--shard", f"{number}/{of}", "--output", file).exit_code for number, file in enumerate(files, 1)
    ]
    return files, codes


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "html"])
def test_a_matrix_of_shards_is_the_matrix(format_: str) -> None:
    files, codes = sharded("matrix", "api-*.yaml", of=3)
    assert 1 in codes
    merged, whole = run("merge", *files, "--format", format_), run("matrix", "api-*.yaml", "--format", format_)
    assert merged.stdout == whole.stdout
    assert merged.exit_code == whole.exit_code == 1


def test_what_fails_is_what_the_shards_were_told() -> None:
    files, codes = sharded("matrix", "api-*.yaml", "--fail-on", "none", of=2)
    assert codes == [0, 0]
    assert run("merge", *files).exit_code == 0


def figures(told: Any) -> Any:
    facts = {name: value for name, value in told["facts"].items() if name != "seconds"}
    return facts, told["findings"], told["coverage"], told["skipped"], told["unmade"]


def test_a_test_in_shards_comes_to_the_same_in_any_number_of_them() -> None:
    found = []
    for of in (1, 3):
        files, codes = sharded(*MOCK, of=of)
        assert set(codes) == {0}
        merged = run("merge", *files, "--format", "json")
        assert merged.exit_code == 0, merged.stderr
        found.append(figures(json.loads(merged.stdout)))
    assert found[0] == found[1]
    assert found[0][0]["tested"] == 2


def test_a_merged_test_fails_where_less_is_exercised_than_the_shards_were_told() -> None:
    files, codes = sharded(*MOCK, "--min-coverage", "100", "--data", "valid", of=1)
    assert codes == [0]
    assert run("merge", *files).exit_code == 1


def test_an_empty_shard_is_fine_where_the_whole_tested_something() -> None:
    files, codes = sharded(*MOCK, of=9)
    assert set(codes) == {0}
    assert json.loads(Path(files[-1]).read_text("utf-8"))["units"] == []
    assert run("merge", *files).exit_code == 0


def test_many_documents_are_checked_in_shards(folder: Path) -> None:
    (folder / "api-9.yaml").write_text('{"openapi": "3.0.3", "info": {"title": "x"}, "paths": {}}', encoding="utf-8")
    files = []
    for number in (1, 2):
        shard = run("specs", "check", "api-*.yaml", "--shard", f"{number}/2")
        files.append(f"checked-{number}.json")
        Path(files[-1]).write_text(shard.stdout, encoding="utf-8")
    merged, whole = run("merge", *files), run("specs", "check", "api-*.yaml")
    assert "api-9.yaml:1: error" in whole.stdout
    assert merged.stdout == whole.stdout
    assert merged.stderr == whole.stderr
    assert merged.exit_code == whole.exit_code == 1
    told = json.loads(run("merge", *files, "--format", "json").stdout)
    assert [each["label"] for each in told["documents"] if "info-incomplete" in str(each)] == ["api-9.yaml"]


def test_a_document_that_cannot_be_read_does_not_keep_others_from_being_checked(folder: Path) -> None:
    (folder / "api-0.yaml").write_text("[", encoding="utf-8")
    shard = run("specs", "check", "api-*.yaml", "--shard", "1/1")
    Path("checked.json").write_text(shard.stdout, encoding="utf-8")
    merged = run("merge", "checked.json")
    assert isinstance(merged.exception, Exception)
    assert "1 document of 5 could not be read" in str(merged.exception)
    assert "api-4.yaml: operations: 2" in merged.stderr


def spoilt(file: str, **members: Any) -> None:
    told = json.loads(Path(file).read_text("utf-8"))
    Path(file).write_text(json.dumps({**told, **members}), encoding="utf-8")


def refused(*files: str) -> str:
    result = run("merge", *files)
    assert type(result.exception).__name__ == "ContractError", result.output
    return str(result.exception)


def test_what_does_not_belong_together_is_told() -> None:
    files, _ = sharded("matrix", "api-*.yaml", of=3)
    assert refused(*files[:2]).startswith("missing: shard 3/3")
    assert refused(*files, files[0]).startswith("shard 1/3 is there twice")
    assert "no shard of a run" in refused("api-1.yaml")
    assert "cannot be read" in refused("nowhere.json")
    other = "other.json"
    run("matrix", "api-1.yaml", "api-2.yaml", "--shard", "3/3", "--output", other)
    assert "is not of the same run as shard-1.json: documents, series" in refused(*files[:2], other)
    run("specs", "check", "api-1.yaml", "--shard", "1/1")
    spoilt(files[2], versions={"ringback": "0"})
    assert "another version" in refused(*files)


@pytest.mark.parametrize(
    "members",
    [
        {"kind": "series"},
        {"format": 2},
        {"command": "mock"},
        {"shard": "x"},
        {"job": {}},
        {"units": [{"unit": 0, "outcome": 7}]},
        {"units": 7},
    ],
)
def test_a_damaged_file_is_told(members: dict[str, Any]) -> None:
    files, _ = sharded("matrix", "api-1.yaml", "api-2.yaml", of=1)
    spoilt(files[0], **members)
    assert "shard-1.json is no shard of a run" in refused(*files)


def test_units_that_nobody_did_are_missed() -> None:
    files, _ = sharded("matrix", "api-1.yaml", "api-2.yaml", of=1)
    spoilt(files[0], units=[])
    assert "do not hold all" in refused(*files)


def test_documents_that_changed_since_are_told(folder: Path) -> None:
    files, _ = sharded("matrix", "api-1.yaml", "api-2.yaml", of=1)
    (folder / "api-1.yaml").write_text(api("1", 99), encoding="utf-8")
    read.cache_clear()  # what a process of its own would not have
    assert "api-1.yaml is not what it was" in refused(*files)


@pytest.mark.parametrize("share", ["0/2", "3/2", "1", "a/b", "1/0"])
def test_a_share_that_is_none_is_told(share: str) -> None:
    result = run("matrix", "api-*.yaml", "--shard", share)
    assert result.exit_code == 2
    assert "write 1/4 for the first of four" in result.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--shard", "1/2", "--scheduler", "local"), "give either --shard or --scheduler"),
        (("--shard", "1/2", "--max-time", "5"), "give either --shard or --max-time"),
        (("--shard", "1/2", "--stock"), "give either --shard or --stock"),
        (("--shard", "1/2", "--journal"), "give either --shard or --journal"),
        (("--scheduler", "local", "--resume", "x"), "give either --scheduler or --resume"),
        (("--scheduler", "local", "--live", "x"), "give either --scheduler or --live: the budget and the ledger"),
        (("--shard", "1/2", "--format", "text"), "--shard writes JSON alone"),
    ],
)
def test_what_one_process_alone_can_do_is_refused(options: tuple[str, ...], told: str) -> None:
    result = run("test", "api-1.yaml", "--phase", "examples", *options)
    assert result.exit_code == 2
    assert told in result.stderr


def test_no_password_of_a_database_of_examples_is_in_a_file() -> None:

    job = Run(
        spec=Named("api-1.yaml", ""),
        options=DEFAULT,
        aim=Aim(url=None, application=None, allow_writes=False),
        choices=Choices(seed=1),
        failing=Failing(fail_on="error"),
        examples="redis://:secret@cache",
    )
    assert "secret" not in rendered(job, Share(1, 1), {})


def test_a_format_that_a_report_does_not_have_is_told() -> None:
    files, _ = sharded("matrix", "api-1.yaml", "api-2.yaml", of=1)
    result = run("merge", *files, "--format", "sarif")
    assert result.exit_code == 2
    assert "no report is written as 'sarif' here" in result.stderr


def shown(file: str) -> list[list[str]]:
    """The command lines of a file of the page, each shard's with the number of it."""
    block = next(each for each in fences(HOUSE / "docs" / "scale-out.md") if each.title == file)
    jobs = [job for job in yaml.safe_load(block.text).values() if isinstance(job, dict)]
    jobs = [each for job in jobs for each in (job.values() if "shard" in job and "steps" in str(job) else [job])]
    lines = [_numbered(line, file) for job in jobs for line in _lines(job) if line.startswith("ringback ")]
    return [shlex.split(line) for line in lines]


def _numbered(line: str, file: str) -> str:
    """A command line as the CI's server or the shell has it, but for the number."""
    for name, value in NUMBERED[file].items():
        line = line.replace(name, value)
    return line


def _lines(job: dict[str, Any]) -> list[str]:
    return [*job.get("script", ()), *(step["run"] for step in job.get("steps", ()) if "run" in step)]


NUMBERED = {
    ".github/workflows/contract.yml": {"${{ matrix.shard }}": "{number}"},
    ".gitlab-ci.yml": {"$CI_NODE_INDEX": "{number}", "$CI_NODE_TOTAL": "4"},
}


@pytest.mark.parametrize("file", NUMBERED)
def test_the_workflows_that_are_shown_make_a_report(folder: Path, file: str) -> None:
    (folder / "openapi.yaml").write_text(api("1", 10), encoding="utf-8")
    (folder / "ringback.toml").write_text("[test]\nmax_examples = 1\n", encoding="utf-8")
    shard, merge = shown(file)
    for number in range(1, 5):
        result = run(*(each.format(number=number) for each in shard[1:]))
        assert result.exit_code == 0, result.output
    assert merge[:3] == ["ringback", "merge", "shard-*.json"]
    merged = run("merge", *sorted(map(str, Path().glob("shard-*.json"))), *merge[3:])
    assert merged.exit_code == 0, merged.output
    assert Path("report.html").is_file()
