"""Commands of pages that lead nowhere by themselves: each can be used, with documents in place of those named."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from shown_pages import FOLLOWED, HOUSE, PAGES, conversations, fences
from walking import Terminal

ELSEWHERE = {
    r"ringback (mock|proxy) .*": "they serve: tests/mockserver/test_shown_commands.py starts them",
    r".*(staging\.|api\.example|localhost:8000).*": "servers of others",
    r"ringback replay .*": "tests/ringback/test_replay_witness.py, and the gate runs those that print something",
    r"ringback (test|compare) (SPEC|\d{8}-|api\.yaml --live staging$).*": "docs/test-an-account.md",
    r"ringback (test|compare) phonebridge.*(?<!shard-\d.json)": "docs/test-an-account.md",
    r"ringback (mutate|stress-client) .*": "minutes; tests/mutation, tests/ringback/test_stress_client_command.py",
    r"curl .*": "conversations with the mock",
    r"(python3\.11|\.venv/bin/\w+|python|towncrier|twine) .*|\.venv/bin/tox": "tools, not ringback",
}
"""Commands that are not run here, and what stands for that."""
COMMANDS = {
    page.relative_to(HOUSE): [
        command
        for command, _ in conversations(page)
        if not any(re.fullmatch(pattern, command) for pattern in ELSEWHERE)
    ]
    for page in PAGES
    if str(page.relative_to(HOUSE)) not in FOLLOWED
}
LACKING = """\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things:
    get:
      parameters: [{name: size, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok}}
"""
"""Has nothing to say of a wrong request, which an overlay mends."""
PROFILE = '[[test.profiles]]\nname = "staging"\nurl = "http://127.0.0.1:9"\n'


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    every = metafunc.config.getoption("--walks")
    pages = [page for page, typed in COMMANDS.items() if typed] if every else []
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", pages or [Path("docs/live.md")], ids=str)


@pytest.fixture
def folder(page: Path, tmp_path: Path) -> Path:
    """A repository that has the documents which pages name, with a release before."""
    here = tmp_path / "here"
    before = (HOUSE / "specs/documents/phonebridge/phonebridge-client-API-1.3.8.yml").read_text("utf-8")
    after = before.replace("maxLength: 100", "maxLength: 50")
    for name in ("old.yaml", "old/a.yaml", "apis/v1/a.yaml", "releases/api-1.yaml", "partners.yaml"):
        write(here / name, before)
    for name in ("new.yaml", "new/a.yaml", "releases/api-2.yaml"):
        write(here / name, after)
    changing = ("api.yaml", "openapi.yaml", "api/openapi.yaml", "services/pets/openapi.yaml")
    for name in changing:
        write(here / name, before)
    (recorded,) = (each.text for each in fences(HOUSE / "docs/report-a-release.md") if each.title == "recorded.ndjson")
    write(here / "recorded.ndjson", recorded)
    if page.stem == "live":
        write(here / "ringback.toml", PROFILE)
    git(here, "init", "--quiet", "--initial-branch", "main")
    git(here, "add", ".")
    git(here, "commit", "--quiet", "--message", "1.4")
    git(here, "tag", "v1.4")
    for name in changing:
        write(here / name, after)
    write(here / "api.yaml", LACKING)
    write(tmp_path / "home/Downloads/phonebridge-webapp-API-1.3.8.yaml", before)
    return here


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_each_command_can_be_used(page: Path, folder: Path, environment: dict[str, str]) -> None:
    terminal = Terminal(folder, environment | {"RINGBACK_DATA_DIR": str(folder / "data")})
    try:
        ended = {command: terminal.type(command, serves=False) for command in COMMANDS[page]}
    finally:
        terminal.close()
    assert ended
    assert {command: printed for command, (printed, code) in ended.items() if code not in (0, 1)} == {}
