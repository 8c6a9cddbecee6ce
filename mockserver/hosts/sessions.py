"""Sessions: what one test finds and changes, and no other. Opened by the first request that names one."""

from __future__ import annotations

import itertools
import re
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from mockserver.errors import MockError
from mockserver.response.problems import Refusal
from specs.messages import Request

if TYPE_CHECKING:
    from mockserver.hosts.world import World

HEADER = "ringback-session"
TRACE = "traceparent"
_NAME = re.compile(r"[A-Za-z0-9._~-]{1,100}")
IDLE = 900.0
"""Seconds without a request after which a session is over, unless it was opened with others."""
LONGEST_IDLE = 86_400.0
JOURNAL_BYTES = 2 * 1024 * 1024
"""Of the exchanges of one session, about."""
ROOM = 16 * 1024 * 1024
"""Bytes of the items that one session makes and changes in one store, about."""
ADDITIONS = 2 * 1024 * 1024
"""Bytes of the overrides that are added to one session, about, and as many of the faults."""
_PERIOD = 60.0
"""Seconds between two looks for sessions that are over, while some are open."""


class SessionError(MockError):
    """A request cannot be of the session that it names.

    Attributes:
        refusal: that it is answered with.
    """

    def __init__(self, message: str, status: int, kind: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.refusal = Refusal(statuses=(status,), kind=kind, detail=f"{self}.")


@dataclass(slots=True, eq=False)
class Session:
    """One that is open.

    Attributes:
        mount: what its paths may begin with, in place of a header field.
        idle: seconds without a request after which it is over.
        used: when the last one came, by ``Sessions.now``.
        id: what tells it from others of its name, where several processes answer it.
    """

    name: str
    world: World
    mount: str
    idle: float
    used: float
    id: int = 0


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is to be told of one.

    Attributes:
        name: see ``Session``, as for ``mount`` and ``idle``.
        unused: seconds since its last request.
        exchanges: how many there were.
    """

    name: str
    mount: str
    idle: float
    unused: float
    exchanges: int


def after(seconds: float, act: Callable[[], None]) -> None:
    """Do something later, in a thread that keeps no process from its end."""
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


class Sessions:
    """Those of one host. One that is over is let go of within a minute, whether somebody asks for anything or not.

    Args:
        apart: makes what a session has.
        control: what the paths begin with under which the mock itself is asked; empty where there are no sessions.
        most: how many may be open at a time.
        now: seconds that pass as they do for people, whatever the mock's clock says.
        later: does something so many seconds later.
    """

    def __init__(
        self,
        apart: Callable[[], World],
        control: str,
        most: int,
        now: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], None]], object] = after,
    ) -> None:
        self._apart, self._most, self._now, self._later = apart, most, now, later
        self._looking = False
        self._mounts = f"{control}/in/" if control else ""
        self._open: dict[str, Session] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def named(self, request: Request) -> bool:
        """Whether a request names a session."""
        if request.header(HEADER) is not None or self._mounted(request.path):
            return True
        return bool(self._open) and self._traced(request) is not None

    def entered(self, request: Request) -> tuple[World | None, Request]:
        """What the session of a request has, and the request as it is there; None where it is of no session.

        Raises:
            SessionError: it cannot be opened.
        """
        name = request.header(HEADER)
        if self._mounted(request.path):
            name, _, rest = request.path.removeprefix(self._mounts).partition("/")
            request = replace(request, path=f"/{rest}", mount=f"{self._mounts}{name}")
        if name is None:
            name = self._traced(request)
        return (None if name is None else self._world(name.strip())), request

    def open(self, name: str = "", idle: float = IDLE) -> Session:
        """Open one.

        Args:
            name: of letters, digits and ``._~-``; that of a trace has its requests take part; empty for one of its own.
            idle: see ``Session``.

        Raises:
            SessionError: there is one of this name, or it cannot be opened.
        """
        with self._lock:
            name = name or self._free()
            if self._found(name):
                raise self._is_open(name)
            return self._opened(name, idle)

    def end(self, name: str) -> bool:
        """End one, so that nothing of it is left; whether it was there."""
        with self._lock:
            return self._open.pop(name, None) is not None

    def listed(self) -> list[Glimpse]:
        """Those that are open, oldest first."""
        with self._lock:
            self._sweep()
            return [self.glimpse(each) for each in self._open.values()]

    def glimpse(self, session: Session) -> Glimpse:
        """What is to be told of one."""
        unused, exchanges = self._now() - session.used, session.world.journal.last
        return Glimpse(session.name, session.mount, session.idle, unused, exchanges)

    def within(self, path: str) -> str:
        """A path as it is within the session that it names; as it is where it names none."""
        return f"/{path.removeprefix(self._mounts).partition('/')[2]}" if self._mounted(path) else path

    def _mounted(self, path: str) -> bool:
        return bool(self._mounts) and path.startswith(self._mounts)

    def _traced(self, request: Request) -> str | None:
        """The session that is called like the trace of a request. Source: W3C Trace Context, 3.2.2."""
        parts = (request.header(TRACE) or "").split("-")
        return parts[1] if len(parts) > 3 and self._is_there(parts[1]) else None

    def _is_there(self, name: str) -> bool:
        return name in self._open

    def _world(self, name: str) -> World:
        with self._lock:
            found = self._found(name) or self._opened(name, IDLE)
            found.used = self._now()
            return found.world

    def _found(self, name: str) -> Session | None:
        """An open one; one that was idle for too long is ended."""
        found = self._open.get(name)
        if found is not None and self._now() - found.used > found.idle:
            del self._open[name]
            return None
        return found

    def _opened(self, name: str, idle: float) -> Session:
        self._demand_possible(name)
        self._sweep()
        if len(self._open) >= self._most:
            raise self._too_many()
        self._open[name] = Session(name, self._apart(), f"{self._mounts}{name}", idle, self._now())
        self._look_later()
        return self._open[name]

    def _demand_possible(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            hint = "1 to 100 letters, digits and ._~-"
            raise SessionError(f"{name[:100]!r} is no name of a session", 400, "invalid-session", hint=hint)
        if not self._most:
            hint = "sessions are part of the control interface, which is switched off, or not of a mock"
            raise SessionError("there are no sessions here", 501, "session-impossible", hint=hint)

    def _is_open(self, name: str) -> SessionError:
        hint = "end it, or take another name"
        return SessionError(f"the session {name} is open already", 409, "session-open", hint=hint)

    def _too_many(self) -> SessionError:
        return SessionError(f"{self._most} sessions are open", 503, "too-many-sessions", hint="end some")

    def _look_later(self) -> None:
        """Let go of those that are over in a while, and again and again as long as some are open."""
        if self._open and not self._looking:
            self._looking = True
            self._later(_PERIOD, partial(_let_go, weakref.ref(self)))  # a host that nobody needs is not to stay for it

    def close(self) -> None:
        """Let go of all of them, when nothing more is to be answered."""
        with self._lock:
            self._open.clear()

    def let_go(self) -> None:
        """Let go of those that are over, now and in a while."""
        with self._lock:
            self._looking = False
            self._sweep()
            self._look_later()

    def _sweep(self) -> None:
        for name in list(self._open):
            self._found(name)

    def _free(self) -> str:
        return next(name for number in self._numbers if (name := f"session-{number}") not in self._open)


def _let_go(mine: weakref.ref[Sessions]) -> None:
    sessions = mine()
    if sessions is not None:
        sessions.let_go()
