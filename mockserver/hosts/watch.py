"""Looking at files every now and then, and telling when they have changed and come to rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

INTERVAL = 0.5
"""Seconds between two looks."""
_State = tuple[int, int, int] | None


class Watch:
    """Looks at files in a thread of its own.

    A change counts once two looks in a row have seen the same: an editor writes in several steps.

    Args:
        files: those to look at; asked again after each change.
        changed: called after one.
    """

    def __init__(self, files: Callable[[], Iterable[Path]], changed: Callable[[], None]) -> None:
        self._files, self._changed = files, changed
        self._seen = _states(files())
        self._before = self._seen

    def start(self, interval: float = INTERVAL) -> None:
        """Look from now on, until the process ends."""
        tick = threading.Event()

        def looking() -> None:
            while not tick.wait(interval):
                self.look()

        threading.Thread(target=looking, name="watch", daemon=True).start()

    def look(self) -> None:
        """Look once."""
        now = _states(self._files())
        if now != self._seen and now == self._before:
            self._changed()
            # What has changed again meanwhile is to be seen as a change.
            self._seen = {path: now[path] if path in now else _state(path) for path in self._files()}
        self._before = now


def _states(files: Iterable[Path]) -> dict[Path, _State]:
    return {path: _state(path) for path in files}


def _state(path: Path) -> _State:
    """What tells one state of a file from another; None where there is no such file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
