"""Writing the exchanges of a server to a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from specs.whole_files import write_whole

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host

LINES = (".ndjson", ".jsonl")
"""How files are called that have an exchange a line."""


def begin(path: Path, host: Host) -> Callable[[], None]:
    """Write the exchanges of a host; what ends it.

    A line each as they come where the file is called so, else all that the journal has at the end.

    Raises:
        MockError: the file cannot be written.
    """
    from mockserver.errors import MockError

    try:
        return (_lines if path.suffix in LINES else _archive)(path, host)
    except OSError as error:
        told = f"{path} cannot be written: {(error.strerror or '').lower()}"
        raise MockError(told, hint="choose another file with --record") from error


def _lines(path: Path, host: Host) -> Callable[[], None]:
    from mockserver.observing.har import Lines

    lines = Lines(path)
    host.journal.listen(lines.note)
    return lines.close


def _archive(path: Path, host: Host) -> Callable[[], None]:
    from mockserver.observing.har import archive

    def write() -> None:
        write_whole(path, json.dumps(archive(host.journal.records()), indent=2).encode() + b"\n")

    write()  # that it cannot be done is to be known before, not at the end
    return write
