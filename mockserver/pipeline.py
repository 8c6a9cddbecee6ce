"""The stages of a mock, in order. To add one, add its line to ``Mock._in_order``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from types import MappingProxyType

from mockserver.access.login import Issue, LoginDesk
from mockserver.access.security import gate
from mockserver.answer import Answer, Pending
from mockserver.callbacks.calling import Caller
from mockserver.compiled import LOST, Compiled
from mockserver.counting import Counts
from mockserver.draws import Draw, numbered
from mockserver.errors import StoreError
from mockserver.faults.stage import Faults
from mockserver.identity.endpoints import Identity, implied
from mockserver.kept import Kept
from mockserver.overrides.stage import Overrides
from mockserver.overrides.values import Before
from mockserver.request import limits, preferences
from mockserver.request.routing import header_names
from mockserver.response import problems
from mockserver.response.dates import dated
from mockserver.response.vary import varying
from mockserver.serving import cors
from mockserver.settings import Auth
from mockserver.stages import insisted_on, through, unless_refused
from mockserver.state.idempotency import Once
from mockserver.state.snapshots import Snapshot
from mockserver.state.stage import State
from mockserver.state.store import Store
from mockserver.turn import Stage, Turn
from mockserver.varied import varied
from specs.messages import Exchange, Request, Response

_NO_NOTES: Mapping[str, object] = MappingProxyType({})
"""One for all: the journal keeps many exchanges of which there is nothing to tell."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
"""Source: RFC 9110, 9.2.1."""
_PROMPT = 0.02
"""Seconds that other requests can wait for."""


class Mock:
    """The mock of one document.

    Args:
        compiled: what it is made of.
        kept: where it keeps what becomes of requests.

    Attributes:
        name: what tells it from other mocks.
        tokens: recognises them, and has the credential for everything else.
        journal: the last exchanges, its own and those of the mocks beside it.
        login: who issues tokens, where the document has such an operation.
        identity: who issues tokens, where the document speaks of OAuth 2 or OpenID Connect, or publishes keys.
        overrides: what is answered instead.
        faults: what goes wrong on purpose.
        counts: what has happened so far.
        seed: decides all that is made up; ``first_seed`` is the one that it was made with.
        caller: sends what the API sends itself; None where nothing is sent.
        state: what it remembers.
    """

    def __init__(self, compiled: Compiled, kept: Kept) -> None:
        document, settings, login = compiled.document, compiled.settings, compiled.login
        self.compiled, self.document, self.name, self.settings = compiled, document, compiled.name, settings
        self.identity = Identity(document, settings, kept.tokens, compiled.people) if implied(document) else None
        self.login = (
            LoginDesk(login, kept.tokens, compiled.people, self._issuing(kept, self.identity)) if login else None
        )
        self.counts = Counts(name=compiled.name)
        self.overrides = Overrides(document, compiled.maker, settings.overrides, self.counts)
        self.faults = Faults(document, settings.seed or 0, kept.clock, settings.faults, self.counts)
        self.state = State(
            document,
            self._store(kept),
            settings.items,
            compiled.known,
            kept.clock,
            dynamic=settings.dynamic,
            said=settings.roles,
        )
        if settings.seeds:
            self.state.plant(settings.seeds, compiled.router, self.bases)
        self.begin_with(kept, numbered(settings.seed or 0))

    def apart(self, kept: Kept) -> Mock:
        """The mock of the same document that a session has: what is compiled is shared, and the seed begins anew."""
        identity = self.identity.apart(kept.tokens) if self.identity else None
        counts = self.counts.apart(kept.keeping.ledger)
        other = varied(
            self,
            counts=counts,
            identity=identity,
            login=self.login.apart(kept.tokens, self._issuing(kept, identity)) if self.login else None,
            overrides=self.overrides.apart(counts),
            faults=self.faults.apart(self.seed, kept.clock, counts),
            state=self.state.apart(self._store(kept), kept.clock),
        )
        other.begin_with(kept, self.seed)
        return other

    def begin_with(self, kept: Kept, seed: int) -> None:
        """Go by what is kept there, and by a seed, from the start."""
        self._kept, self.tokens, self.journal = kept, kept.tokens, kept.journal
        self.seed = self.first_seed = seed
        outbox, book = kept.outbox, self.compiled.book
        self.caller = Caller(self.document, book, outbox, kept.journal, kept.clock) if outbox else None
        self._stages = self._in_order()

    @staticmethod
    def _issuing(kept: Kept, identity: Identity | None) -> Issue:
        return identity.issue if identity else lambda grant, _: kept.tokens.issue(grant)

    def _store(self, kept: Kept) -> Store:
        return kept.keeping.store(self.compiled.memory)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """What its paths begin with; ``""`` for nothing."""
        return tuple(self.settings.prefix + base for base in self.document.base_paths)

    def methods(self, path: str) -> tuple[str, ...]:
        """The methods that are answered under a raw path; none where the document does not have it."""
        return self.compiled.router.methods(path) or (self.identity.methods(path) if self.identity else ())

    @cached_property
    def underscored(self) -> Mapping[str, str]:
        """See ``wsgi.read``; no other server asks."""
        return {name.replace("_", "-"): name for name in header_names(self.document) if "_" in name}

    def _in_order(self) -> tuple[Stage, ...]:
        """What happens to a routed request; the first stage that has an answer gives it."""
        compiled, tokens = self.compiled, self.tokens
        admit = gate(self.document, self.settings, tokens, compiled.people, login=self.login is not None).admit
        change: tuple[Stage, ...] = (unless_refused(insisted_on(self.state.apply)), compiled.generation.answer)
        whole = partial(through, stages=change, refuse=compiled.refusals.answer)
        records, clock = self._kept.keeping.records, self._kept.clock
        self._once = Once(self.name, records, clock, self.state.transaction, whole)
        return (
            preferences.read,
            self.faults.strike,
            self.overrides.stage(Before.SECURITY),
            unless_refused(partial(compiled.lifecycles.end, self._kept.clock)),
            unless_refused(admit),
            self.overrides.stage(Before.VALIDATION),
            unless_refused(compiled.conformity.judge),
            self.overrides.stage(Before.CHOICE),
            compiled.choice.choose,
            # before anything is changed: a client that is refused has done nothing
            compiled.negotiation.negotiate,
            *((unless_refused(self.login.serve),) if self.login else ()),
            *((self.identity.publish,) if self.identity else ()),
            unless_refused(self._once.apply),
            partial(self._kept_if_answered, whole),
            *change,
        )

    def _kept_if_answered(self, whole: Callable[[Turn], Response], turn: Turn) -> Response | None:
        """The answer to a request that may change something, which it does only where there is a valid one."""
        if turn.request.method in _SAFE:
            return None
        with self.state.transaction():
            return whole(turn)

    def answer(self, request: Request) -> Answer:
        """The answer to a request, and a line in the journal."""
        begun = self.begin(request)
        return begun if isinstance(begun, Answer) else begun.finish()

    def trust(self, auth: Auth) -> None:
        """Take other credentials from now on."""
        self.settings = replace(self.settings, auth=auth)
        self._stages = self._in_order()

    def forget(self) -> None:
        """Remember nothing that requests have made or changed."""
        self.state.forget()
        self._once.forget()

    def restore(self, earlier: Snapshot) -> None:
        """Remember what a snapshot holds, and nothing else: no answer either that was given to a key."""
        self.state.restore(earlier)
        self._once.forget()

    def reseed(self, seed: int) -> None:
        """Begin the sequences of a seed, those of overrides and faults included."""
        self.seed = seed
        self.counts.begin_anew()
        self.overrides.rewind()
        self.faults.rewind(seed)

    @property
    def round(self) -> int:
        """How often its sequences were begun anew."""
        return self.counts.round

    def go_on(self, seed: int, number: int) -> None:
        """Go on with the sequences of a seed that were begun anew so often, by whichever process."""
        self.seed, self.counts.round = seed, number
        self.faults.go_on(seed)

    def succeed(self, earlier: Mock) -> list[str]:
        """Take over what the mock of an earlier state of the document remembers.

        Returns:
            What was added to that one and fits the document no more.
        """
        self.seed = earlier.seed
        self.counts.succeed(earlier.counts)
        self.faults.rewind(self.seed)
        self.state.succeed(earlier.state)
        self._once.succeed(earlier._once)
        earlier.compiled.book.redactor.settle()  # the journal goes on with it, and is not to keep the whole document
        return [*self.overrides.adopt(earlier.overrides), *self.faults.adopt(earlier.faults)]

    def declined(self, request: Request, response: Response) -> Answer:
        """A response to a request that is for no mock, as it is sent and recorded."""
        return self._sent(request, self.compiled.finishing.lost(response, self.seed), time.perf_counter(), None)

    def begin(self, request: Request) -> Answer | Pending:
        """The answer to a request that leads nowhere, or what is to come of one that leads to an operation.

        An operation's first answer is not prompt, for much is prepared by it, nor is the one after an answer that took
        its time.
        """
        start = time.perf_counter()
        too_much = limits.exceeded(request, self.settings.max_body)
        found = too_much or self._permission(request) or self.compiled.router.route(request)
        if isinstance(found, Response):
            self.counts.look()
            if self.identity and found.status == 404 and self.identity.methods(request.path):
                return Pending(not self._kept.keeping.waits, partial(self._issued, self.identity, request, start))
            return self._concluded(request, self.compiled.finishing.lost(found, self.seed), start)
        match, operation = found
        draw = Draw(number=self.counts.number(operation.key), seed=self.seed)  # in this order: others change the seed
        turn = Turn(request, match, operation, draw)
        prompt = operation.key in self.compiled.prompt and not self._kept.keeping.waits
        return Pending(prompt, partial(self._finish, turn, start))

    def _issued(self, identity: Identity, request: Request, begun: float) -> Answer:
        """An answer of the authorization server. The journal has none of what it was asked and told: all is secret."""
        bare, notes = replace(request, query="", body=b"", headers=()), _NO_NOTES
        try:
            response = identity.answer(request)
        except StoreError as error:
            response, notes = problems.response(503, LOST), {"failed": str(error)}
        self._sent(bare, Response(response.status), begun, None, notes)
        return Answer(dated(cors.shared(request, response) if self.settings.cors else response, self._kept.clock))

    def _permission(self, request: Request) -> Response | None:
        """The answer to a browser's preflight."""
        if request.method != "OPTIONS" or not self.settings.cors:
            return None
        return cors.preflight(request, self.methods(request.path))

    def _finish(self, turn: Turn, begun: float) -> Answer:
        start, asked = time.perf_counter(), turn.request
        response = self.compiled.finishing.of(turn, self.compiled.answered(turn, self._stages))
        answer = self._concluded(asked, response, begun, turn)
        if self.caller is not None and turn.operation.callbacks and not turn.again:
            self.caller.after(turn, response)
        prompt = self.compiled.prompt
        (prompt.add if time.perf_counter() - start < _PROMPT else prompt.discard)(turn.operation.key)
        return answer

    def _concluded(self, request: Request, response: Response, begun: float, turn: Turn | None = None) -> Answer:
        """The answer as it is sent and recorded."""
        varied = (
            replace(response, headers=varying(response.headers, self.settings.vary)) if self.settings.vary else response
        )
        return self._sent(request, varied, begun, turn)

    def _sent(
        self,
        request: Request,
        response: Response,
        begun: float,
        turn: Turn | None,
        notes: Mapping[str, object] = _NO_NOTES,
    ) -> Answer:
        sent = dated(cors.shared(request, response) if self.settings.cors else response, self._kept.clock)
        self.journal.record(
            self.compiled.book,
            turn.operation if turn else None,
            Exchange(request, sent),
            seconds=time.perf_counter() - begun,
            violations=turn.reading.violations if turn else (),
            notes=turn.notes if turn and turn.notes else notes,
        )
        return Answer(sent, turn.delivery) if turn else Answer(sent)

    def made(self, turn: Turn) -> Response:
        """The response to a request of which all is decided but what is made up. Nothing is recorded."""
        return self.compiled.answered(turn, self._stages[-1:])
