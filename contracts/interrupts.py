"""Ctrl-C and SIGTERM as a flag: an exception raised by a handler can be lost wherever it happens to be raised."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ENDS = (signal.SIGINT, signal.SIGTERM)
"""What asks a run to end."""


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Within, being asked to end sets the flag that is given, and whatever waits has to ask for it.

    Asked a second time, the process no longer waits for anybody.

    Raises:
        KeyboardInterrupt: at the end, when it was asked to end.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    heard = {number: signal.getsignal(number) for number in ENDS}
    before = {number: handler for number, handler in heard.items() if handler not in (signal.SIG_IGN, None)}

    def end(number: int, frame: Any) -> None:  # noqa: ARG001 - a handler's signature
        asked.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, end)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked.is_set():
        raise KeyboardInterrupt


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Whatever process is started within hears neither Ctrl-C nor SIGTERM: whoever started it ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
