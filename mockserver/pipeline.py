"""The stages of a mock, in order."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mockserver import negotiation, problems
from mockserver.errors import Unanswerable
from mockserver.generation import Successes, success
from mockserver.login import LoginDesk
from mockserver.outcome import Outcome
from mockserver.problems import Refusal
from mockserver.recording import Journal
from mockserver.refusals import Refusals
from mockserver.routing import Match, Router, malformed
from mockserver.security import Gate
from mockserver.state.stage import State
from mockserver.tokens import Tokens
from specs.errors import SpecError
from specs.login import find_login
from specs.messages import Request, Response
from specs.model import Document, Location, MediaType, Operation
from specs.validation import Reading, Violation, read_request

_KEPT = 1000


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A request that has been routed."""

    request: Request
    match: Match
    operation: Operation
    seed: str


class Mock:
    """The stages of one mock, in order.

    Attributes:
        journal: the last exchanges.
        login: who issues tokens, where the document has such an operation.
        tokens: recognises them, and has the credential for everything else.
        underscored: see ``wsgi.read``.
    """

    def __init__(
        self,
        document: Document,
        seed: int,
        tokens: Tokens,
        accounts: Mapping[str, str] | None,
        clock: Callable[[], float],
        items: int,
    ) -> None:
        login = find_login(document)
        self.document, self.tokens = document, tokens
        self.login = LoginDesk(login, tokens, accounts) if login else None
        self.journal = Journal(document, login, _KEPT, clock)
        self.underscored = {name.replace("_", "-"): name for name in _header_names(document) if "_" in name}
        self._router = Router(document)
        self._gate = Gate(tokens, accounts, login=login is not None, realm=document.title)
        self._state = State(document, items, self.login.known if self.login else lambda _: {})
        self._successes, self._refusals = Successes(seed), Refusals(seed)
        self._seed = seed
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """The response to a request, and a line in the journal."""
        try:
            response, key, violations = self._answer(request)
        except (Unanswerable, SpecError) as error:
            response, key, violations = problems.response(500, _confession(error)), "", ()
        self.journal.record(key, request, response, tuple(map(str, violations)))
        return response

    def _answer(self, request: Request) -> tuple[Response, str, tuple[Violation, ...]]:
        found = self._route(request)
        if isinstance(found, Response):
            return found, "", ()
        outcome = self._judge(found)
        if isinstance(outcome, Refusal):
            accept = request.header("accept")
            response = self._refusals.answer(found.operation, outcome, accept, found.seed)
            return response, found.operation.key, outcome.violations
        media, facts = outcome
        return self._successes.answer(found.operation, media, facts, found.seed), found.operation.key, ()

    def _route(self, request: Request) -> _Asked | Response:
        match = self._router.match(request.path)
        if match is None:
            wrong = malformed(request.path)
            status, told = (400, f"The path {wrong}.") if wrong else (404, "The document has no such path.")
            return problems.response(status, Refusal(statuses=(status,), detail=told))
        operation = match.route.operation(request.method)
        if operation is None:
            return _other_method(request.method, match.route.allow)
        with self._lock:
            self._counts[operation.key] += 1
            number = self._counts[operation.key]
        return _Asked(request, match, operation, f"{operation.key}/{number}")

    def _judge(self, asked: _Asked) -> tuple[MediaType | None, Outcome] | Refusal:
        """Security, validation, negotiation, state: the first that refuses decides."""
        subject = self._gate.admit(asked.operation, asked.request)
        if isinstance(subject, Refusal):
            return subject
        reading = read_request(asked.operation, asked.request, asked.match.values)
        violations = (*_malformations(asked), *reading.violations)
        if violations:
            return _invalid(violations)
        media = _negotiated(asked)
        if isinstance(media, Refusal):
            return media  # before anything is changed: a client that is refused has done nothing
        outcome = self._done(asked, subject, reading)
        return outcome if isinstance(outcome, Refusal) else (media, outcome)

    def _done(self, asked: _Asked, subject: str, reading: Reading) -> Outcome | Refusal:
        if self.login and asked.operation is self.login.login.operation:
            return self.login.answer(reading.body)
        seed = f"{self._seed}/{asked.seed}"
        return self._state.apply(asked.operation, subject, reading, asked.request, asked.match.base, seed)


def _header_names(document: Document) -> set[str]:
    keys = {each.parameter.lower() for each in document.security_schemes.values() if each.location is Location.HEADER}
    return keys | {
        parameter.name.lower()
        for operation in document.operations
        for parameter in operation.parameters_in(Location.HEADER)
    }


def _other_method(method: str, allow: tuple[str, ...]) -> Response:
    """Source: RFC 9110, 15.5.6 and 9.3.7."""
    if method == "OPTIONS":
        return Response(204, (("Allow", ", ".join((*allow, "OPTIONS"))),))
    told = Refusal(
        statuses=(405,),
        detail="The document has this path, but not with this method.",
        headers=(("Allow", ", ".join(allow)),),
    )
    return problems.response(405, told)


def _malformations(asked: _Asked) -> list[Violation]:
    parts = {"path": asked.request.path}
    if asked.operation.parameters_in(Location.QUERY):
        parts["query"] = asked.request.query  # where none is declared, nobody reads it
    wrong = {place: malformed(text) for place, text in parts.items()}
    return [
        Violation(place=place, rule="unreadable", message=told, source=asked.operation.pointer)
        for place, told in wrong.items()
        if told
    ]


def _invalid(violations: tuple[Violation, ...]) -> Refusal:
    places = {violation.place for violation in violations}
    statuses = (415, 400, 422) if places == {"content-type"} else (400, 422)
    if places == {"path"}:
        statuses = (400, 422, 404)  # what cannot be named cannot be there
    first = violations[0]
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return Refusal(statuses=statuses, detail=f"{first}{more}", violations=violations)


def _negotiated(asked: _Asked) -> MediaType | Refusal | None:
    entry = success(asked.operation)
    if entry is None or not entry.content:
        return None
    media = negotiation.choose(entry.content, asked.request.header("accept"))
    if media is None and any(each.status == "406" for each in asked.operation.responses):
        return Refusal(statuses=(406,), detail="None of the documented media types is accepted.")
    return media or entry.content[0]


def _confession(error: Unanswerable | SpecError) -> Refusal:
    """The document leaves no valid answer; say which part of it."""
    violations = error.violations if isinstance(error, Unanswerable) else ()
    places = sorted({each.source for each in violations}) if violations else [getattr(error, "pointer", None) or ""]
    told = error.message if isinstance(error, SpecError) else str(error)
    where = ", ".join(f"#{place}" for place in places)
    return Refusal(
        statuses=(500,), detail=f"No valid response could be made for {where}: {told}", violations=violations
    )
