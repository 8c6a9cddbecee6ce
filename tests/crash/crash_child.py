"""Does what a row does in a process of its own, which is killed before a call or after some time, or is not."""

from __future__ import annotations

import fcntl
import io
import os
import resource
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crash_row import Files, Row

_MOMENTS = frozenset(
    {"open", "write", "fsync", "link", "replace", "rename", "unlink", "ftruncate", "fchmod", "mkdir", "posix_fallocate"}
    | {"flush", "truncate", "execute", "executemany", "executescript", "commit"}
)
"""Names of the functions before which a process is killed, where they are the system's, of files or of databases."""
_WRITERS = (io.BufferedWriter, io.BufferedRandom, sqlite3.Connection, sqlite3.Cursor)
_HIDDEN = ".git"
_BEGUN = "begun"
_PRINTED = 1024 * 1024
"""Bytes that a row may print."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What became of a process.

    Attributes:
        code: its exit code; less than zero, the signal that ended it.
        said: what it has acknowledged.
        told: what it has printed.
        steps: calls that write, name or remove something; 0 where it was killed, or nobody counted.
        seconds: from the beginning of the work until it ended.
    """

    code: int
    said: list[str]
    told: str
    steps: int
    seconds: float


@dataclass(frozen=True)
class Place:
    """A folder for what a row needs, and others with a copy of it in which the row does its work.

    Attributes:
        folder: has all of them.
    """

    row: Row
    folder: Path

    def prepare(self) -> None:
        """Make what it needs."""
        self._given.mkdir(parents=True)
        ended = self._forked(self._given, lambda _: self.row.prepare())
        if ended.code:
            raise AssertionError(ended.told)

    def new(self, name: str) -> Path:
        """A folder with a copy of what it needs; it may be there, and empty."""
        return Path(shutil.copytree(self._given, self.folder / name, dirs_exist_ok=True))

    @property
    def _given(self) -> Path:
        return self.folder / "given"

    def done(self, where: Path) -> Ended:
        """Have it do its work."""
        return self._forked(where, self._counted(None))

    def timed(self, where: Path) -> Ended:
        """Have it do its work as fast as it can."""
        return self._forked(where, self.row.work)

    def killed_before(self, where: Path, step: int) -> Ended:
        """Kill it before one of its calls; 0 is the first."""
        return self._forked(where, self._counted(step))

    def killed_after(self, where: Path, seconds: float) -> Ended:
        """Kill it some time after it has begun."""
        return self._forked(where, self.row.work, after=seconds)

    def without_room(self, where: Path) -> Ended:
        """Have it do its work where no byte can be written to any file."""
        return self._forked(where, self._without_room)

    def _without_room(self, say: Callable[[str], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        self.row.work(say)

    def _counted(self, last: int | None) -> Callable[[Callable[[str], None]], int]:
        """Counts the calls while it works, and is killed before the last."""

        def work(say: Callable[[str], None]) -> int:
            seen = 0

            def moment(_: Any, event: str, what: Any) -> None:
                nonlocal seen
                if event == "c_call" and what.__name__ in _MOMENTS and _writes(what):
                    if seen == last:
                        os.kill(os.getpid(), signal.SIGKILL)
                    seen += 1

            def acknowledge(text: str) -> None:
                sys.setprofile(None)
                say(text)
                sys.setprofile(moment)

            sys.setprofile(moment)
            try:
                self.row.work(acknowledge)
            finally:
                sys.setprofile(None)
            return seen

        return work

    def _forked(
        self, where: Path, work: Callable[[Callable[[str], None]], int | None], after: float | None = None
    ) -> Ended:
        (heard, say), (printed, out) = os.pipe(), os.pipe()
        fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, _PRINTED)  # it is read when all is over
        process = os.fork()
        if not process:
            _child(where, work, say, out)
        os.close(say)
        os.close(out)
        with os.fdopen(heard, encoding="utf-8") as lines, os.fdopen(printed, encoding="utf-8") as told:
            lines.readline()
            begun = time.monotonic()
            if after is not None:
                time.sleep(after)
                os.kill(process, signal.SIGKILL)
            said = lines.read().split("\n")[:-1]
            seconds = time.monotonic() - begun
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            steps = int(said.pop().removeprefix("steps ")) if said and said[-1].startswith("steps ") else 0
            return Ended(code=code, said=said, told=told.read(), steps=steps, seconds=seconds)


def _child(where: Path, work: Callable[[Callable[[str], None]], int | None], say: int, out: int) -> None:
    code = 1
    try:
        os.chdir(where)
        os.dup2(out, 1)
        os.dup2(out, 2)
        _say(say, _BEGUN)
        steps = work(lambda text: _say(say, text))
        if steps:
            _say(say, f"steps {steps}")
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _say(descriptor: int, text: str) -> None:
    os.write(descriptor, f"{text}\n".encode())


def _writes(what: Any) -> bool:
    return what.__module__ == os.name or isinstance(what.__self__, _WRITERS)


def files_in(folder: Path) -> Files:
    """Contents by path."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {str(path): each.read_bytes() for each in files if _HIDDEN not in (path := each.relative_to(folder)).parts}
