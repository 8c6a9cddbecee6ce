"""``ringback report``: writes a folder of reports, the same bytes each time, and leaves foreign files alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from ringback.commands.report import report, write
from specs import catalog

RANGE = "phonebridge-webapp@1.2.2..1.3.2"
PAGES = ["1.2.2-to-1.2.3", "1.2.3-to-1.3.2"]
NAMES = {f"{page}.{ending}" for page in ["index", *PAGES] for ending in ("html", "md", "json")}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(report, arguments)


@pytest.fixture(scope="module", autouse=True)
def _no_adopted_originals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(catalog.DATA_DIR_VARIABLE, str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("written") / "reports"
    return folder, run(RANGE, "--output-dir", str(folder))


def test_every_step_has_a_page_in_three_formats_beside_the_index(written: tuple[Path, Result]) -> None:
    folder, result = written
    assert result.exception is None
    assert {path.name for path in folder.iterdir()} == NAMES


def test_the_path_of_the_index_is_all_that_is_printed(written: tuple[Path, Result]) -> None:
    folder, result = written
    assert result.stdout == f"{folder / 'index.html'}\n"
    assert result.stderr == ""


def test_the_index_has_every_pair(written: tuple[Path, Result]) -> None:
    data = json.loads((written[0] / "index.json").read_text(encoding="utf-8"))
    assert [(pair["old"], pair["new"]) for pair in data["pairs"]] == [
        ("1.2.2", "1.2.3"),
        ("1.2.2", "1.3.2"),
        ("1.2.3", "1.3.2"),
    ]
    assert [release["date"] for release in data["releases"]] == ["2020-02-19", "2020-02-19", "2020-02-26"]
    broken = {pair["new"]: len(pair["breaking"]) for pair in data["pairs"] if pair["neighbours"]}
    assert broken["1.2.3"] == 0
    assert broken["1.3.2"] > 0


def test_every_link_between_the_pages_has_a_target(written: tuple[Path, Result]) -> None:
    folder = written[0]
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix != ".json"}
    checked = 0
    for name, text in texts.items():
        for target in re.findall(r'href="([^"]+)"|\]\(([^)\s]+)\)', text):
            page, _, anchor = "".join(target).partition("#")
            assert page in ("", *texts), (name, target)
            assert not anchor or f'id="{anchor}"' in texts[page or name], (name, target)
            checked += 1
    assert checked > 50


def test_nothing_of_this_machine_or_moment_is_in_them(written: tuple[Path, Result], tmp_path: Path) -> None:
    for path in written[0].iterdir():
        text = path.read_text(encoding="utf-8")
        assert str(Path.home()) not in text or str(Path.home()) == "/"
        assert str(Path(__file__).parents[2]) not in text
        assert str(written[0]) not in text
    place = json.loads((written[0] / f"{PAGES[1]}.json").read_text(encoding="utf-8"))["findings"][0]["old"]["line"]
    assert re.fullmatch(r"phonebridge-webapp-API-1\.2\.3\.yaml:\d+", place)


def test_another_run_with_another_hash_seed_writes_the_same_bytes(written: tuple[Path, Result], tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "ringback", "report", RANGE, "--output-dir", str(tmp_path), "--quiet"],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "COLUMNS": "33", "FORCE_COLOR": "1"},
        check=True,
        capture_output=True,
    )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in written[0].iterdir()
    }


def index(*pages: str) -> str:
    return json.dumps({"kind": "series", "pairs": [{"report": page} for page in (*pages, None)]})


def test_pages_of_a_former_run_are_removed_and_foreign_files_left(tmp_path: Path) -> None:
    write({"index.json": index("a-to-b.json"), "a-to-b.json": "", "a-to-b.md": "", "a-to-b.html": ""}, tmp_path)
    (tmp_path / "notes-to-self.html").write_text("mine", encoding="utf-8")
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    told = write({"index.json": index("b-to-c.json"), "index.html": "", "b-to-c.json": ""}, tmp_path)
    assert told == tmp_path / "index.html"
    assert {path.name for path in tmp_path.iterdir()} == {
        "README.md",
        "notes-to-self.html",
        "index.html",
        "index.json",
        "b-to-c.json",
    }


@pytest.mark.parametrize("page", ["../outside-to-x.json", "README.json", "/etc/a-to-b.json", "sub/a-to-b.json", 7])
def test_an_index_cannot_name_what_is_not_a_page(tmp_path: Path, page: object) -> None:
    folder = tmp_path / "reports"
    (folder / "sub").mkdir(parents=True)
    mine = [tmp_path / "outside-to-x.json", folder / "README.md", folder / "sub" / "a-to-b.json"]
    for path in mine:
        path.write_text("mine", encoding="utf-8")
    (folder / "index.json").write_text(index(page), encoding="utf-8")  # type: ignore[arg-type]
    write({"index.json": index()}, folder)
    assert all(path.exists() for path in mine)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "{}", '{"kind":"series","pairs":7}', '{"kind":"series","pairs":[1]}']
)
def test_a_strange_index_is_simply_written_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "index.json").write_text(text, encoding="utf-8")
    write({"index.json": index()}, tmp_path)
    assert (tmp_path / "index.json").read_text(encoding="utf-8") == index()


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ContractError, match="could not be written"):
        write({"index.json": "{}"}, tmp_path / "file" / "reports")


def test_one_release_makes_no_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("phonebridge-client")
    assert isinstance(result.exception, ContractError)
    assert "one release" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_named_after_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("phonebridge-webapp@1.2.2..1.2.3").stdout == "reports/phonebridge-webapp/index.html\n"
    assert (tmp_path / "reports" / "phonebridge-webapp" / "1.2.2-to-1.2.3.html").is_file()
