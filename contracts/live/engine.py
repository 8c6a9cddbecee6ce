"""The test engine as seen from the gateway's side: a process that is started, given its task, and listened to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event as Flag
from threading import Event
from typing import Protocol

from contracts.conformance.tally import Progress
from contracts.errors import ContractError
from contracts.findings import Report
from contracts.interrupts import uninterrupted
from contracts.live.child import Noted, Task, test

_LOOK_EVERY = 0.2
"""Seconds."""


class Stopping(Protocol):
    """What ends a run before its time."""

    @property
    def stopped(self) -> str:
        """Why nothing more is sent; empty while something may be."""

    def stop(self, reason: str) -> None:
        """Send nothing more."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A process that has been started.

    Attributes:
        connection: to it.
        stop: tells it to send nothing more.
    """

    connection: Connection
    stop: Flag

    def report(self, task: Task, take: Callable[[Progress | Noted], None], gateway: Stopping, asked: Event) -> Report:
        """The report on a task, for which an engine is good once.

        Args:
            task: what to do.
            take: called with what the engine tells meanwhile.
            gateway: what the engine's requests pass.
            asked: whether a person has asked to end it.

        Raises:
            ContractError: what the engine says, or that it is gone.
            KeyboardInterrupt: a person has asked.
        """
        try:
            self.connection.send(task)
            return self._listen(take, gateway, asked)
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise ContractError("the test engine ended before its time") from error

    def _listen(self, take: Callable[[Progress | Noted], None], gateway: Stopping, asked: Event) -> Report:
        while True:
            if asked.is_set():
                gateway.stop("it was interrupted")  # whoever waits for a turn sends nothing more
                raise KeyboardInterrupt
            told = self.connection.recv() if self.connection.poll(_LOOK_EVERY) else None
            if gateway.stopped:
                self.stop.set()
            if isinstance(told, Report):
                return told
            if isinstance(told, ContractError):
                raise told
            if told is not None:
                take(told)


@contextmanager
def starting() -> Iterator[Engine]:
    """An engine: it imports what it needs while others log in, and is gone afterwards."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    stop = context.Event()
    process = context.Process(target=test, args=(theirs, stop), daemon=True)
    with uninterrupted():
        process.start()
    theirs.close()
    try:
        yield Engine(ours, stop)
    finally:
        process.kill()
        process.join(10)
        ours.close()
