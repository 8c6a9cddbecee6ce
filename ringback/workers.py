"""Several processes that answer on one port, and one that looks after them."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from mockserver.errors import MockError
from mockserver.observing.sheets import Board, SharedSheet

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host
    from mockserver.settings import Settings

_ENDS = (signal.SIGINT, signal.SIGTERM)
_HASTY = 3
"""So many processes in a row that end before they are ready, and no more are started."""


class Workers:
    """Looks after processes until SIGINT or SIGTERM; one that dies is replaced.

    Args:
        count: how many there are.
        shared: what they listen on.
        work: what each does, and never comes back from; called with a number below ``count`` that only it has, and with
            what it has to call once it is ready.

    Raises:
        MockError: this system cannot do that.
    """

    def __init__(self, count: int, shared: socket.socket, work: Callable[[int, Callable[[], None]], NoReturn]) -> None:
        if not hasattr(os, "fork"):
            raise MockError("--workers needs a system that can fork", hint="leave it out")
        self._count, self._shared, self._work = count, shared, work
        self._running: dict[int, int] = {}
        self._ending = self._failed = False
        self._hasty = 0
        self._living, self._life = os.pipe()

    def run(self, ready: Callable[[], None]) -> NoReturn:
        """Start them, call ``ready`` when all are, and stay until the end."""
        for each in _ENDS:
            signal.signal(each, self._end)
        if all(map(self._begin, range(self._count))):
            ready()
        else:
            self._hasty = _HASTY
            self._end(signal.SIGTERM, None)
        while self._running:
            self._wait()
        sys.exit(2 if self._failed or self._hasty >= _HASTY else 0)

    def _begin(self, number: int) -> bool:
        """Start one; whether it came to be ready."""
        heard, said = os.pipe()
        process = os.fork()
        if not process:
            self._become(number, heard, said)
        os.close(said)
        self._running[process] = number
        told = os.read(heard, 1)
        os.close(heard)
        return bool(told)

    def _become(self, number: int, heard: int, said: int) -> NoReturn:
        """Do the work, in a process of its own."""
        for each in _ENDS:
            signal.signal(each, signal.SIG_DFL)
        os.close(heard)
        os.close(self._life)
        threading.Thread(target=self._end_with_parent, name="parent", daemon=True).start()
        try:
            self._work(number, lambda: _say(said))
        except MockError as error:
            click.echo(f"Error: {error}", err=True)
        finally:
            os._exit(2)

    def _end_with_parent(self) -> NoReturn:
        """End when the one that looks after this process is gone, however it came to its end: none is to answer on."""
        os.read(self._living, 1)
        os._exit(2)

    def _wait(self) -> None:
        process, status = os.wait()
        number = self._running.pop(process)
        code = os.waitstatus_to_exitcode(status)
        if self._ending:
            self._failed |= code > 0
            return
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        click.echo(f"a worker {how}; another takes its place", err=True)
        self._hasty = 0 if self._begin(number) else self._hasty + 1
        if self._hasty >= _HASTY:
            self._end(signal.SIGTERM, None)

    def _end(self, _: int, __: object) -> None:
        self._ending = True
        self._shared.close()  # who connects when no worker listens any more is refused, and does not wait
        for process in self._running:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)


def _say(said: int) -> None:
    os.write(said, b"!")
    os.close(said)


def counting(served: Host, board: Board, number: int) -> Host:
    """A host whose metrics are those of all processes, of which it is the one with a number."""
    served.metrics.share(SharedSheet(board, number))
    return served


@contextmanager
def alike(settings: Settings) -> Iterator[Settings]:
    """Settings with which several processes remember the same: in a file of their own, unless there is a database.

    The file is gone when they end, or the machine does: nothing has to wait until it is on the disk.
    """
    if settings.state:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="ringback-") as folder:
        yield replace(settings, state=f"sqlite:///{Path(folder) / 'state.db'}?synchronous=off")
