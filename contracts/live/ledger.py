"""What a run created, on disk before it is sent: whoever comes after a crash can clean up from it.

One SQLite file a run. Each creation is written, and is on the disk, before its request leaves; what became of it is
written when its answer is there. So what the file calls ``sent`` may or may not exist, and what it calls ``made`` does.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from contracts.errors import ContractError
from contracts.live.items import Item

FILE = "ledger.db"
_SCHEMA = """
create table if not exists creation (
    number integer primary key,
    operation text not null,
    parents text not null,
    sent text not null,
    state text not null,
    resource text,
    item text,
    told text not null default '',
    at real not null
);
create table if not exists before (place text primary key, ids text not null);
"""


class LedgerError(ContractError):
    """A ledger cannot be read or written; no secret is in what is told of it."""


class State(StrEnum):
    """What is known of a creation."""

    SENT = "sent"
    """It was asked for, and no answer has told what came of it."""
    REFUSED = "refused"
    """The server said no."""
    MADE = "made"
    """It is there, and ours."""
    GONE = "gone"
    """It was deleted, or is not there any more."""
    LEFT = "left"
    """It could not be deleted, or nobody can prove which one it is: a person has to look."""


@dataclass(frozen=True, slots=True)
class Creation:
    """Something that was asked for.

    Attributes:
        number: in the order of the run.
        operation: key of the operation.
        parents: values of the path parameters that led to it, percent-encoding undone.
        sent: the body, as far as it was a JSON object, its secrets taken out.
        item: what was created, where that is known.
        told: what a person should know.
        at: seconds since 1970 at which it was asked for.
    """

    number: int
    operation: str
    parents: tuple[str, ...]
    sent: str
    state: State
    item: Item | None
    told: str
    at: float


class Ledger:
    """The ledger of one run. Safe to share between threads.

    Each method may raise LedgerError: the file cannot be read or written any more.
    """

    def __init__(self, file: Path) -> None:
        """Open a ledger, or begin one.

        Raises:
            LedgerError: the file cannot be used.
        """
        self._lock, self._file = threading.Lock(), file
        with self._told():
            self._base = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
            self._base.execute("pragma synchronous=full")
            self._base.executescript(_SCHEMA)
            rows = self._base.execute("select resource, item from creation where state = ?", (State.MADE,)).fetchall()
        self._owned = {Item(resource, tuple(json.loads(values))) for resource, values in rows}

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def owns(self, item: Item) -> bool:
        """Whether this run created an item, and it is there still."""
        return item in self._owned

    def intend(self, operation: str, parents: tuple[str, ...], sent: str) -> int:
        """Write that something is about to be created; it is on disk when this returns.

        Returns:
            Its number.
        """
        with self._asked(), closing(self._base.cursor()) as cursor:
            cursor.execute(
                "insert into creation (operation, parents, sent, state, at) values (?, ?, ?, ?, ?)",
                (operation, json.dumps(parents), sent, State.SENT, time.time()),
            )
            return int(cursor.lastrowid or 0)

    def settle(self, number: int, state: State, item: Item | None = None, told: str = "") -> None:
        """Write what became of a creation, all of it or nothing."""
        with self._asked():
            if item is not None:
                (self._owned.add if state is State.MADE else self._owned.discard)(item)
            self._base.execute(
                "update creation set state = ?, told = ?, resource = coalesce(?, resource), item = coalesce(?, item)"
                " where number = ?",
                (state, told, item and item.resource, item and json.dumps(item.values), number),
            )

    def found(self, like: Creation, item: Item) -> None:
        """Write that another thing came of a creation: a server that was asked once may create twice."""
        self.settle(self.intend(like.operation, like.parents, like.sent), State.MADE, item)

    def gone(self, item: Item) -> None:
        """Write that an item of ours is not there any more."""
        with self._asked():
            self._owned.discard(item)
            self._base.execute(
                "update creation set state = ? where state = ? and resource = ? and item = ?",
                (State.GONE, State.MADE, item.resource, json.dumps(item.values)),
            )

    def creations(self, *states: State) -> list[Creation]:
        """What was asked for, newest first; all of it, or what is in one of some states."""
        wanted = states or tuple(State)
        marks = ", ".join("?" * len(wanted))
        with self._asked():
            rows = self._base.execute(
                f"select number, operation, parents, sent, state, resource, item, told, at from creation"  # noqa: S608
                f" where state in ({marks}) order by number desc",
                wanted,
            ).fetchall()
        return [_creation(row) for row in rows]

    def remember(self, place: str, ids: frozenset[str]) -> None:
        """Write which ids a list had before the run created anything there. The first word on a list is the last."""
        with self._asked():
            self._base.execute(
                "insert or ignore into before (place, ids) values (?, ?)", (place, json.dumps(sorted(ids)))
            )

    def before(self, place: str) -> frozenset[str] | None:
        """Those ids; None where nobody looked."""
        with self._asked():
            row = self._base.execute("select ids from before where place = ?", (place,)).fetchone()
        return frozenset(json.loads(row[0])) if row else None

    @contextmanager
    def _asked(self) -> Iterator[None]:
        with self._lock, self._told():
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(f"{self._file}: the ledger cannot be used: {error}") from error


def ledgers(home: Path) -> Iterator[Path]:
    """The folders of all runs that have a ledger, oldest first."""
    if home.is_dir():
        yield from sorted(each for each in home.iterdir() if (each / FILE).is_file())


def waiting(folder: Path) -> bool:
    """Whether a run's ledger, where it has one, tells of something that nobody has taken away yet."""
    if not (folder / FILE).is_file():
        return False
    ledger = Ledger(folder / FILE)
    try:
        return bool(ledger.creations(State.SENT, State.MADE))
    finally:
        ledger.close()


def _creation(row: tuple[int, str, str, str, str, str | None, str | None, str, float]) -> Creation:
    number, operation, parents, sent, state, resource, item, told, at = row
    known = Item(resource, tuple(json.loads(item))) if resource is not None and item is not None else None
    return Creation(number, operation, tuple(json.loads(parents)), sent, State(state), known, told, at)
