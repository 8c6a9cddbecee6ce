"""The folders of runs: each has a name, and the journal of the run in it."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import ContractError
from contracts.runs import journal
from contracts.runs.about import About, differences
from contracts.runs.journal import FILE, Journal, Line
from contracts.runs.past import Past, read
from specs.whole_files import private_folder

_LOCK = "lock"


def named() -> str:
    """A name for a run that begins now; the names of later runs come later in the alphabet."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def runs(home: Path) -> list[Path]:
    """The folders of all runs, the oldest first."""
    return sorted(each.parent for each in home.glob(f"*/{FILE}"))


def found(home: Path, run: str) -> Path:
    """The folder of a run, by its name or as a path.

    Raises:
        ContractError: there is none.
    """
    for folder in (home / run, Path(run)):
        if (folder / FILE).is_file() and (folder == Path(run) or folder.parent == home):
            return folder
    raise ContractError(f"there is no run {run[:80]!r}", hint="list them with ringback runs")


def begin(home: Path, about: About) -> Path:
    """A folder for a run, with the beginning of its journal."""
    folder = home / about.run
    try:
        private_folder(folder, anew=True)
    except OSError as error:
        raise ContractError(f"{folder}: no folder for the run: {error.strerror}", hint="give another --runs") from error
    try:
        journal.begin(folder / FILE, about)
    except ContractError:
        folder.rmdir()
        raise
    return folder


def resume(folder: Path, about: About, say: Callable[[str], None] = lambda _: None) -> Past:
    """What of a run is finished; its journal goes on.

    Args:
        folder: of the run.
        about: what the second half would be of.
        say: told what a person should know.

    Raises:
        ContractError: the second half would be another run, or there is nothing left to do.
    """
    past = read(folder)
    unlike = [f"{each.what} was {each.first} and is {each.second}" for each in differences(past.about, about)]
    if unlike:
        raise ContractError(
            f"run {folder.name} cannot be gone on with: {'; '.join(unlike)}",
            hint="say what was said when it began, or begin a new run",
        )
    if past.ended and not past.cut_short:
        raise ContractError(f"run {folder.name} came to its end: there is nothing to go on with")
    if torn := note(folder, Line.RESUMED, {"at": datetime.now(UTC).isoformat(timespec="seconds")}):
        say(f"the last line of its journal was torn when the run ended, and is left out ({torn} bytes)")
    return past.finished()


def note(folder: Path, line: Line, value: object) -> int:
    """Add a line to the journal of a run; how many bytes of a torn one went for it."""
    written = Journal(folder / FILE)
    try:
        written.write(line, value)
    finally:
        written.close()
    return written.torn


def delete(folder: Path) -> None:
    """Take a run away, whole."""
    with held(folder):
        shutil.rmtree(folder)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Have a run to oneself. Whatever ends the process lets it go.

    Raises:
        ContractError: somebody else is at it.
    """
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise ContractError(f"run {folder.name} is going on", hint="wait for its end, or stop it") from error
    try:
        yield
    finally:
        os.close(descriptor)
