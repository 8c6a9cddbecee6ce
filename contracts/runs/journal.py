"""The journal of a run: a file to which lines are added, each of them on the disk before the run goes on.

Whatever moment a run is ended at, all lines but the last are whole, and the first is there. That tells what the run is
of, the others what came of it: findings, then the part of the run that met them. No secret is in it: what is learned to
be one later is taken out of the lines that are there already.
"""

from __future__ import annotations

import json
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
from specs.line_files import LineFile
from specs.whole_files import write_whole

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
    """A journal that is written. Nobody else may write to it at the same time.

    Attributes:
        torn: bytes of a last line that a crash had left, and that are gone.
    """

    def __init__(self, file: Path) -> None:
        """Go on with a journal, or begin one; what a crash has left of a last line goes.

        Raises:
            ContractError: the file cannot be used.
        """
        self._file = file
        with _told(file):
            self._lines = self._opened()
        self.torn = self._lines.torn

    def write(self, kind: Line, value: Any) -> None:
        """Add a line; it is on the disk when this returns."""
        with _told(self._file):
            self._lines.add(_line(kind, value))

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Change all texts in the lines that are there, all at once."""
        lines = [changed(json.loads(line), change) for line in self._file.read_text("utf-8").splitlines()]
        with _told(self._file):
            write_whole(self._file, b"".join(_written(line) + b"\n" for line in lines), mode=_MODE)
            self._lines.close()
            self._lines = self._opened()

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()

    def _opened(self) -> LineFile:
        return LineFile(self._file, durable=True, mode=_MODE)


def begin(file: Path, about: object) -> None:
    """Begin a journal with its first line, both or none.

    Raises:
        ContractError: the file cannot be used.
    """
    with _told(file):
        write_whole(file, _line(Line.BEGAN, about) + b"\n", mode=_MODE)


def _line(kind: Line, value: Any) -> bytes:
    return _written({"line": kind, **stored(value)})


def _written(line: Any) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode()


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Errors of a file as what a reader can use."""
    try:
        yield
    except OSError as error:
        raise ContractError(f"{file}: the journal cannot be written: {error.strerror}") from error
