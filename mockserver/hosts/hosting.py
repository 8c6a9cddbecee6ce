"""Several documents in one process: what they have in common, and their changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from mockserver.access import written
from mockserver.answer import Answer, Pending
from mockserver.clock import Clock
from mockserver.compiled import LOST, Compiled
from mockserver.errors import MockError, StoreError
from mockserver.hosts import reserved
from mockserver.hosts.groups import grouped
from mockserver.hosts.peers import Peers
from mockserver.hosts.sessions import ADDITIONS, JOURNAL_BYTES, ROOM, SessionError, Sessions
from mockserver.hosts.sharing import memories
from mockserver.hosts.versions import VersionBy
from mockserver.hosts.world import World
from mockserver.kept import Kept, begun
from mockserver.pipeline import Mock
from mockserver.response import problems
from mockserver.settings import Settings
from mockserver.state import said
from specs.messages import Request
from specs.model import Document

if TYPE_CHECKING:
    from mockserver.state.sql.homes import Homes

_CHANGING = ("overrides", "faults", "roles", "seeds", "users", "clients")
"""The settings that a change of the files may change."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Served:
    """A document and where it is found.

    Attributes:
        prefix: what its paths have before the base path; begins with a slash and ends without; empty for nothing.
        label: the name of the release where releases are told apart by other things than the path.
    """

    document: Document
    prefix: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What became of a change of the documents.

    Attributes:
        at: seconds since 1970.
        error: why it is not served; None where it is.
    """

    at: float
    error: str | None


def _as_it_is(mocks: Sequence[Mock], clock: Clock) -> None:
    """A session begins as the mock is."""


class Host(World):
    """Answers for all of the documents, within sessions and without. It is the world of requests that name none.

    Args:
        served: the documents.
        settings: the choices of its user.
        clock: the time in seconds since 1970.
        version_by: see ``World``.

    Attributes:
        control: what the paths begin with under which the mock itself is asked; empty where it cannot be.
        sessions: those there are.
        reloaded: when the documents were last read again, and what went wrong; None where they never were.
        max_body: bytes; a larger body is refused unread.
        leaving: whether it was told to end.
        alike: whether other processes that answer for the same were started as this one.

    Raises:
        MockError: two releases have one name, an override or a fault fits no document, or no state.
    """

    def __init__(
        self,
        served: Sequence[Served],
        settings: Settings,
        clock: Callable[[], float],
        version_by: VersionBy | None = None,
    ) -> None:
        settings = _with_owned(settings)
        goes_by = clock if isinstance(clock, Clock) else Clock(clock)
        named = memories([(each.document.title, each.document.release, each.prefix) for each in served], settings.share)
        kept = begun(settings, [each.document for each in served], goes_by, named)
        mocks = _made(served, settings, kept, version_by, named)
        homes = kept.keeping.homes(named)
        home = kept.keeping.home
        peers = None if homes is None or home is None else Peers(homes, home, lambda: self.settings, math.inf)
        super().__init__(mocks, _where(served), settings, kept, version_by, peers=peers)
        self._whole = kept
        self.max_body = settings.max_body
        self.control = reserved.prefix(self.mocks) if settings.control else ""
        self.sessions = self._sessions(homes)
        self.reloaded: Reloaded | None = None
        self.leaving = False
        documents = tuple(mock.document for mock in self.mocks)
        self.overrides.demand_known(settings.overrides)
        self.faults.demand_known(settings.faults)
        said.demand_known(settings.roles, documents)
        written.demand_known(settings.users, settings.clients, documents)
        _demand_planted(self.mocks, settings)
        self._count_together()
        self.alike = peers is None or peers.join()

    def close(self) -> None:
        """Let go of what is kept, when nothing more is to be answered."""
        self.sessions.close()
        if self._kept.outbox:
            self._kept.outbox.close()
        self._kept.keeping.close()

    def leave(self) -> None:
        """Have nobody be led here any more, for the end begins."""
        self.leaving = True

    def demand_able(self) -> None:
        """Raises SpecError: a document cannot be asked. Raises StoreError: the state cannot be reached."""
        self.demand_askable()
        self._kept.keeping.demand_reachable()

    def begin(self, request: Request) -> Answer | Pending:
        """See ``Mock.begin``: the answer of the session that the request is of, if it is of one."""
        named = self.sessions.named(request)
        if self._peers or (named and self._kept.keeping.waits):
            return Pending(prompt=False, finish=partial(self._within, request))
        return self._begun(request) if named else World.begin(self, request)

    def world_of(self, request: Request) -> tuple[World, Request]:
        """What a request is of, and the request as it is there. Raises SessionError: it is of no possible session."""
        world, asked = self.sessions.entered(request)
        return world or self, asked

    def _begun(self, request: Request) -> Answer | Pending:
        """See ``begin``: of the session that a request names, or of the host where it only has a trace."""
        try:
            world, asked = self.world_of(request)
        except SessionError as error:
            return self.declined(request, problems.response(error.refusal.statuses[0], error.refusal))
        return World.begin(world, asked)

    def _within(self, request: Request) -> Answer:
        """The answer of a world that is in a database."""
        try:
            begun = self._begun(request)
            return begun if isinstance(begun, Answer) else begun.finish()
        except StoreError:
            return self.declined(request, problems.response(LOST.statuses[0], LOST))

    def _count_together(self) -> None:
        """Have what happens be counted for all processes that answer for the same."""
        for mock in self.mocks:
            mock.counts.share(self._kept.keeping.ledger, self._peers)

    def _sessions(self, homes: Homes | None) -> Sessions:
        most = self.settings.sessions if self.control else 0
        if homes is None:
            return Sessions(self.apart, self.control, most)
        from mockserver.hosts.shared import SharedSessions  # most mocks have no database

        return SharedSessions(homes, self, self.control, most)

    def apart(
        self,
        peers: Peers | None = None,
        session: int = 0,
        begun: Callable[[Sequence[Mock], Clock], None] = _as_it_is,
    ) -> World:
        """What a session has: the same as it is now, and then what becomes of it there.

        Args:
            peers: other processes that answer for it; None where none do.
            session: see ``Whole.apart``.
            begun: has mocks and a clock be as they were when it began, where that was told by another process.
        """
        kept = self._whole.apart(JOURNAL_BYTES, ROOM, session)
        with self.overrides.lock, self.faults.lock:
            mocks = tuple(mock.apart(kept) for mock in self.mocks)
        begun(mocks, kept.clock)
        given = {each.name: each for mock in mocks for each in mock.overrides.given}
        failing = {each.name: each for mock in mocks for each in mock.faults.given}
        begins = replace(self.settings, auth=mocks[0].settings.auth)
        settings = replace(begins, overrides=tuple(given.values()), faults=tuple(failing.values()))
        world = World(mocks, self._where, settings, kept, self._version_by, ADDITIONS, peers)
        world.snapshots.adopt(self.snapshots)
        return world

    def controls(self, path: str) -> bool:
        """Whether a path, of a session or of none, is that of the control interface."""
        below = f"{self.control}/"
        if not self.control or not path.startswith(self.control):
            return False
        return path == self.control or (path.startswith(below) and self.sessions.within(path).startswith(below))

    def reload(self, served: Sequence[Served], settings: Settings) -> list[str]:
        """Serve other states of the same documents, in the same order. What the mocks remember stays.

        Requests that have begun are answered as the earlier state says.

        Args:
            served: the documents as they are now.
            settings: of these, ``_CHANGING`` take the place of the earlier ones; the mocks begin anew with other items.

        Returns:
            What was added to the mocks and fits the documents no more.

        Raises:
            MockError: they cannot be served; nothing has changed.
        """
        earlier = self.settings
        changing = {name: getattr(settings, name) for name in _CHANGING}
        now = _with_owned(replace(earlier, **changing))
        made = _made(served, now, self._kept, self._version_by, [mock.compiled.memory for mock in self.mocks])
        groups = grouped(_where(served), made, self._version_by)
        if self.control and any(reserved.has(mock, self.control) for mock in made):
            raise MockError(f"the document has paths below {self.control} now", hint="start the mock anew")
        documents = tuple(mock.document for mock in made)
        self.overrides.demand_known(now.overrides, documents)
        self.faults.demand_known(now.faults, documents)
        said.demand_known(now.roles, documents)
        written.demand_known(now.users, now.clients, documents)
        _demand_planted(made, now)
        for mock in made:
            mock.trust(self.auth)
        with self.overrides.lock, self.faults.lock:
            told = [line for new, old in zip(made, self.mocks, strict=True) for line in new.succeed(old)]
            self.overrides.serve(documents, [mock.overrides for mock in made])
            self.faults.serve(documents, [mock.faults for mock in made])
        for each in {o.name for o in earlier.overrides} - {o.name for o in now.overrides}:
            self.overrides.remove(each)
        for each in {f.name for f in earlier.faults} - {f.name for f in now.faults}:
            self.faults.remove(each)
        self.settings, self.mocks, self._groups = now, made, groups
        self._count_together()
        self.journal.know(mock.compiled.book for mock in made)
        if [each.text for each in now.seeds] != [each.text for each in earlier.seeds]:
            self.reset(["state"])
        self.__dict__.pop("underscored", None)
        return told


def _with_owned(settings: Settings) -> Settings:
    """Settings with users' own items among those that are there from the beginning."""
    if not any(user.items for user in settings.users):
        return settings
    from mockserver.state.seeds.reading import owned

    return replace(settings, seeds=(*settings.seeds, *owned(settings.users)))


def _demand_planted(mocks: Iterable[Mock], settings: Settings) -> None:
    if settings.seeds:
        from mockserver.state.seeds.planting import demand

        demand(settings.seeds, [mock.state.planted for mock in mocks if mock.state.planted])


def _made(
    served: Sequence[Served],
    settings: Settings,
    kept: Kept,
    version_by: VersionBy | None,
    named: Sequence[str],
) -> tuple[Mock, ...]:
    """The mocks; ``named``: what their memories are called."""
    whole = replace(settings, vary=version_by.vary if version_by else "")
    made = tuple(
        Mock(Compiled(each.document, replace(whole, prefix=each.prefix), memory), kept)
        for each, memory in zip(served, named, strict=True)
    )
    for mock in made:
        memory = mock.compiled.memory
        others = [each for each in made if each is not mock and each.compiled.memory == memory]
        if others or kept.keeping.ledger:  # other processes may serve other releases
            mock.state.beside({each.document.release: each.state for each in others})
    return made


def _where(served: Iterable[Served]) -> list[tuple[str, str]]:
    return [(each.prefix, each.label) for each in served]
