"""Files that are written whole: on file systems of both kinds, by several at once, and seen ahead."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from specs import whole_files
from specs.whole_files import alone, demand_writable, write_whole


@pytest.fixture(params=["files without names", "no such files"])
def nameless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "no such files":
        monkeypatch.setattr(whole_files, "_NAMELESS", 0)
    return str(request.param)


@pytest.mark.usefixtures("nameless")
def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / ("long" * 60)
    for text in (b"first", b"second"):
        write_whole(file, text)
        assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(file.name, text)]


@pytest.mark.usefixtures("nameless")
@pytest.mark.parametrize("before", [None, 0o666, 0o600])
def test_a_mode_is_that_of_the_file_from_its_first_byte(tmp_path: Path, before: int | None) -> None:
    file = tmp_path / "secret"
    if before is not None:
        file.touch()
        file.chmod(before)
    write_whole(file, b"x", mode=0o600)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("nameless")
def test_it_is_seen_ahead_whether_a_file_can_be_written(tmp_path: Path) -> None:
    demand_writable(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").write_bytes(b"x")
    demand_writable(tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"x"
    with pytest.raises(FileNotFoundError):
        demand_writable(tmp_path / "no" / "file")
    with pytest.raises(IsADirectoryError):
        demand_writable(tmp_path)


def test_what_is_read_and_written_anew_alone_is_lost_by_nobody(tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    file.write_text("")

    def add(number: int) -> None:
        for _ in range(10):
            with alone(file):
                write_whole(file, file.read_bytes() + b"%d\n" % number, durable=False)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(file.read_text().splitlines()) == 40


def test_a_full_device_is_told(tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to(os.path.realpath("/dev/full"))
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "full", b"x")
