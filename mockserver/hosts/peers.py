"""Other processes that answer for the same world: what is changed beside items is told to them, and heard of them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mockserver.errors import MockError
from mockserver.hosts import telling
from mockserver.settings import DEFAULT, Settings

if TYPE_CHECKING:
    from mockserver.hosts.world import World
    from mockserver.state.sql.homes import Homes


class Peers:
    """Those that answer for one world; what it has beside items is in the database, under a number that is its own.

    Args:
        homes: where that is.
        home: its number there.
        known: what each process was started with.
        most: how long that may be that is told.
    """

    def __init__(self, homes: Homes, home: int, known: Callable[[], Settings], most: float) -> None:
        self._homes, self._home, self._known, self._most = homes, home, known, most
        self._lock = threading.RLock()
        self._revision, self._within = -1, 0
        self._world: World

    def meet(self, world: World) -> None:
        """Be told of a world's changes from now on."""
        self._world = world
        world.clock.listen(self._moved)
        world.clock.follow(self.look)

    def join(self) -> bool:
        """Have the world be as the others have it, if they were started as this process was.

        Returns:
            Whether it is so; otherwise they are from now on as this one begins, and count from the start.
        """
        mine = _digest(self._told(DEFAULT))
        with self._lock, self._homes.changing(self._home):
            told = self._homes.told(self._home)
            if told.begun == mine:
                self.refresh()
                return True
            if told.begun:
                for mock in self._world.mocks:
                    mock.go_on(mock.seed, json.loads(told.now)["round"] + 1)
            self._tell(mine)
            return not told.begun

    def look(self) -> None:
        """Have the world be as it has become. Raises StoreError: it cannot be known."""
        self.follow(self._homes.revision(self._home))

    def number(self, series: str) -> int:
        """The next number of a series that all count together; the world is as it has become then, see ``look``."""
        number, revision = self._homes.drawn(self._home, series)
        self.follow(revision)
        return number

    def follow(self, revision: int) -> None:
        """Have it be as it has become, if that is another revision than the one that is here."""
        if revision != self._revision:
            self.refresh()

    def refresh(self) -> None:
        """Have it be as it has become. Raises StoreError: it is over."""
        told = self._homes.told(self._home)
        with self._lock, self._held():
            if told.revision > self._revision:
                world = self._world
                telling.become(world.mocks, world.clock, json.loads(told.now), self._known(), begun=False)
                self._revision = told.revision

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change it, and have the others know; nobody else changes it meanwhile."""
        with self._lock:
            if self._within:
                yield
                return
            try:
                with self._homes.changing(self._home):
                    self.refresh()
                    with self._held():
                        yield
                    self._tell()
            except BaseException:
                self._revision = -1  # what is here need not be what is there
                raise

    def _moved(self) -> None:
        """The clock was set, by whoever has it in hand."""
        with self._lock:
            if not self._within:
                self._tell()

    def _told(self, known: Settings) -> dict[str, Any]:
        return telling.told(self._world.mocks, self._world.clock, known)

    def _tell(self, begun: str | None = None) -> None:
        now = written(self._told(self._known()))
        if len(now) > self._most:
            raise MockError("what was added to the session takes too much", hint="take some away")
        self._revision = self._homes.tell(self._home, now, begun)

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._within += 1
        try:
            yield
        finally:
            self._within -= 1


def written(told: Mapping[str, Any]) -> str:
    """What is told as JSON. Raises MockError: it cannot be."""
    try:
        return json.dumps(told)
    except (TypeError, ValueError) as error:
        told_so = f"what is to be told to other processes cannot be: {error}"
        raise MockError(told_so, hint="write overrides as JSON") from error


def _digest(told: Mapping[str, Any]) -> str:
    """Stands for how a process was started, whenever that was, and with whichever release of its documents."""
    alike = {name: value for name, value in told.items() if name != "clock"}
    for name in ("overrides", "faults"):
        alike[name] = {**told[name], "order": telling.names_in(told[name])}
    return hashlib.sha256(json.dumps(alike, sort_keys=True, default=str).encode()).hexdigest()
