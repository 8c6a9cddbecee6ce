"""An account that is tested: its server, who calls, and the way there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from contracts.conformance.auth import Credentials, unreachable
from contracts.conformance.presenting import by_operation, with_credentials
from contracts.conformance.redaction import secret_names
from contracts.live.budget import Spending
from contracts.live.callers import Caller, caller
from contracts.live.gateway import RUN, Gateway
from contracts.live.guard import Guard
from contracts.live.items import Items
from contracts.live.ledger import Ledger
from contracts.live.masks import Masks
from contracts.live.profile import Budget, Profile
from contracts.live.upstream import Unanswered, Upstream
from specs.messages import Headers, Request, Response
from specs.model import Document, SecurityScheme

_TRIES = 2
"""Log-ins that a check needs: one with a wrong password, and one to an account that is not there."""


@dataclass(frozen=True, slots=True)
class Account:
    """A server and who calls it.

    Attributes:
        caller: whose account it is; None where nobody calls.
        other: a second one, for checks that need one.
        masks: what stands for the credentials everywhere but on the wire.
        schemes: those by which operations are sent credentials, by the operation's key.
    """

    document: Document
    profile: Profile
    items: Items
    caller: Caller | None
    other: Caller | None
    masks: Masks
    schemes: Mapping[str, tuple[SecurityScheme, ...]]
    upstream: Upstream

    @property
    def token(self) -> str:
        """The mask of the token; empty where there is none."""
        return self.caller.token if self.caller is not None else ""

    @property
    def base(self) -> str:
        """The path at which the document's paths begin on the server."""
        return urlsplit(self.profile.url).path.rstrip("/")

    def gateway(self, run: str, ledger: Ledger, budget: Budget) -> Gateway:
        """A way to the account."""
        return Gateway(
            run=run,
            document=self.document,
            base=self.base,
            items=self.items,
            guard=Guard(self.document, self.items, self.profile, ledger.owns),
            ledger=ledger,
            spending=Spending(budget),
            masks=self.masks,
            server=self.upstream,
            callers=tuple(each for each in (self.caller, self.other) if each is not None),
            present=self._present,
            tries=_TRIES if self.profile.try_log_in else 0,
        )

    def _present(self, request: Request) -> Request:
        act = self.items.act(request)
        if self.caller is None or act is None or act.operation is None:
            return request
        return with_credentials(request, self.schemes.get(act.operation.key, ()), self.caller.masked)


@contextmanager
def opened(
    run: str, document: Document, profile: Profile, credentials: Credentials | None, other: Credentials | None = None
) -> Iterator[Account]:
    """An account, logged in for a run of some name, and a second one where there is one.

    Raises:
        ContractError: the server cannot be reached, or refuses the credentials.
    """
    names = secret_names(document) | frozenset(profile.secrets)
    masks = Masks(secrets.token_bytes(32), names)
    items = Items(document, urlsplit(profile.url).path)
    upstream = Upstream(profile.url, profile.budget.at_once + 1, profile.certificates)
    try:
        send = partial(_logging_in, upstream, run)
        whose, theirs = (caller(document, profile.url, each, send, masks) for each in (credentials, other))
        schemes = by_operation(document, whose.masked) if whose is not None else {}
        yield Account(document, profile, items, whose, theirs, masks, schemes, upstream)
    finally:
        upstream.close()


def _logging_in(upstream: Upstream, run: str, url: str, headers: Headers, body: bytes) -> Response:
    """The answer to a log-in, which goes the same way as all that a run sends."""
    answer = upstream.send(Request("POST", urlsplit(url).path, headers=(*headers, (RUN, run)), body=body))
    if isinstance(answer, Unanswered):
        raise unreachable(url, answer.reason)
    return answer
