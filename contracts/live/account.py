"""An account that is tested: its server, who calls, and the way there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from contracts.conformance.auth import Credentials, Session
from contracts.conformance.presenting import by_operation, with_credentials
from contracts.conformance.redaction import secret_names
from contracts.live.budget import Spending
from contracts.live.gateway import Gateway
from contracts.live.guard import Guard
from contracts.live.items import Items
from contracts.live.ledger import Ledger
from contracts.live.masks import Masks
from contracts.live.profile import Budget, Profile
from contracts.live.upstream import Upstream
from specs.messages import Request
from specs.model import Document, SecurityScheme


@dataclass(frozen=True, slots=True)
class Account:
    """A server and who calls it.

    Attributes:
        masks: what stands for the credentials everywhere but on the wire.
        token: the mask of the token, empty where there is none.
        masked: who calls, as the engine has it: each credential is a mask.
        schemes: those by which operations are sent credentials, by the operation's key.
    """

    document: Document
    profile: Profile
    items: Items
    session: Session | None
    masks: Masks
    token: str
    masked: Session | None
    schemes: Mapping[str, tuple[SecurityScheme, ...]]
    upstream: Upstream

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
            session=self.session,
            token_mask=self.token,
            present=self._present,
        )

    def _present(self, request: Request) -> Request:
        act = self.items.act(request)
        if self.masked is None or act is None or act.operation is None:
            return request
        return with_credentials(request, self.schemes.get(act.operation.key, ()), self.masked)


@contextmanager
def opened(document: Document, profile: Profile, credentials: Credentials | None) -> Iterator[Account]:
    """An account, logged in.

    Raises:
        ContractError: the server cannot be reached, or refuses the credentials.
    """
    names = secret_names(document) | frozenset(profile.secrets)
    masks = Masks(secrets.token_bytes(32), names)
    session = Session(document, profile.url, credentials, profile.certificates) if credentials is not None else None
    masked = _masked(document, profile, session, masks) if session is not None else None
    token = masked.token if masked is not None else ""
    schemes = by_operation(document, masked) if masked is not None else {}
    items = Items(document, urlsplit(profile.url).path)
    upstream = Upstream(profile.url, profile.budget.at_once + 1, profile.certificates)
    try:
        yield Account(document, profile, items, session, masks, token, masked, schemes, upstream)
    finally:
        upstream.close()


def _masked(document: Document, profile: Profile, session: Session, masks: Masks) -> Session:
    """The session with a mask for each of its credentials."""
    held = session.credentials
    texts = (held.identifier, held.password, session.token, held.api_key)
    identifier, password, token, api_key = (masks.mask(text, lasting=True) for text in texts)
    made = Credentials(identifier=identifier, password=password, token=token, api_key=api_key)
    return Session(document, profile.url, made)
