"""What requests find and change together: mocks, their journal, clock, overrides and faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property

from mockserver.answer import Answer, Pending
from mockserver.faults import values as faults
from mockserver.hosts.groups import Side, grouped
from mockserver.hosts.keeper import Keeper, SharedKeeper
from mockserver.hosts.peers import Peers
from mockserver.hosts.versions import VersionBy
from mockserver.identity import issuing
from mockserver.kept import Kept
from mockserver.observing.metrics import Metrics
from mockserver.overrides import checking
from mockserver.overrides import reading as overrides
from mockserver.pipeline import Mock
from mockserver.registers import Register, Switches
from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.settings import Auth, Settings
from specs.messages import Request, Response


class World:
    """That of a host, or of one session of it.

    Args:
        mocks: one for each document, in order.
        where: prefix and label of each, as ``Served`` has them.
        settings: the choices of its user.
        kept: where the mocks keep things.
        version_by: how a request names a release; None where the documents are no releases of one API.
        room: bytes that the overrides may take that are added to it, about, and the faults; None for no limit.
        peers: other processes that answer for it; None where none do.

    Attributes:
        mocks: each has a sequence of seeds of its own; those of one API share a memory, and tokens are good for all.
        clock: the time that they go by.
        journal: the last exchanges of all of them.
        metrics: counts of all exchanges.
        overrides: what is answered instead, by all of the mocks; to be changed while they run.
        faults: what goes wrong on purpose, with all of the mocks; to be changed and switched while they run.
        snapshots: keeps what all of the mocks remember, and puts it back.

    Raises:
        MockError: two releases have one name.
    """

    def __init__(
        self,
        mocks: tuple[Mock, ...],
        where: Sequence[tuple[str, str]],
        settings: Settings,
        kept: Kept,
        version_by: VersionBy | None,
        room: int | None = None,
        peers: Peers | None = None,
    ) -> None:
        self.mocks, self.settings, self._kept = mocks, settings, kept
        self._where, self._version_by, self._peers = where, version_by, peers
        self.clock, self.journal, self.metrics = kept.clock, kept.journal, Metrics()
        self.journal.listen(self.metrics.count)
        self.journal.know(mock.compiled.book for mock in mocks)
        self._groups = grouped(where, mocks, version_by)
        ledger = kept.keeping.ledger
        self.snapshots = SharedKeeper(lambda: self.mocks, ledger) if ledger else Keeper(lambda: self.mocks)
        documents = tuple(mock.document for mock in mocks)
        stores = [mock.overrides for mock in mocks]
        self.overrides = Register("override", overrides.read, documents, stores, checking.wrong, room, self.changing)
        stores_of_faults = [mock.faults for mock in mocks]
        self.faults = Switches("fault", faults.read, documents, stores_of_faults, room=room, changing=self.changing)
        if peers:
            peers.meet(self)

    def changing(self) -> AbstractContextManager[object]:
        """Whatever changes its overrides, faults, seed or clock is done within this."""
        return self._peers.changing() if self._peers else nullcontext()

    def look(self) -> None:
        """Be as it has become by what other processes have done, if any do. Raises StoreError: it is not known."""
        if self._peers:
            self._peers.look()

    def follow(self, revision: int) -> None:
        """Be as it has become, if that is another revision than the one that is here."""
        if self._peers:
            self._peers.follow(revision)

    def demand_askable(self) -> None:
        """Raises SpecError: a document cannot be asked."""
        for mock in self.mocks:
            mock.methods("/")  # its index is made for the first request; until it is, that one has to wait

    @property
    def seed(self) -> int:
        """What decides all that is made up."""
        return self.mocks[0].seed

    def reseed(self, seed: int) -> None:
        """Begin the sequences of a seed."""
        with self.changing():
            for mock in self.mocks:
                mock.reseed(seed)

    @property
    def auth(self) -> Auth:
        """Which credentials are good."""
        return self.mocks[0].settings.auth

    def trust(self, auth: Auth) -> None:
        """Take other credentials."""
        with self.changing():
            for mock in self.mocks:
                mock.trust(auth)

    def reset(self, only: Iterable[str] | None = None) -> None:
        """Forget, as if just started.

        Args:
            only: some of ``RESETS``; None for all.
        """
        for part in RESETS if only is None else dict.fromkeys(only):
            RESETS[part](self)

    @cached_property
    def underscored(self) -> Mapping[str, str]:
        """See ``wsgi.read``."""
        return {dashed: name for mock in self.mocks for dashed, name in mock.underscored.items()}

    def answer(self, request: Request) -> Answer:
        """The answer to a request."""
        begun = self.begin(request)
        return begun if isinstance(begun, Answer) else begun.finish()

    def begin(self, request: Request) -> Answer | Pending:
        """See ``Mock.begin``."""
        if request.method == "OPTIONS" and request.path == "*":
            return Answer(Response(204))  # of the server as a whole. Source: RFC 9110, 9.3.7
        meant = self.meant(request)
        if isinstance(meant, Mock):
            return meant.begin(request)
        self.look()
        return self.declined(request, meant)

    def meant(self, request: Request) -> Mock | Response:
        """The mock that answers a request, or what to say of one that is for none."""
        for prefix, group in self._groups.items():
            if not prefix or request.path == prefix or request.path.startswith(f"{prefix}/"):
                return group.meant(request)
        known = ", ".join(sorted(self._groups))
        told = Refusal(statuses=(404,), kind="unknown-path", detail=f"Nothing is served here. There are: {known}.")
        return problems.response(404, told)

    def declined(self, request: Request, response: Response) -> Answer:
        """A response to a request that is for no mock, as it is sent and recorded."""
        return self.mocks[0].declined(request, response)

    def clashes(self) -> Iterator[str]:
        """What two documents both have, and which of them answers."""
        for group in self._groups.values():
            if isinstance(group, Side):
                yield from group.clashes()


def _each(act: Callable[[Mock], object]) -> Callable[[World], None]:
    def done(world: World) -> None:
        for mock in world.mocks:
            act(mock)

    return done


def _reset_faults(world: World) -> None:
    world.faults.keep(world.settings.faults)
    for fault in world.settings.faults:
        world.faults.enable(fault.name, on=fault.enabled)


def _reset_clock(world: World) -> None:
    with world.changing():
        world.clock.reset()


RESETS: Mapping[str, Callable[[World], None]] = {
    "state": _each(Mock.forget),
    "counters": lambda world: world.reseed(world.seed),
    "seed": lambda world: world.reseed(world.mocks[0].first_seed),
    "journal": lambda world: world.journal.clear(),
    "metrics": lambda world: world.metrics.clear(),
    "clock": _reset_clock,
    "identity": lambda world: issuing.forget(world.mocks[0].tokens.records),
    "overrides": lambda world: world.overrides.keep(world.settings.overrides),
    "faults": _reset_faults,
    "auth": lambda world: world.trust(world.settings.auth),
}
"""What can be forgotten."""
