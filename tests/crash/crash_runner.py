"""Kills what writes, at moments of its writing: ``crash_runner.py FOLDER KILLS SEED SLOW [ROW …]`` tells it as JSON.

Each kill is that of a forked process, just before a call by which something is written, made durable, named or taken
away. How many such calls there are is counted first; then so many of them are drawn as there are to be kills, the first
and the last always.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from crash_table import ROWS, Files, Row

from specs.catalog import DATA_DIR_VARIABLE

_MOMENTS = frozenset(
    {"open", "write", "fsync", "link", "replace", "rename", "unlink", "ftruncate", "fchmod", "mkdir", "posix_fallocate"}
    | {"flush", "truncate", "execute", "executemany", "executescript", "commit"}
)
"""Names of the functions before which a process is killed, where they are the system's, of files or of databases."""
_COMMANDS = ("baseline", "diff", "init", "specs", "specs_check")
_WRITERS = (io.BufferedWriter, io.BufferedRandom, sqlite3.Connection, sqlite3.Cursor)
_HIDDEN = ".git"


def main(folder: Path, kills: int, seed: int, slow: bool, names: list[str]) -> None:
    chance = random.Random(seed)
    os.environ[DATA_DIR_VARIABLE] = "."
    for each in _COMMANDS:  # whoever is forked has them
        import_module(f"ringback.commands.{each}")
    for name, row in ROWS.items():
        if (row.slow and not slow) or (names and name not in names):
            continue
        some = kills // 4 if row.slow else kills
        for told in _tried(row, folder / name.replace(" ", "-"), some, chance):
            _tell(name, told)
        if row.command and not row.slow:
            _tell(name, _on_a_full_disk(row, folder / f"{name}-full"))


def _tell(name: str, told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"name": name, **told}) + "\n")
    sys.stdout.flush()


def _on_a_full_disk(row: Row, folder: Path) -> dict[str, Any]:
    """What came of it where no byte can be written any more."""
    _run(replace(row, work=lambda _: None), folder, None)
    before = _files(folder)
    code, _, told = _run(row, folder, None, again=True, full=True)
    return {"full": True, "code": code, "told": told, "changed": _files(folder) != before}


def _tried(row: Row, folder: Path, kills: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    steps, said, problem = _run(row, folder / "done", None)
    done = _files(folder / "done")
    yield {"step": None, "steps": steps, "problem": problem or row.wrong(done, done, said)}
    inner = range(1, steps - 1)
    for step in sorted({0, steps - 1, *chance.sample(inner, min(kills - 2, len(inner)))}):
        where = folder / str(step)
        _, said, problem = _run(row, where, step)
        problem = problem or row.wrong(_files(where), done, said)
        if not problem and 0 < step < steps - 1:  # what a crash has left keeps nobody from doing it again
            _, _, problem = _run(row, where, None, again=True)
        yield {"step": step, "steps": steps, "problem": problem}


def _run(
    row: Row, folder: Path, step: int | None, *, again: bool = False, full: bool = False
) -> tuple[int, list[str], str]:
    """Do it in a process of its own; how many moments there were, what was acknowledged, what went wrong.

    On a full disk: its exit code, nothing, and what it told.
    """
    if not again:
        folder.mkdir(parents=True)
    (heard, say), (counted, count) = os.pipe(), os.pipe()
    process = os.fork()
    if not process:
        _child(row, folder, say, count, step, again=again, full=full)
    os.close(say)
    os.close(count)
    said = _all(heard).decode().split("\n")[:-1]
    steps = int(_all(counted) or 0)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if full:
        return code, [], "\n".join(said)
    ended = step is None or 0 < steps <= step  # sizes of buffers differ by a write or two from one time to the next
    expected = 0 if ended else -signal.SIGKILL
    problem = "" if code == expected else f"it ended with {code}: {(folder / '.told').read_text()[-2000:]}"
    return steps, said, problem


def _child(row: Row, folder: Path, say: int, count: int, step: int | None, *, again: bool, full: bool) -> None:
    code = 1
    try:
        os.chdir(folder)
        told = os.open(".told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(told, 1)
        os.dup2(told, 2)
        if not again:
            row.prepare()
        if full:
            _fill(say)
            row.work(sys.stderr.write)
        seen = 0

        def moment(_: Any, event: str, what: Any) -> None:
            nonlocal seen
            if event == "c_call" and what.__name__ in _MOMENTS and _writes(what):
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                seen += 1

        def acknowledge(text: str) -> None:
            sys.setprofile(None)
            os.write(say, f"{text}\n".encode())
            sys.setprofile(moment)

        sys.setprofile(moment)
        row.work(acknowledge)
        sys.setprofile(None)
        os.write(count, str(seen).encode())
        code = 0
    except SystemExit as ended:
        sys.setprofile(None)
        code = int(ended.code or 0)
    except BaseException:
        sys.setprofile(None)
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _fill(say: int) -> None:
    """Let no byte be written to any file, and have what is printed told elsewhere."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.dup2(say, 1)
    os.dup2(say, 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def _writes(what: Any) -> bool:
    return what.__module__ == os.name or isinstance(what.__self__, _WRITERS)


def _files(folder: Path) -> Files:
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != ".told")
    return {str(path): each.read_bytes() for each in files if _HIDDEN not in (path := each.relative_to(folder)).parts}


def _all(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "slow", sys.argv[5:])
