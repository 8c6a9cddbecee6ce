"""Files that hold what others have sent, or what was found: their owner's alone, whatever the user's mask."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from many_commands import Try, attacked
from raw_requests import ATTACKED

_TEST = ("test", "{}", "--seed", "1", "--max-examples", "1", "--journal")
_MOCK = ("mock", "{}", "--port", "0")
_PROXY = ("proxy", "{}", "--port", "0", "--upstream", "http://127.0.0.1:9")
MADE: dict[str, tuple[tuple[str, ...], str]] = {
    "a run's journal": ((*_TEST, "--runs", "kept/runs"), "kept/runs/*/*.jsonl"),
    "failing examples": ((*_TEST, "--example-database", "kept/examples"), "kept/examples/*"),
    "recorded lines of a mock": ((*_MOCK, "--record", "calls.ndjson"), "calls.ndjson"),
    "a recorded archive of a mock": ((*_MOCK, "--record", "calls.har"), "calls.har"),
    "recorded lines of a proxy": ((*_PROXY, "--record", "calls.jsonl"), "calls.jsonl"),
    "a mock's database": ((*_MOCK, "--state", "sqlite:///state.db"), "state.db*"),
}
"""By what is kept: the command that makes it, and where it is."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(params=[0o022, 0o000], ids=["mask 022", "mask 000"])
def mask(request: pytest.FixtureRequest) -> Iterator[None]:
    """A user's mask."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def open_to_others(file: Path, home: Path) -> bool:
    """Whether others may read or write a file: its own permissions and those of all folders above it say so."""
    above = [each for each in file.parents if home in each.parents]
    return all(each.stat().st_mode & _OTHERS for each in (file, *above))


@pytest.mark.usefixtures("mask")
def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    document = {"api.json": json.dumps(ATTACKED).encode()}
    done = attacked(tmp_path, [Try(words[0], words, document) for words, _ in MADE.values()])
    for number, (kind, (_, place)) in enumerate(MADE.items()):
        home = tmp_path / str(number)
        files = list(home.glob(place))
        assert files, (kind, done[number]["err"])
        assert [each for each in files if open_to_others(each, home)] == [], kind


def test_a_file_that_anybody_may_read_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "home" / "inside" / "file"
    file.parent.mkdir(parents=True)
    file.write_text("")
    file.chmod(0o604)
    assert open_to_others(file, tmp_path / "home")
    file.parent.chmod(0o700)
    assert not open_to_others(file, tmp_path / "home")
