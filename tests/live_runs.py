"""Runs of the command line against a live account that are interrupted, killed, and cleaned up."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Runs against one account.

    Attributes:
        folder: in which they are started, and keep what they need.
        document: what they test.
        profile: lines of the profile, beside its name.
        identifier, password: who calls.
        more: further options of ``ringback test``.
    """

    folder: Path
    document: Path
    profile: Sequence[str]
    identifier: str
    password: str
    more: Sequence[str] = ()

    @property
    def home(self) -> Path:
        """The folder that has a folder for each run."""
        return self.folder / "runs"

    def begun(self, *more: str) -> subprocess.Popen[str]:
        """A run that has been started, or is gone on with."""
        lines = ["[[test.profiles]]", 'name = "mine"', "per_second = 2000", *self.profile]
        (self.folder / "ringback.toml").write_text("\n".join(lines))
        live = ("test", str(self.document), "--live", "mine", "--runs", str(self.home), "--seed", "1")
        return subprocess.Popen(
            [sys.executable, "-m", "ringback", *live, *self.more, *more],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def clean(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """``ringback cleanup``."""
        return subprocess.run(
            [sys.executable, "-m", "ringback", "cleanup", *arguments, "--runs", str(self.home)],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def names(self) -> list[str]:
        """What the runs are called."""
        return sorted(each.name for each in self.home.iterdir()) if self.home.is_dir() else []

    def created(self) -> int:
        """How many things the ledgers say were asked for."""
        return sum(_rows(self.home / each / "ledger.db") for each in self.names)

    def written(self) -> bytes:
        """All that stands in the folder, as far as this module has not written it."""
        files = (each for each in self.folder.rglob("*") if each.is_file() and each.name != "ringback.toml")
        return b"".join(each.read_bytes() for each in files)

    @property
    def _environment(self) -> dict[str, str]:
        who = {"RINGBACK_EMAIL": self.identifier, "RINGBACK_PASSWORD": self.password}
        return {**os.environ, **who, "PYTHONPATH": str(ROOT)}


def wait_until(created: Callable[[], int], count: int, process: subprocess.Popen[str]) -> None:
    """Wait until a run has created some things, or has asked for them."""
    end = time.monotonic() + 300
    while created() < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


@contextmanager
def interruptible() -> Iterator[None]:
    """A shell that starts the tests in the background has what they start ignore Ctrl-C; a terminal does not."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, was)


def _rows(ledger: Path) -> int:
    if not ledger.is_file():
        return 0
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as base:
        try:
            return int(base.execute("select count(*) from creation").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # it has just been made
