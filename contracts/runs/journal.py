"""The journal of a run: a file to which lines are added, each of them on the disk before the run goes on.

Whatever moment a run is ended at, all lines but the last are whole. The first tells what the run is of, the others what
came of it: findings, then the part of the run that met them. No secret is in it: what is learned to be one later is
taken out of the lines that are there already.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.runs.storing import changed, stored

FILE = "journal.jsonl"
_MODE = 0o600


class Line(StrEnum):
    """What a line tells."""

    BEGAN = "began"
    RESUMED = "resumed"
    FINDING = "finding"
    PART = "part"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run came to its end.

    Attributes:
        at: when, as ISO 8601 in UTC.
        cut_short: why it did so early; empty where it did all that it was asked for.
    """

    at: str
    cut_short: str

    @classmethod
    def of(cls, report: Report) -> Ended:
        """That of a run that ends now."""
        return cls(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", str(report.facts.get("cut short", "")))


class Journal:
    """A journal that is written. Nobody else may write to it at the same time."""

    def __init__(self, file: Path) -> None:
        """Go on with a journal, or begin one; what a crash has left of a last line goes.

        Raises:
            ContractError: the file cannot be used.
        """
        self._file = file
        with _told(file):
            self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, _MODE)
            whole = file.read_bytes()
            os.ftruncate(self._descriptor, whole.rfind(b"\n") + 1)
            _to_disk(file.parent)

    def write(self, kind: Line, value: Any) -> None:
        """Add a line; it is on the disk when this returns."""
        line = json.dumps({"line": kind, **stored(value)}, separators=(",", ":")) + "\n"
        with _told(self._file):
            os.write(self._descriptor, line.encode())
            os.fsync(self._descriptor)

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Change all texts in the lines that are there, all at once."""
        lines = [changed(json.loads(line), change) for line in self._file.read_text("utf-8").splitlines()]
        new = self._file.with_suffix(".new")
        with _told(self._file):
            descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, _MODE)
            told = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
            with os.fdopen(os.dup(descriptor), "wb") as there:
                there.write(told.encode())
            os.fsync(descriptor)
            new.replace(self._file)
            _to_disk(self._file.parent)
        os.close(self._descriptor)
        self._descriptor = descriptor

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


def _to_disk(folder: Path) -> None:
    """Have a folder remember what was put into it, after a power cut, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Errors of a file as what a reader can use."""
    try:
        yield
    except OSError as error:
        raise ContractError(f"{file}: the journal cannot be written: {error.strerror}") from error
