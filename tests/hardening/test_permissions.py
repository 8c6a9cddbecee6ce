"""Files that hold what others have sent, or what was found: their owner's alone, whatever the user's mask."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from many_commands import Try, attacked
from raw_requests import ATTACKED

from contracts.conformance.engine import examples
from specs.load import from_mapping
from specs.whole_files import private_folder

_MOCK = ("mock", "{}", "--port", "0")
_PROXY = ("proxy", "{}", "--port", "0", "--upstream", "http://127.0.0.1:9")
MADE: dict[str, tuple[tuple[str, ...], str]] = {
    "recorded lines of a mock": ((*_MOCK, "--record", "calls.ndjson"), "calls.ndjson"),
    "a recorded archive of a mock": ((*_MOCK, "--record", "calls.har"), "calls.har"),
    "recorded lines of a proxy": ((*_PROXY, "--record", "calls.jsonl"), "calls.jsonl"),
    "a mock's database": ((*_MOCK, "--state", "sqlite:///state.db"), "state.db*"),
}
"""By what is kept: the command that makes it, and where it is."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


MASKS = (0o022, 0o000)


@contextmanager
def masked(mask: int) -> Iterator[None]:
    """A user's mask, while it lasts."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(file: Path, home: Path) -> bool:
    """Whether others may read or write a file: its own permissions and those of all folders above it say so."""
    above = [each for each in file.parents if home in each.parents]
    return all(each.stat().st_mode & _OTHERS for each in (file, *above))


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    document = {"api.json": json.dumps(ATTACKED).encode()}
    with masked(0o000):
        done = attacked(tmp_path, [Try(words[0], words, document) for words, _ in MADE.values()])
    for number, (kind, (_, place)) in enumerate(MADE.items()):
        home = tmp_path / str(number)
        files = list(home.glob(place))
        assert files, (kind, done[number]["err"])
        assert [each for each in files if open_to_others(each, home)] == [], kind


@pytest.mark.parametrize("mask", MASKS)
def test_failing_examples_are_for_their_owner_alone(mask: int, tmp_path: Path) -> None:
    with masked(mask):
        folder = Path(examples.place(str(tmp_path / "kept" / "examples"), from_mapping(ATTACKED)))
        (folder / "one").write_bytes(b"")
    assert [each for each in folder.iterdir() if open_to_others(each, tmp_path)] == []


@pytest.mark.parametrize("mask", MASKS)
def test_folders_are_made_for_their_owner_alone_and_others_stay_as_they_are(mask: int, tmp_path: Path) -> None:
    there = tmp_path / "there"
    with masked(mask):
        there.mkdir(mode=0o755)
        private_folder(there / "above" / "kept")
        private_folder(there)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (there, there / "above", there / "above" / "kept")]
    assert modes == [0o755, 0o700, 0o700]
    with pytest.raises(FileExistsError):
        private_folder(there, anew=True)


def test_a_file_that_anybody_may_read_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "home" / "inside" / "file"
    file.parent.mkdir(parents=True)
    file.write_text("")
    file.chmod(0o604)
    assert open_to_others(file, tmp_path / "home")
    file.parent.chmod(0o700)
    assert not open_to_others(file, tmp_path / "home")
