"""The only way from the test engine to the account: each request is judged, counted, written down, and sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from contracts.conformance.events import HELD_BACK, STOPPED, TOOK
from contracts.live.budget import Spending, seconds
from contracts.live.callers import Caller
from contracts.live.counts import Counts
from contracts.live.dangers import SAFE_METHODS
from contracts.live.guard import Decision, Guard
from contracts.live.items import Act, Item, Items
from contracts.live.ledger import Ledger, LedgerError, State
from contracts.live.listing import listing
from contracts.live.masks import Masks
from contracts.live.upstream import Unanswered
from specs.inference.kinds import Kind
from specs.messages import Headers, Request, Response
from specs.model import Document

_PATIENCE = 10
"""Answers 401 to the credentials of the account, in a row, with log-ins between them where there are some."""

UNREADABLE = "unreadable"
"""The rule of what is no request of HTTP/1.1."""
RUN = "Ringback-Run"
"""The field of each request that names the run."""

_MOST_SENT = 20_000
"""Characters of a body in the ledger."""


class Server(Protocol):
    """What requests are sent to."""

    def send(self, request: Request) -> Response | Unanswered:
        """Send a request once."""


class Gateway:
    """Lets through what the guard allows.

    Args:
        run: the name of the run, which each request carries.
        base: the path at which the document's paths begin on the server.
        callers: whose account it is, and who else calls: the engine presents their masks.
        tries: log-ins that checks may try.
        present: puts masks of credentials into requests of the gateway's own.
    """

    def __init__(  # noqa: PLR0913 - all that a request has to pass
        self,
        *,
        run: str,
        document: Document,
        base: str,
        items: Items,
        guard: Guard,
        ledger: Ledger,
        spending: Spending,
        masks: Masks,
        server: Server,
        callers: tuple[Caller, ...],
        present: Callable[[Request], Request],
        tries: int,
    ) -> None:
        self._run, self._document, self._base, self._items = run, document, base, items
        self.guard, self._ledger = guard, ledger
        self._spending, self._masks, self._server = spending, masks, server
        self._callers, self._present, self._tries = callers, present, tries
        self._lock = threading.Lock()
        self._looking, self._looked = threading.Lock(), set[str]()
        self._refused, self._hopeless = 0, set[str]()
        self.counts = Counts()

    @property
    def stopped(self) -> str:
        """Why nothing more is sent; empty while something may be."""
        return self._spending.stopped

    def stop(self, reason: str) -> None:
        """Send nothing more; what is under way is not broken off."""
        self._spending.stop(reason)

    def answer(self, request: Request) -> Response | Unanswered:
        """The server's answer to a request of the engine, or why it was held back."""
        try:
            return self._answer(request)
        except LedgerError as error:
            told = str(error)
        except Exception as error:
            told = f"the gateway failed: {type(error).__name__}"  # and no word more: it may hold secrets
        self.stop(told)
        return Unanswered(told, sent=True)

    def refuse(self, detail: str) -> Response:
        """The answer to what is no request, or too large a one."""
        return self._held(Decision(), UNREADABLE, detail)

    def _answer(self, request: Request) -> Response | Unanswered:
        decision = self.guard.judge(self._masks.outgoing(request))
        if decision.rule == "log-in" and self._may_try():
            decision = Decision(act=decision.act)
        if decision.rule:
            return self._held(decision, decision.rule, decision.detail)
        if self._reaches_out(decision, request):
            return self._held(decision, "not-owned", "a second account changes only what this run created")
        if decision.must_be_new is not None and not self._is_new(decision.must_be_new):
            return self._held(decision, "not-owned", "it is there already, and not from this run")
        if decision.creates and decision.act is not None and not self.stopped:
            self._look_before(decision.act)
        with self._spending.one() as stopped:
            if stopped:
                return self._held(decision, STOPPED, stopped)
            return self._sent(decision, request)

    def ask(self, request: Request) -> Response | Unanswered:
        """Send a request of the gateway's own, with the credentials of the account: it is counted, not judged."""
        with self._spending.one() as stopped:
            if stopped:
                return Unanswered(stopped, sent=False)
            return self._exchange(self._present(request))

    def _may_try(self) -> bool:
        """Whether a check may try to log in: so seldom that no account is locked."""
        with self._lock:
            self._tries -= 1
            return self._tries >= 0

    def _reaches_out(self, decision: Decision, request: Request) -> bool:
        """Whether somebody else than the account's owner would change what is not this run's."""
        if request.method in SAFE_METHODS or not any(each.speaks(request) for each in self._callers[1:]):
            return False
        item = decision.act.item if decision.act else None
        return decision.creates or item is None or not self._ledger.owns(item)

    def _sent(self, decision: Decision, request: Request) -> Response | Unanswered:
        key = decision.act.operation.key if decision.act and decision.act.operation else ""
        self.counts.note_sent(key)
        with self._entry(decision, request) as settle:
            answer = self._exchange(request)
            settle(answer)
        return answer if isinstance(answer, Unanswered) else self._masks.incoming(request, answer)

    def _exchange(self, request: Request) -> Response | Unanswered:
        """Send a request, again where its token was refused: a 401 says that nothing was done."""
        caller = next((each for each in self._callers if each.speaks(request)), None)
        token = caller.session.token if caller else ""
        answer = self._once(request)
        if caller is None or isinstance(answer, Unanswered):
            return answer
        if answer.status == 401 and self._may_be_expired(request) and self._renewed(caller, token):
            answer = self._once(request)
            self._learn(caller, request, answer)
        elif answer.status != 401:
            caller.session.told(answer.status)
        self._look(answer)
        return answer

    def _may_be_expired(self, request: Request) -> bool:
        """Whether a 401 can be about the token's age: some operations refuse fresh ones just as well."""
        return self._key(request) not in self._hopeless

    def _renewed(self, caller: Caller, token: str) -> bool:
        """Whether there is another token, and room to try it: the log-in and what follows are requests like others."""
        if not (self._spending.more() and caller.session.renew(token)):
            return False
        self._masks.renew(caller.token, caller.session.token)
        return self._spending.more()

    def _learn(self, caller: Caller, request: Request, answer: Response | Unanswered) -> None:
        """Learn what came of a request with a fresh token."""
        status = 0 if isinstance(answer, Unanswered) else answer.status
        caller.session.told(status)
        if status == 401:
            self._hopeless.add(self._key(request))

    def _key(self, request: Request) -> str:
        act = self._items.act(request)
        return act.operation.key if act and act.operation else ""

    def _look(self, answer: Response | Unanswered) -> None:
        """Stop before an account is locked that refuses its own credentials again and again."""
        with self._lock:
            self._refused = self._refused + 1 if isinstance(answer, Response) and answer.status == 401 else 0
        if self._refused >= _PATIENCE:
            self._spending.stop(f"the server refused the credentials of the account {_PATIENCE} times in a row")

    def _once(self, request: Request) -> Response | Unanswered:
        outgoing = self._masks.outgoing(request)
        headers = _with(outgoing.headers, RUN, self._run)
        began = time.perf_counter()
        answer = self._server.send(Request(outgoing.method, outgoing.path, outgoing.query, headers, outgoing.body))
        took = round(1e6 * (time.perf_counter() - began))
        received = 0 if isinstance(answer, Unanswered) else len(answer.body)
        wait = None if isinstance(answer, Unanswered) else seconds(answer.header("retry-after"))
        status = 0 if isinstance(answer, Unanswered) else answer.status
        self._spending.answered(status, len(outgoing.body) + received, wait)
        if isinstance(answer, Unanswered):
            return answer
        return Response(answer.status, _with(answer.headers, TOOK, str(took)), answer.body)

    def _look_before(self, act: Act) -> None:
        """Write down what a list has before the first creation that shows in it."""
        if act.operation is None:
            return
        where = listing(self._items, self._base, act.operation, act.values)
        with self._looking:
            if where is not None and where.place not in self._looked:
                self._looked.add(where.place)
                entries = where.entries(self.ask)
                if entries is not None:
                    self._ledger.remember(where.place, frozenset(entries))

    def _is_new(self, item: Item) -> bool:
        """Whether the server says that an item is not there."""
        address = self._items.address(item)
        if address is None or self._items.operation(item, Kind.READ) is None:
            return False
        answer = self.ask(Request("GET", address))
        return isinstance(answer, Response) and answer.status in (404, 410)

    @contextmanager
    def _entry(self, decision: Decision, request: Request) -> Iterator[Settle]:
        """Writes a creation down before it is sent, and afterwards what came of it."""
        act = decision.act
        if act is None or act.operation is None or not decision.creates:
            yield lambda answer: self._deleted(decision, request, answer)
            return
        kept = self._masks.kept(request).body.decode("utf-8", "replace")[:_MOST_SENT]
        number = self._ledger.intend(act.operation.key, act.values, kept)

        def settle(answer: Response | Unanswered) -> None:
            if isinstance(answer, Unanswered):
                if not answer.sent:
                    self._ledger.settle(number, State.REFUSED)
            elif 400 <= answer.status < 500 or (300 <= answer.status < 400 and not answer.header("location")):
                self._ledger.settle(number, State.REFUSED)
            elif answer.status < 300:
                item = self._items.created(act, request, answer)
                if item is not None:
                    self._ledger.settle(number, State.MADE, item)

        yield settle

    def _deleted(self, decision: Decision, request: Request, answer: Response | Unanswered) -> None:
        """Note that something is gone. That it is not there is told to others, too, who must not know of it."""
        act = decision.act
        if act is None or act.role is None or act.item is None or isinstance(answer, Unanswered):
            return
        if act.role.kind is Kind.DELETE and (
            answer.status < 300 or (answer.status in (404, 410) and self._is_owners(request))
        ):
            self._ledger.gone(act.item)

    def _is_owners(self, request: Request) -> bool:
        return not self._callers or self._callers[0].speaks(request)

    def _held(self, decision: Decision, rule: str, detail: str) -> Response:
        key = decision.act.operation.key if decision.act and decision.act.operation else ""
        self.counts.note_held(key, rule, detail)
        told = {"type": f"urn:ringback:held-back:{rule}", "title": "Held back", "status": 403, "detail": detail}
        return Response(
            403, (("Content-Type", "application/problem+json"), (HELD_BACK, rule)), json.dumps(told).encode()
        )


class Settle(Protocol):
    """Writes down what came of a request."""

    def __call__(self, answer: Response | Unanswered, /) -> None:
        """Write it down."""


def _with(headers: Headers, name: str, value: str) -> Headers:
    """Fields, with one of a name that is ours alone."""
    low, long = name.lower(), len(name)
    return (*[each for each in headers if len(each[0]) != long or each[0].lower() != low], (name, value))
