"""Files of lines: added to at once or not at all, and what a crash has torn goes."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from specs.line_files import LineFile, is_torn


@pytest.mark.parametrize(
    ("before", "torn", "after"),
    [
        (b"", 0, b'{"new":1}\n'),
        (b'{"a":1}\n', 0, b'{"a":1}\n{"new":1}\n'),
        (b'{"a":1}\n{"b":', 5, b'{"a":1}\n{"new":1}\n'),
        (b'{"a', 3, b'{"new":1}\n'),
        (b'{"a":1}\n{"b":2}', 0, b'{"a":1}\n{"b":2}\n{"new":1}\n'),
        (b"no line of ours", 0, b'no line of ours\n{"new":1}\n'),
        (b'{"long":"' + b"x" * 200_000, 200_009, b'{"new":1}\n'),
    ],
)
def test_a_torn_line_goes_and_what_is_whole_or_of_others_stays(
    before: bytes, torn: int, after: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    file.write_bytes(before)
    lines = LineFile(file)
    lines.add(b'{"new":1}')
    lines.close()
    assert (lines.torn, file.read_bytes()) == (torn, after)


def test_what_others_write_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "summary"
    file.write_bytes(b'{"theirs":')
    lines = LineFile(file, ours=False)
    lines.add(b"# ours")
    lines.close()
    assert file.read_bytes() == b'{"theirs":# ours\n'


def test_every_beginning_of_an_object_is_torn_and_no_object_is() -> None:
    line = b'{"a":{"b":[1,"{}"]},"c":"\\u00e4"}'
    assert [length for length in range(1, len(line)) if not is_torn(line[:length])] == []
    assert not is_torn(line)


def test_a_disk_that_gets_full_leaves_the_lines_that_were_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lines"
    lines = LineFile(file)
    lines.add(b'{"a":1}')
    write, room = os.write, [5]

    def full(descriptor: int, data: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data[: room.pop()])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        lines.add(b'{"b":2}')
    monkeypatch.undo()
    lines.add(b'{"c":3}')
    lines.close()
    assert file.read_bytes() == b'{"a":1}\n{"c":3}\n'


def test_a_pipe_is_added_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    lines = LineFile(pipe)
    lines.add(b"one", b"two")
    lines.close()
    reader.join()
    assert read == [b"one\ntwo\n"]


def test_several_that_add_at_once_do_not_mix(tmp_path: Path) -> None:
    file = tmp_path / "lines"

    def add(letter: bytes) -> None:
        lines = LineFile(file)
        for _ in range(50):
            lines.add(letter * 5000)
        lines.close()

    threads = [threading.Thread(target=add, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    lines = file.read_bytes().splitlines()
    assert sorted(lines) == sorted(letter * 5000 for letter in (b"a", b"b", b"c") for _ in range(50))
