"""Has commands write to full and to read-only file systems: ``crash_mounts.py FOLDER`` tells what came of it as JSON.

Each is one of its own in memory, mounted for this process and those it starts alone; whoever runs it sees to that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from crash_child import Place, files_in
from crash_commands import COMMANDS

from specs.catalog import DATA_DIR_VARIABLE

_SIZE = "16m"
_PAGE = 4096


def main(folder: Path) -> None:
    os.environ[DATA_DIR_VARIABLE] = "."
    for name, row in COMMANDS.items():
        place = Place(row, folder / name.replace(" ", "-"))
        place.prepare()
        for kind, made in KINDS.items():
            sys.stdout.write(json.dumps({"name": name, "mounted": kind, **_tried(place, kind, made)}) + "\n")
            sys.stdout.flush()


def _tried(place: Place, kind: str, made: Callable[[Path], None]) -> dict[str, Any]:
    where = place.folder / kind
    where.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={_SIZE}", "none", where)
    where = place.new(kind)
    made(where)
    before = files_in(where)
    ended = place.timed(where)
    return {"code": ended.code, "told": ended.told, "changed": sorted(_differing(before, files_in(where)))}


def _differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _filled(where: Path) -> None:
    with suppress(OSError), (where / "filler").open("wb", buffering=0) as file:
        while file.write(bytes(_PAGE)):
            pass


def _read_only(where: Path) -> None:
    _mount("-o", "remount,ro", where)


def _mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True)


KINDS: Mapping[str, Callable[[Path], None]] = {"full": _filled, "read-only": _read_only}
"""What becomes of a file system before anything is written to it."""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
