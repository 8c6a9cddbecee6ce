"""The stages of a mock, in order. To add one, add its line to ``Mock._in_order``."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

from mockserver.access.judging import HOLDER
from mockserver.access.login import LoginDesk
from mockserver.access.people import People
from mockserver.access.security import gate
from mockserver.access.tokens import Tokens, tokens_of
from mockserver.answer import Answer, Pending
from mockserver.callbacks.calling import Caller
from mockserver.callbacks.outbox import Outbox
from mockserver.draws import Draw, numbered
from mockserver.errors import StoreError, Unanswerable
from mockserver.faults.stage import Faults
from mockserver.identity.endpoints import Identity, implied
from mockserver.observing.recording import Book, Journal
from mockserver.observing.redaction import Redactor
from mockserver.overrides.making import Maker
from mockserver.overrides.stage import Overrides
from mockserver.overrides.values import Before
from mockserver.request import limits, preferences
from mockserver.request.conformity import Conformity
from mockserver.request.routing import Router, header_names
from mockserver.response import problems
from mockserver.response.choosing import Choice
from mockserver.response.finishing import Finish
from mockserver.response.generation import Generation
from mockserver.response.headers import Fields
from mockserver.response.negotiation import Negotiation
from mockserver.response.problems import Refusal
from mockserver.response.refusals import Refusals, confession
from mockserver.response.replay import Minter
from mockserver.response.vary import varying
from mockserver.serving import cors
from mockserver.settings import Settings
from mockserver.stages import insisted_on, through, unless_refused
from mockserver.state.idempotency import Once
from mockserver.state.keeping import InMemory, Keeping
from mockserver.state.snapshots import Snapshot
from mockserver.state.stage import State
from mockserver.turn import Stage, Turn
from specs.errors import SpecError
from specs.login import find_login
from specs.messages import Exchange, Request, Response
from specs.model import Document, Operation

_NO_NOTES: Mapping[str, object] = MappingProxyType({})
"""One for all: the journal keeps many exchanges of which there is nothing to tell."""
_LOST = Refusal(statuses=(503, 500), kind="state-unreachable", detail="What the mock remembers cannot be reached now.")
_PROMPT = 0.02
"""Seconds that other requests can wait for."""


class Mock:
    """The mock of one document.

    Attributes:
        journal: the last exchanges, its own and those of the mocks beside it.
        book: whose exchanges the journal says its own are.
        router: finds the operations of its document.
        login: who issues tokens, where the document has such an operation.
        identity: who issues tokens, where the document speaks of OAuth 2 or OpenID Connect, or publishes keys.
        people: who may log in, and by which programs.
        overrides: what is answered instead.
        faults: what goes wrong on purpose.
        seed: decides all that is made up.
        first_seed: the one that it was made with.
        caller: sends what the API sends itself; None where nothing is sent.
        tokens: recognises them, and has the credential for everything else.
        state: what it remembers.
    """

    def __init__(
        self,
        document: Document,
        settings: Settings,
        clock: Callable[[], float],
        tokens: Tokens | None = None,
        journal: Journal | None = None,
        outbox: Outbox | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        login = find_login(document)
        self.document, self.settings = document, settings
        self.seed = self.first_seed = numbered(settings.seed or 0)
        self._clock = clock
        self._keeping = keeping or InMemory(clock)
        self.tokens = tokens or tokens_of(settings, [document], clock, self._keeping)
        self.people = People(settings.users, settings.clients)
        self.identity = Identity(document, settings, self.tokens, self.people) if implied(document) else None
        issue = self.identity.issue if self.identity else lambda grant, _: self.tokens.issue(grant)
        self.login = LoginDesk(login, self.tokens, self.people, issue) if login else None
        self.journal = Journal(settings.journal_size, settings.journal_bytes, clock) if journal is None else journal
        self.book = Book(self.name, Redactor(document, login))
        self.caller = Caller(document, self.book, outbox) if outbox else None
        self.router = Router(document, settings.prefix)
        self._fields = Fields(document)
        self._refusals = Refusals(self._fields)
        self._finish_up = Finish(Minter(document, dynamic=settings.dynamic))
        self._generation = Generation(self._fields, document.place, dynamic=settings.dynamic)
        self.overrides = Overrides(document, Maker(self._fields, self._generation), settings.overrides)
        self.faults = Faults(document, settings.seed or 0, clock, settings.faults)
        self._stages = self._in_order()
        self._counts: Counter[str] = Counter()
        self._prompt: set[str] = set()
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """What tells it from other mocks."""
        return f"{self.document.called} at {self.settings.prefix}" if self.settings.prefix else self.document.called

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """What its paths begin with; ``""`` for nothing."""
        return tuple(self.settings.prefix + base for base in self.document.base_paths)

    def methods(self, path: str) -> tuple[str, ...]:
        """The methods that are answered under a raw path; none where the document does not have it."""
        return self.router.methods(path) or (self.identity.methods(path) if self.identity else ())

    @cached_property
    def underscored(self) -> Mapping[str, str]:
        """See ``wsgi.read``; no other server asks."""
        return {name.replace("_", "-"): name for name in header_names(self.document) if "_" in name}

    def _in_order(self) -> tuple[Stage, ...]:
        """What happens to a routed request; the first stage that has an answer gives it."""
        admit = gate(self.document, self.settings, self.tokens, self.people, login=self.login is not None).admit
        self.state = State(
            self.document,
            self._keeping.store(f"{self.document.title}{self.settings.prefix}"),
            self.settings.items,
            self._known,
            self._clock,
            dynamic=self.settings.dynamic,
            said=self.settings.roles,
        )
        if self.settings.seeds:
            self.state.plant(self.settings.seeds, self.router, self.bases)
        change: tuple[Stage, ...] = (unless_refused(insisted_on(self.state.apply)), self._generation.answer)
        whole = partial(through, stages=change, refuse=self._refusals.answer)
        self._once = Once(self.name, self._keeping.records, self._clock, self.state.transaction, whole)
        return (
            preferences.read,
            self.faults.strike,
            self.overrides.stage(Before.SECURITY),
            unless_refused(admit),
            self.overrides.stage(Before.VALIDATION),
            unless_refused(Conformity(self.settings.validate).judge),
            self.overrides.stage(Before.CHOICE),
            Choice().choose,
            # before anything is changed: a client that is refused has done nothing
            Negotiation(self.document).negotiate,
            *((unless_refused(self.login.serve),) if self.login else ()),
            *((self.identity.publish,) if self.identity else ()),
            unless_refused(self._once.apply),
            *change,
        )

    def _known(self, subject: str) -> Mapping[str, Any]:
        """What things under a fixed path should say of whoever asks."""
        told = {} if subject == HOLDER.subject else self.people.told(subject)
        return {**told, **(self.login.known(subject) if self.login else {})}

    def answer(self, request: Request) -> Answer:
        """The answer to a request, and a line in the journal."""
        begun = self.begin(request)
        return begun if isinstance(begun, Answer) else begun.finish()

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
        with self._lock:
            self.seed = seed
            self._counts.clear()
        self.overrides.rewind()
        self.faults.rewind(seed)

    def succeed(self, earlier: Mock) -> list[str]:
        """Take over what the mock of an earlier state of the document remembers.

        Returns:
            What was added to that one and fits the document no more.
        """
        self.seed, self._counts, self._lock = earlier.seed, earlier._counts, earlier._lock
        self.faults.rewind(self.seed)
        self.state.succeed(earlier.state)
        self._once.succeed(earlier._once)
        earlier.book.redactor.settle()  # the journal goes on with it, and is not to keep the whole document
        return [*self.overrides.adopt(earlier.overrides), *self.faults.adopt(earlier.faults)]

    def declined(self, request: Request, response: Response) -> Answer:
        """A response to a request that is for no mock, as it is sent and recorded."""
        return self._sent(request, self._finish_up.lost(response, self.seed), time.perf_counter(), None)

    def begin(self, request: Request) -> Answer | Pending:
        """The answer to a request that leads nowhere, or what is to come of one that leads to an operation.

        An operation's first answer is not prompt, for much is prepared by it, nor is the one after an answer that took
        its time.
        """
        start = time.perf_counter()
        too_much = limits.exceeded(request, self.settings.max_body)
        found = too_much or self._permission(request) or self.router.route(request)
        if isinstance(found, Response):
            if self.identity and found.status == 404 and self.identity.methods(request.path):
                return Pending(not self._keeping.waits, partial(self._issued, self.identity, request, start))
            return self._concluded(request, self._finish_up.lost(found, self.seed), start)
        match, operation = found
        turn = Turn(request, match, operation, self._draw(operation))
        return Pending(operation.key in self._prompt and not self._keeping.waits, partial(self._finish, turn, start))

    def _issued(self, identity: Identity, request: Request, begun: float) -> Answer:
        """An answer of the authorization server. The journal has none of what it was asked and told: all is secret."""
        bare, notes = replace(request, query="", body=b"", headers=()), _NO_NOTES
        try:
            response = identity.answer(request)
        except StoreError as error:
            response, notes = problems.response(503, _LOST), {"failed": str(error)}
        self._sent(bare, Response(response.status), begun, None, notes)
        return Answer(cors.shared(request, response) if self.settings.cors else response)

    def _permission(self, request: Request) -> Response | None:
        """The answer to a browser's preflight."""
        if request.method != "OPTIONS" or not self.settings.cors:
            return None
        return cors.preflight(request, self.methods(request.path))

    def _finish(self, turn: Turn, begun: float) -> Answer:
        start, asked = time.perf_counter(), turn.request
        response = self._finish_up.of(turn, self._answered(turn, self._stages))
        answer = self._concluded(asked, response, begun, turn)
        if self.caller is not None and turn.operation.callbacks and not turn.again:
            self.caller.after(turn, response)
        (self._prompt.add if time.perf_counter() - start < _PROMPT else self._prompt.discard)(turn.operation.key)
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
        sent = cors.shared(request, response) if self.settings.cors else response
        self.journal.record(
            self.book,
            turn.operation if turn else None,
            Exchange(request, sent),
            seconds=time.perf_counter() - begun,
            violations=turn.reading.violations if turn else (),
            notes=turn.notes if turn and turn.notes else notes,
        )
        return Answer(sent, turn.delivery) if turn else Answer(sent)

    def made(self, turn: Turn) -> Response:
        """The response to a request of which all is decided but what is made up. Nothing is recorded."""
        return self._answered(turn, self._stages[-1:])

    def _answered(self, turn: Turn, stages: tuple[Stage, ...]) -> Response:
        try:
            return through(turn, stages, self._refusals.answer)
        except (Unanswerable, SpecError) as error:
            return problems.response(500, confession(self.document, error))
        except StoreError as error:
            turn.notes["failed"] = str(error)
            return self._refusals.answer(turn, _LOST)

    def _draw(self, operation: Operation) -> Draw:
        with self._lock:
            self._counts[operation.key] += 1
            return Draw(self.seed, self._counts[operation.key])
