"""What the pages show to be typed and written down works, with documents in place of those that are named there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conversation_mocks import Nursery
from shown_pages import HOUSE, PAGES, WALKED, blocks, conversations

STAND_INS = Path(__file__).with_name("shown")
SECRETS = ("MOCK_PASSWORD", "ANN_PASSWORD", "BOB_PASSWORD", "BOB_KEY", "WEB_SECRET")
ENDS = ("--verify", "--explain")
"""Options with which a mock serves nothing."""


SERVERS = [
    command
    for command in dict.fromkeys(
        shown.removeprefix("ringback ")
        for page in PAGES
        if str(page.relative_to(HOUSE)) not in WALKED
        for shown, _ in conversations(page)
    )
    if command.split()[0] in ("mock", "proxy") and not any(each in command for each in (*ENDS, "postgresql", "mysql"))
]
CONFIGURATIONS = [
    (page, block)
    for page in ("docs/configuration.md", "docs/identity.md", "docs/state.md")
    for block in blocks(HOUSE / page, "toml")
]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with pytest.MonkeyPatch.context() as patch:
        for name in SECRETS:
            patch.setenv(name, f"{name} of this test")
        with Nursery() as nursery:
            yield nursery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Has the documents that the pages name, and a repository's root, above which nobody looks for a configuration."""
    shutil.copytree(STAND_INS, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_there_is_something_to_be_tried() -> None:
    assert {command.split()[0] for command in SERVERS} == {"mock", "proxy"}
    assert len(CONFIGURATIONS) >= 5


@pytest.mark.parametrize("command", SERVERS)
def test_a_server_that_is_shown_starts(nursery: Nursery, folder: Path, command: str) -> None:
    with nursery.server(folder, shlex.split(command.replace("SPEC", "api.yaml"))) as running:
        assert running.host.startswith("127.0.0.1:")


@pytest.mark.parametrize(("page", "text"), CONFIGURATIONS, ids=[page for page, _ in CONFIGURATIONS])
def test_a_configuration_that_is_shown_is_one(nursery: Nursery, folder: Path, page: str, text: str) -> None:
    name = "pyproject.toml" if "[tool." in text else "ringback.toml"
    (folder / name).write_text(text, "utf-8")
    command = "proxy" if "[proxy]" in text else "mock"
    given = [] if "specs = " in text else ["openapi.yaml"]
    with nursery.server(folder, [command, *given]) as running:
        assert running.host, page


def test_what_the_mock_is_shown_to_be_asked_has_an_answer(nursery: Nursery, folder: Path) -> None:
    asked = [
        line.removeprefix("$ ")
        for block in blocks(HOUSE / "docs" / "mock.md", "console")
        for line in block.splitlines()
    ]
    calls = [shlex.split(line) for line in asked if line.startswith("curl ")]
    assert len(calls) >= 2
    with nursery.server(folder, ["mock", "api.yaml", "phonebridge-webapp@1.3.8"]) as running:
        for call in calls:
            words = [word.replace("127.0.0.1:4010", running.host) for word in call]
            done = subprocess.run(
                [*words, "-s", "-o", "answer", "-w", "%{http_code}"],
                cwd=folder,
                capture_output=True,
                text=True,
                check=True,
            )
            wanted = re.search(r"code=(\d+)", " ".join(call))
            assert done.stdout == (wanted[1] if wanted else "202"), (folder / "answer").read_text("utf-8")


def test_the_items_that_are_shown_are_planted(nursery: Nursery, folder: Path) -> None:
    (items,) = (block for block in blocks(HOUSE / "docs" / "state.md", "json") if "owners" in block)
    (folder / "db.json").write_text(items, "utf-8")
    with nursery.server(folder, ["mock", "openapi.yaml", "--state-from", "db.json"]) as running:
        assert running.host


def test_what_is_explained_is_as_shown(nursery: Nursery, folder: Path) -> None:
    (shown,) = (block for block in blocks(HOUSE / "docs" / "state.md", "console") if "--explain" in block)
    command, *lines = shown.splitlines()
    ended = nursery.run(folder, shlex.split(command.removeprefix("$ ringback ")))
    printed = iter(ended.output.splitlines())
    assert all(any(line == wanted for line in printed) for wanted in lines), ended.output
