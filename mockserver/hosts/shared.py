"""Sessions that several processes answer: what they are is in a database, and each process has what it needs of it."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from mockserver.errors import MockError, StoreError
from mockserver.hosts import telling
from mockserver.hosts.sessions import ADDITIONS, HEADER, IDLE, TRACE, Glimpse, Session, Sessions
from mockserver.hosts.world import World
from mockserver.settings import Settings
from specs.messages import Request

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host
    from mockserver.state.sql.homes import Home, Homes


class SharedWorld(World):
    """That of one session. What is changed of it beside items is told to the other processes, and heard of them.

    Args:
        homes: where sessions are.
        session: its id there.
        known: what each process was started with.
        most: how long that may be that is told.
        rest: see ``World``.
    """

    def __init__(self, homes: Homes, session: int, known: Settings, most: int, *rest: Any) -> None:
        self._homes, self._session, self._known, self._most = homes, session, known, most
        self._lock = threading.RLock()
        self._revision, self._within = -1, 0
        super().__init__(*rest)
        self.clock.listen(self._moved)

    def follow(self, revision: int) -> None:
        """Be as it has become, if it is another than a revision."""
        if revision != self._revision:
            self.refresh()

    def refresh(self) -> None:
        """See ``World``. Raises StoreError: the session is over."""
        told = self._homes.told(self._session)
        with self._lock, self._held():
            if told.revision > self._revision:
                telling.become(self.mocks, self.clock, json.loads(told.now), self._known, begun=False)
                self._revision = told.revision

    @contextmanager
    def changing(self) -> Iterator[None]:
        """See ``World``; nobody else changes the session meanwhile."""
        with self._lock:
            if self._within:
                yield
                return
            try:
                with self._homes.changing(self._session):
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

    def _tell(self) -> None:
        now = _written(telling.told(self.mocks, self.clock, self._known))
        if len(now) > self._most:
            raise MockError("what was added to the session takes too much", hint="take some away")
        self._revision = self._homes.tell(self._session, now)

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._within += 1
        try:
            yield
        finally:
            self._within -= 1


class SharedSessions(Sessions):
    """See ``Sessions``.

    Args:
        homes: where they are.
        host: what they lie over.
        control: see ``Sessions``, as for ``most``.
    """

    def __init__(self, homes: Homes, host: Host, control: str, most: int) -> None:
        super().__init__(host.apart, control, most, time.time)
        self._homes, self._host = homes, host
        homes.sweep()  # of mocks that were killed nobody else may do so

    def named(self, request: Request) -> bool:
        """See ``Sessions``; whether it is open, of a trace, is asked later."""
        named = self._mounted(request.path) or request.header(HEADER) is not None
        return named or (self._most > 0 and request.header(TRACE) is not None)

    def open(self, name: str = "", idle: float = IDLE) -> Session:
        """See ``Sessions``."""
        name = name or f"session-{secrets.token_hex(8)}"
        opened, fresh = self._entered(name, idle)
        if not fresh:
            raise self._is_open(name)
        return opened

    def end(self, name: str) -> bool:
        """See ``Sessions``."""
        with self._lock:
            self._open.pop(name, None)
        return self._homes.end(name)

    def listed(self) -> list[Glimpse]:
        """See ``Sessions``: those that any process has opened."""
        now = self._now()
        return [
            Glimpse(each.name, f"{self._mounts}{each.name}", each.idle, now - each.used, self._homes.exchanges(each.id))
            for each in self._homes.listed()
        ]

    def let_go(self) -> None:
        """See ``Sessions``; of those that other processes have ended, too."""
        if self._open:  # else the database may be closed
            with suppress(StoreError):
                left = {each.id for each in self._homes.listed()}
                with self._lock:
                    self._open = {name: each for name, each in self._open.items() if each.id in left}
        super().let_go()

    def _world(self, name: str) -> World:
        return self._entered(name, IDLE)[0].world

    def _is_there(self, name: str) -> bool:
        return self._homes.find(name) is not None

    def _entered(self, name: str, idle: float) -> tuple[Session, bool]:
        """The session of a name, and whether it was opened for this."""
        home, fresh = self._homes.find(name), False
        if home is None:
            self._demand_possible(name)
            told = telling.told(self._host.mocks, self._host.clock, self._host.settings)
            home, fresh = self._homes.open(name, idle, _written(told), self._most)
        if home is None:
            raise self._too_many()
        return self._joined(home), fresh

    def _joined(self, home: Home) -> Session:
        """What this process has of a session, as it is now."""
        known = self._open.get(home.name)
        if known is None or known.id != home.id:
            known = self._kept(home, self._made(home, self._homes.told(home.id).begun))
        known.used = self._now()
        known.world.follow(home.revision)
        return known

    def _made(self, home: Home, begun: str) -> World:
        known, told = self._host.settings, json.loads(begun)
        make = partial(SharedWorld, self._homes, home.id, known, len(begun) + 2 * ADDITIONS)
        return self._host.apart(make, home.id, partial(telling.become, raw=told, known=known, begun=True))

    def _kept(self, home: Home, world: World) -> Session:
        """The session, of whose worlds one is enough here, if several requests come at once."""
        made = Session(home.name, world, f"{self._mounts}{home.name}", home.idle, self._now(), home.id)
        with self._lock:
            known = self._open.get(home.name)
            if known is None or known.id != home.id:
                self._open[home.name] = known = made
            self._look_later()
        return known


def _written(told: Mapping[str, Any]) -> str:
    try:
        return json.dumps(told)
    except (TypeError, ValueError) as error:
        told_so = f"what a session begins with cannot be told to other processes: {error}"
        raise MockError(told_so, hint="write overrides as JSON") from error
