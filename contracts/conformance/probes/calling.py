"""Sending the requests of probes: with the account's credentials or without, and never twice but for an old token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from contracts.conformance import bounded
from contracts.conformance.auth import Session
from contracts.conformance.events import HELD_BACK, STOPPED, TOOK
from contracts.conformance.presenting import Presented, by_operation
from contracts.conformance.probes.declaring import Inconclusive
from specs.messages import Exchange, Request, Response
from specs.model import Document, Operation, SecurityScheme

_SECONDS = 30
_TOO_MANY = 429


class Who(Enum):
    """Who calls."""

    OWNER = auto()
    OTHER = auto()
    NOBODY = auto()


class Caller:
    """Sends requests.

    Args:
        document: whose operations are called.
        base_url: where its paths start.
        session: of the account; None for nobody.
        other: of a second account, where there is one.
        stopped: asked before each request; once it says so, nothing more is sent.
        without: keys of operations that are not called.
    """

    def __init__(
        self,
        document: Document,
        base_url: str,
        session: Session | None,
        other: Session | None = None,
        stopped: Callable[[], bool] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._stopped, self._without = stopped, without
        self._users = {
            who: (each, by_operation(document, each))
            for who, each in ((Who.OWNER, session), (Who.OTHER, other))
            if each
        }
        self._http = requests.Session()
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._http.headers["User-Agent"] = "ringback"
        self._http.hooks["response"].append(bounded.read)
        self.stopped = False
        """Whether something was not sent because the run was to stop."""
        self.took: dict[str, list[int]] = {}
        """Microseconds until each answer, by the operation's key, until somebody takes them."""
        self.sent: list[tuple[str, Exchange]] = []
        """What was sent and answered, with the operation's key, until somebody takes it."""

    def send(self, operation: Operation, request: Request, who: Who = Who.OWNER, *, tolerant: bool = False) -> Exchange:
        """Send a request; whoever is tolerant takes an answer of failure for one.

        Raises:
            Inconclusive: there was no answer, or one that tells nothing of what was asked.
        """
        if operation.key in self._without:
            raise Inconclusive(f"{operation.key} is not among the operations that are to be tested")
        if self._stopped is not None and self._stopped():
            self.stopped = True
            raise Inconclusive("the run was stopped")
        exchange, took = self._exchange(request, self._auth(operation, who))
        response = exchange.response
        rule = response.header(HELD_BACK)
        if rule is not None:
            self.stopped = self.stopped or rule == STOPPED
            raise Inconclusive(f"{operation.key} was held back ({rule})")
        self.sent.append((operation.key, exchange))
        self.took.setdefault(operation.key, []).append(took)
        if not tolerant and (response.status == _TOO_MANY or response.status >= 500):
            raise Inconclusive(f"{operation.key} answered {response.status}")
        return exchange

    @property
    def token(self) -> str:
        """The account's, that is good at the moment; empty where there is none."""
        return self._users[Who.OWNER][0].token if Who.OWNER in self._users else ""

    @property
    def identifier(self) -> str:
        """What names the account where it logs in; empty where there is none."""
        return self._users[Who.OWNER][0].credentials.identifier if Who.OWNER in self._users else ""

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _auth(self, operation: Operation, who: Who) -> AuthBase | None:
        known = self._users.get(who)
        if known is None:
            return None
        session, schemes = known
        wanted: Mapping[str, tuple[SecurityScheme, ...]] = schemes
        return Presented(session, wanted[operation.key]) if operation.key in wanted else None

    def _exchange(self, request: Request, auth: AuthBase | None) -> tuple[Exchange, int]:
        """An exchange, and the microseconds until its answer."""
        target = self._origin + request.path + (f"?{request.query}" if request.query else "")
        try:
            with bounded.heads():
                answer = self._http.request(
                    request.method,
                    target,
                    headers=dict(request.headers),
                    data=request.body or None,
                    auth=auth or _nobody,
                    allow_redirects=False,
                    timeout=_SECONDS,
                )
        except requests.RequestException as error:
            raise Inconclusive(f"{request.method} {request.path} was not answered") from error
        took = int(answer.headers.get(TOOK) or round(1e6 * answer.elapsed.total_seconds()))
        got = Response(answer.status_code, _fields(answer), answer.content)
        return Exchange(_sent(answer.request, request), got), took


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep credentials of the machine's own configuration (``.netrc``) out."""
    return request


def _sent(prepared: requests.PreparedRequest, request: Request) -> Request:
    parts = urlsplit(prepared.url or "")
    headers = tuple((name, str(value)) for name, value in prepared.headers.items())
    return Request(request.method, str(parts.path), str(parts.query), headers, request.body)


def _fields(answer: requests.Response) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in answer.raw.headers.items() if pair[0].lower() != TOOK.lower())
