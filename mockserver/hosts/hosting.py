"""Several documents in one process: what they have in common, and their changes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mockserver.access import written
from mockserver.access.tokens import tokens_of
from mockserver.answer import Answer, Pending
from mockserver.callbacks.outbox import Outbox
from mockserver.clock import Clock
from mockserver.errors import MockError
from mockserver.faults import values as faults
from mockserver.hosts.groups import Side, grouped
from mockserver.hosts.keeper import Keeper
from mockserver.hosts.versions import VersionBy
from mockserver.identity import issuing
from mockserver.observing.metrics import Metrics
from mockserver.observing.recording import Journal
from mockserver.overrides import checking
from mockserver.overrides import reading as overrides
from mockserver.pipeline import Mock
from mockserver.registers import Register, Switches
from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.serving.pages import CONTROL
from mockserver.settings import Settings
from mockserver.state import keeping, said
from specs.messages import Request, Response
from specs.model import Document

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


class Host:
    """Answers for all of the documents.

    Attributes:
        settings: the choices of its user.
        mocks: one for each document, in order. Each has a memory and a sequence of seeds of its own; tokens are good
            for all.
        clock: the time that they go by.
        control: what the paths begin with under which the mock itself is asked; empty where it cannot be.
        journal: the last exchanges of all of them.
        metrics: counts of all exchanges.
        reloaded: when the documents were last read again, and what went wrong; None where they never were.
        max_body: bytes; a larger body is refused unread.
        overrides: what is answered instead, by all of the mocks; to be changed while they run.
        faults: what goes wrong on purpose, with all of the mocks; to be changed and switched while they run.
    """

    def __init__(
        self,
        served: Sequence[Served],
        settings: Settings,
        clock: Callable[[], float],
        version_by: VersionBy | None = None,
    ) -> None:
        """Raises MockError: two releases have one name, an override or a fault fits no document, or no state."""
        settings = _with_owned(settings)
        self.settings, self._version_by, self.max_body = settings, version_by, settings.max_body
        self.clock = clock if isinstance(clock, Clock) else Clock(clock)
        self.journal = Journal(settings.journal_size, settings.journal_bytes, self.clock)
        self.metrics = Metrics()
        self.journal.listen(self.metrics.count)
        self._keeping = keeping.kept(settings.state, self.clock)
        self._tokens = tokens_of(settings, [each.document for each in served], self.clock, self._keeping)
        self._outbox = Outbox(self.journal, settings.callback_hosts) if settings.callbacks else None
        self.mocks = self._made(served, settings)
        self._groups = grouped(_where(served), self.mocks, version_by)
        self.control = _control(self.mocks) if settings.control else ""
        self.reloaded: Reloaded | None = None
        documents = tuple(mock.document for mock in self.mocks)
        kept = [mock.overrides for mock in self.mocks]
        self.overrides = Register("override", overrides.read, documents, kept, checking.wrong)
        self.faults = Switches("fault", faults.read, documents, [mock.faults for mock in self.mocks])
        self.overrides.demand_known(settings.overrides)
        self.faults.demand_known(settings.faults)
        said.demand_known(settings.roles, documents)
        written.demand_known(settings.users, settings.clients, documents)
        _demand_planted(self.mocks, settings)

    def close(self) -> None:
        """Let go of what is kept, when nothing more is to be answered."""
        self._keeping.close()

    def _made(self, served: Iterable[Served], settings: Settings) -> tuple[Mock, ...]:
        whole = replace(settings, vary=self._version_by.vary if self._version_by else "")
        return tuple(
            Mock(
                each.document,
                replace(whole, prefix=each.prefix),
                self.clock,
                self._tokens,
                self.journal,
                self._outbox,
                self._keeping,
            )
            for each in served
        )

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
        made = self._made(served, now)
        groups = grouped(_where(served), made, self._version_by)
        if self.control and any(_has(mock, self.control) for mock in made):
            raise MockError(f"the document has paths below {self.control} now", hint="start the mock anew")
        documents = tuple(mock.document for mock in made)
        self.overrides.demand_known(now.overrides, documents)
        self.faults.demand_known(now.faults, documents)
        said.demand_known(now.roles, documents)
        written.demand_known(now.users, now.clients, documents)
        _demand_planted(made, now)
        with self.overrides.lock, self.faults.lock:
            told = [line for new, old in zip(made, self.mocks, strict=True) for line in new.succeed(old)]
            self.overrides.serve(documents, [mock.overrides for mock in made])
            self.faults.serve(documents, [mock.faults for mock in made])
        for each in {o.name for o in earlier.overrides} - {o.name for o in now.overrides}:
            self.overrides.remove(each)
        for each in {f.name for f in earlier.faults} - {f.name for f in now.faults}:
            self.faults.remove(each)
        self.settings, self.mocks, self._groups = now, made, groups
        if [each.text for each in now.seeds] != [each.text for each in earlier.seeds]:
            self.reset(["state"])
        self.__dict__.pop("underscored", None)
        return told

    @property
    def seed(self) -> int:
        """What decides all that is made up."""
        return self.mocks[0].seed

    def reseed(self, seed: int) -> None:
        """Begin the sequences of a seed."""
        for mock in self.mocks:
            mock.reseed(seed)

    def reset(self, only: Iterable[str] | None = None) -> None:
        """Forget, as if just started.

        Args:
            only: some of ``RESETS``; None for all.
        """
        for part in RESETS if only is None else dict.fromkeys(only):
            RESETS[part](self)

    @cached_property
    def snapshots(self) -> Keeper:
        """Keeps what all of the mocks remember, and puts it back."""
        return Keeper(lambda: self.mocks)

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
        return meant.begin(request) if isinstance(meant, Mock) else self.mocks[0].declined(request, meant)

    def meant(self, request: Request) -> Mock | Response:
        """The mock that answers a request, or what to say of one that is for none."""
        for prefix, group in self._groups.items():
            if not prefix or request.path == prefix or request.path.startswith(f"{prefix}/"):
                return group.meant(request)
        known = ", ".join(sorted(self._groups))
        told = Refusal(statuses=(404,), kind="unknown-path", detail=f"Nothing is served here. There are: {known}.")
        return problems.response(404, told)

    def clashes(self) -> Iterator[str]:
        """What two documents both have, and which of them answers."""
        for group in self._groups.values():
            if isinstance(group, Side):
                yield from group.clashes()


def _each(act: Callable[[Mock], object]) -> Callable[[Host], None]:
    def done(host: Host) -> None:
        for mock in host.mocks:
            act(mock)

    return done


def _reset_faults(host: Host) -> None:
    host.faults.keep(host.settings.faults)
    for fault in host.settings.faults:
        host.faults.enable(fault.name, on=fault.enabled)


RESETS: Mapping[str, Callable[[Host], None]] = {
    "state": _each(Mock.forget),
    "counters": _each(lambda mock: mock.reseed(mock.seed)),
    "seed": _each(lambda mock: mock.reseed(mock.first_seed)),
    "journal": lambda host: host.journal.clear(),
    "metrics": lambda host: host.metrics.clear(),
    "clock": lambda host: host.clock.reset(),
    "identity": lambda host: issuing.forget(host.mocks[0].tokens.records),
    "overrides": lambda host: host.overrides.keep(host.settings.overrides),
    "faults": _reset_faults,
}
"""What a host can forget."""


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


def _where(served: Iterable[Served]) -> list[tuple[str, str]]:
    return [(each.prefix, each.label) for each in served]


def _control(mocks: Iterable[Mock]) -> str:
    """The first prefix that no document has a path below."""
    candidates = itertools.chain([CONTROL], (f"{CONTROL}-{number}" for number in itertools.count(2)))
    return next(each for each in candidates if not any(_has(mock, each) for mock in mocks))


def _has(mock: Mock, prefix: str) -> bool:
    paths = [path for path in mock.document.raw.get("paths") or () if isinstance(path, str)]
    return any(f"{base}{path}/".startswith(f"{prefix}/") for base in mock.bases for path in paths)
