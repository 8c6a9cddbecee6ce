"""Sessions that several processes answer: what they are is in a database, and each process has what it needs of it."""

from __future__ import annotations

import json
import secrets
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from mockserver.errors import StoreError
from mockserver.hosts import telling
from mockserver.hosts.peers import Peers, written
from mockserver.hosts.sessions import ADDITIONS, HEADER, IDLE, TRACE, Glimpse, Session, Sessions
from mockserver.hosts.world import World
from specs.messages import Request

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host
    from mockserver.state.sql.homes import Home, Homes


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
            self._host.look()
            told = telling.told(self._host.mocks, self._host.clock, self._host.settings)
            home, fresh = self._homes.open(name, idle, written(told), self._most)
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
        peers = Peers(self._homes, home.id, lambda: known, len(begun) + 2 * ADDITIONS)
        return self._host.apart(peers, home.id, partial(telling.become, raw=told, known=known, begun=True))

    def _kept(self, home: Home, world: World) -> Session:
        """The session, of whose worlds one is enough here, if several requests come at once."""
        made = Session(home.name, world, f"{self._mounts}{home.name}", home.idle, self._now(), home.id)
        with self._lock:
            known = self._open.get(home.name)
            if known is None or known.id != home.id:
                self._open[home.name] = known = made
            self._look_later()
        return known
