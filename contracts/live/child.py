"""The test engine, in a process of its own that knows no secret: it may crash, and the account is cleaned up still."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from contracts.conformance.choices import Choices
from contracts.errors import ContractError
from contracts.runs.journal import Line
from contracts.runs.past import Past

SECRETS = tuple(
    f"RINGBACK_{whose}{what}" for whose in ("", "OTHER_") for what in ("EMAIL", "USER", "PASSWORD", "TOKEN", "API_KEY")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the engine has to do.

    Attributes:
        document: the file it is read from.
        base_url: the gateway's.
        masks: what is presented instead of the account's credentials, by the names of ``Credentials``; None for nobody.
        other: the same for a second account.
        logs_in: whether a check may try to log in with a wrong password.
        choices: how to test.
        writes: whether anything may be created or changed.
        without: keys of operations of which no request would leave.
        server: where the document's paths start at the account.
        past: what came of a first half of the run; None where there was none.
    """

    document: Path
    base_url: str
    masks: Mapping[str, str] | None
    other: Mapping[str, str] | None
    logs_in: bool
    choices: Choices
    writes: bool
    without: frozenset[str]
    server: str
    past: Past | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A line for the journal. Whoever cleans up writes it: what nobody is there to write, nobody has done."""

    kind: Line
    value: Any


@dataclass(frozen=True, slots=True)
class _Notes:
    """The way to the journal."""

    connection: Connection

    def write(self, kind: Line, value: Any) -> None:
        """Send a line there."""
        self.connection.send(Noted(kind, value))

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Nothing is to be taken out: what is secret here are masks."""


def test(connection: Connection, stopped: Event) -> None:
    """Wait for a task and do it; sends how far it is, then the report, or the error that a reader should see."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    for name in SECRETS:
        os.environ.pop(name, None)
    os.environ["NO_PROXY"] = "127.0.0.1"
    from contracts.conformance import engine
    from contracts.conformance.auth import Credentials
    from contracts.conformance.run import run
    from specs import load

    engine.prepare()  # it takes its time, and there is nothing else to do yet
    task: Task = connection.recv()
    try:
        report = run(
            load(str(task.document)),
            task.base_url,
            task.choices,
            credentials=Credentials(**task.masks) if task.masks is not None else None,
            other=Credentials(**task.other) if task.other is not None else None,
            logs_in=task.logs_in,
            stopped=stopped.is_set,
            gentle=True,
            without=task.without,
            server=task.server,
            writes=task.writes,
            notes=_Notes(connection),
            past=task.past,
            progress=connection.send,
        )
    except ContractError as error:
        connection.send(error)
    else:
        connection.send(report)


def _end_with(parent: int) -> None:
    """Nothing is to be sent once nobody is there to clean up."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)
