"""Writing the exchanges of a server to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specs.whole_files import PRIVATE, write_whole

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host
    from mockserver.observing.recording import Record

LINES = (".ndjson", ".jsonl")
"""How files are called that have an exchange a line."""


def begin(path: Path, host: Host) -> Callable[[], None]:
    """Write the exchanges of a host; what ends it.

    A line each as they come where the file is called so, else all that the journal has at the end. What ends it raises
    MockError where not all could be written.

    Raises:
        MockError: the file cannot be written.
    """
    return (_lines if path.suffix in LINES else _archive)(path, host)


def _lines(path: Path, host: Host) -> Callable[[], None]:
    with _told(path):
        written = _Lines(path)
    host.journal.listen(written.note)
    return written.end


class _Lines:
    """Adds each exchange to a file. A disk that is full is told of at once, and does not keep a server from answering.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        from mockserver.observing.har import Lines

        self._path, self._lines = path, Lines(path)
        self._lost, self._why = 0, ""
        if torn := self._lines.torn:
            click.echo(f"{path}: its last line was torn by a crash and is taken away ({torn} bytes)", err=True)

    def note(self, record: Record) -> None:
        """Add an exchange."""
        try:
            self._lines.note(record)
        except OSError as error:
            self._lost, self._why = self._lost + 1, (error.strerror or "").lower()
            if self._lost == 1:
                click.echo(f"{self._path}: an exchange cannot be recorded: {self._why}", err=True)

    def end(self) -> None:
        """Let go of the file. Raises MockError: exchanges are missing in it."""
        self._lines.close()
        if self._lost:
            from mockserver.errors import MockError

            raise MockError(f"{self._path}: {self._lost} exchanges could not be recorded: {self._why}")


def _archive(path: Path, host: Host) -> Callable[[], None]:
    from mockserver.observing.har import archive

    mode = None if path.exists() else PRIVATE

    def write() -> None:
        with _told(path):
            write_whole(path, json.dumps(archive(host.journal.records()), indent=2).encode() + b"\n", mode=mode)

    write()  # that it cannot be done is to be known before, not at the end
    return write


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        from mockserver.errors import MockError

        told = f"{path} cannot be written: {(error.strerror or '').lower()}"
        raise MockError(told, hint="choose another file with --record") from error
