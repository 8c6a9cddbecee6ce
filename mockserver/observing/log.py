"""A line for each exchange, for people or for programs that collect logs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from queue import SimpleQueue
from typing import Any, TextIO

from mockserver.observing.recording import Record
from specs.harmless import HARMLESS

_MOST_WAITING = 10_000
_LONGEST = 500
_SHOWN = 3


class Level(StrEnum):
    """Which exchanges are worth a line."""

    INFO = "info"
    """All."""
    WARNING = "warning"
    """Those with violations or a status of 400 or more."""
    ERROR = "error"
    """Those with a status of 500 or more."""


class Log:
    """Writes lines in a thread of its own, so that no answer waits for whoever reads them.

    Args:
        stream: where they go.
        format_: a key of ``FORMATS``.
        level: which exchanges get one.
    """

    def __init__(self, stream: TextIO, format_: str, level: Level = Level.INFO) -> None:
        self._stream, self._line, self._worth = stream, FORMATS[format_], _WORTH[level]
        self._waiting: SimpleQueue[Record | None] = SimpleQueue()
        self._dropped = 0
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()

    def note(self, record: Record) -> None:
        """Write of an exchange, soon; not at all where too many wait already."""
        if not self._worth(record):
            return
        if self._waiting.qsize() < _MOST_WAITING:
            self._waiting.put(record)
        else:
            self._dropped += 1

    def close(self, seconds: float = 1.0) -> None:
        """Write what waits, for so long at most."""
        self._waiting.put(None)
        self._thread.join(seconds)

    def _write(self) -> None:
        while record := self._waiting.get():
            dropped, self._dropped = self._dropped, 0
            more = f"{dropped} exchanges were not logged: they came too fast\n" if dropped else ""
            try:
                self._stream.write(f"{self._line(record).encode(errors='backslashreplace').decode()}\n{more}")
                self._stream.flush()
            except (OSError, ValueError):
                return  # nobody reads any more


def _text(record: Record) -> str:
    """``12:00:00 POST /pets?x=1 201 0.8 ms createPet``."""
    query = record.book.redactor.query(record.request.query)
    target = record.path + (f"?{query}" if query else "")
    parts = [
        datetime.fromtimestamp(record.at, UTC).strftime("%H:%M:%S"),
        record.request.method[:20],
        target if len(target) <= _LONGEST else f"{target[:_LONGEST]}...",
        str(record.response.status),
        f"{record.seconds * 1000:.1f} ms",
    ]
    wrong = [*map(str, record.violations), *(f"response: {each}" for each in record.answered)]
    told = "".join(f" | {each}" for each in wrong[:_SHOWN])
    more = f" | and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    noted = {key: value for key, value in record.notes.items() if key != "response"}
    notes = "".join(f" [{key}: {_named(value)}]" for key, value in noted.items())
    return f"{' '.join(parts)}{notes}{told}{more}".translate(HARMLESS)


def _named(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _json(record: Record) -> str:
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "id": record.id,
        "document": record.book.document,
        "method": record.request.method,
        "path": record.path,
        "query": record.book.redactor.query(record.request.query),
        "operation": record.key or None,
        "status": record.response.status,
        "ms": round(record.seconds * 1000, 3),
        "violations": [str(each) for each in record.violations],
        "notes": dict(record.notes),
    }
    return json.dumps(told, default=str)  # in ASCII: no control character, no line of somebody else's


FORMATS: Mapping[str, Callable[[Record], str]] = {"text": _text, "json": _json}
_WORTH: Mapping[Level, Callable[[Record], bool]] = {
    Level.INFO: lambda _: True,
    Level.WARNING: lambda record: record.wrong or record.response.status >= 400,
    Level.ERROR: lambda record: record.response.status >= 500,
}
