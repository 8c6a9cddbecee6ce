"""The engine's threads: interrupted when that is asked for, and listened to when they die."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemathesis.engine.core import EventStream

_LOOKS_AFTER = 0.1
"""Seconds after which it is asked again whether a run is interrupted."""


@contextmanager
def watched(stream: EventStream, interrupted: Callable[[], bool] | None) -> Iterator[None]:
    """Interrupts the engine within when that is asked for: it stops before its next request, in midst of a scenario."""
    over = threading.Event()

    def watch() -> None:
        while interrupted is not None and not over.wait(_LOOKS_AFTER):
            if interrupted():
                stream.stop()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@contextmanager
def heard() -> Iterator[list[BaseException]]:
    """What threads of the engine have died of meanwhile, which nobody else is told."""
    lost: list[BaseException] = []
    before = threading.excepthook

    def hear(died: threading.ExceptHookArgs) -> None:
        if died.thread is None or died.exc_value is None or not died.thread.name.startswith("schemathesis"):
            before(died)
        else:
            lost.append(died.exc_value)

    threading.excepthook = hear
    try:
        yield lost
    finally:
        threading.excepthook = before
