"""Kills what writes, at moments of its writing: ``crash_runner.py FOLDER KILLS SEED SLOW [ROW …]`` tells it as JSON.

Each kill is that of a forked process: just before a call by which something is written, made durable, named or taken
away, and after a time, wherever it is then. How many such calls there are is counted first; then so many of them are
drawn as there are to be kills, the first and the last always. Times are drawn within that which the work has taken.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from crash_child import Ended, Place, files_in
from crash_row import Files
from crash_table import ROWS

from specs.catalog import DATA_DIR_VARIABLE

_COMMANDS = ("baseline", "diff", "init", "matrix", "merge", "specs", "specs_check")
_SLOWER = 4
"""So many times fewer kills of what takes long."""
_AT_TIMES = 2
"""So many times fewer kills after a time than before a call."""


def main(folder: Path, kills: int, seed: int, slow: bool, names: list[str]) -> None:
    chance = random.Random(seed)
    os.environ[DATA_DIR_VARIABLE] = "."
    for each in _COMMANDS:  # whoever is forked has them
        import_module(f"ringback.commands.{each}")
    for name, row in ROWS.items():
        if (row.slow and not slow) or (names and name not in names):
            continue
        place, some = Place(row, folder / name.replace(" ", "-")), kills // _SLOWER if row.slow else kills
        place.prepare()
        done = place.new("done")
        for told in (*_before_calls(place, done, some, chance), *_after_times(place, done, some, chance)):
            _tell(name, told)
        if row.command and not row.slow:
            _tell(name, _on_a_full_disk(place))


def _tell(name: str, told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"name": name, **told}) + "\n")
    sys.stdout.flush()


def _on_a_full_disk(place: Place) -> dict[str, Any]:
    """What came of it where no byte can be written any more."""
    where = place.new("full")
    before = files_in(where)
    ended = place.without_room(where)
    return {"full": True, "code": ended.code, "told": ended.told, "changed": files_in(where) != before}


def _before_calls(place: Place, done: Path, kills: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    ended = place.done(done)
    steps, files = ended.steps, files_in(done)
    yield {"step": None, "steps": steps, "problem": _unlike(ended, 0) or place.row.wrong(files, files, ended.said)}
    inner = range(1, steps - 1)
    for step in sorted({0, steps - 1, *chance.sample(inner, min(kills - 2, len(inner)))}):
        where = place.new(str(step))
        ended = place.killed_before(where, step)
        # sizes of buffers differ by a write or two from one time to the next
        expected = 0 if 0 < ended.steps <= step else -signal.SIGKILL
        problem = _unlike(ended, expected) or place.row.wrong(files_in(where), files, ended.said)
        if 0 < step < steps - 1:
            problem = problem or _again(place, where)
        yield {"step": step, "steps": steps, "problem": problem}


def _after_times(place: Place, done: Path, kills: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    files: Files = files_in(done)
    taken = place.timed(place.new("timed")).seconds
    for number in range(max(1, kills // _AT_TIMES)):
        seconds, where = chance.uniform(0, taken), place.new(f"time-{number}")
        ended = place.killed_after(where, seconds)
        problem = _unlike(ended, 0, -signal.SIGKILL) or place.row.wrong(files_in(where), files, ended.said)
        problem = problem or _again(place, where)
        yield {"after": round(seconds, 4), "killed": ended.code < 0, "problem": problem}


def _again(place: Place, where: Path) -> str:
    """What keeps it from doing its work on what a crash has left."""
    return _unlike(place.timed(where), 0)


def _unlike(ended: Ended, *expected: int) -> str:
    return "" if ended.code in expected else f"it ended with {ended.code}: {ended.told[-2000:]}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "slow", sys.argv[5:])
