"""An account that is tested: its server, who calls, and the way there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from contracts.conformance.auth import Credentials, Session
from contracts.conformance.redaction import secret_names
from contracts.live.budget import Spending
from contracts.live.gateway import Gateway
from contracts.live.guard import Guard
from contracts.live.items import Items
from contracts.live.ledger import Ledger
from contracts.live.masks import Masks
from contracts.live.profile import Budget, Profile
from contracts.live.upstream import Upstream
from specs.model import Document


@dataclass(frozen=True, slots=True)
class Account:
    """A server and who calls it.

    Attributes:
        masks: what stands for the credentials everywhere but on the wire.
        token: the mask of the token, empty where there is none.
    """

    document: Document
    profile: Profile
    items: Items
    session: Session | None
    masks: Masks
    token: str
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
        )


@contextmanager
def opened(document: Document, profile: Profile, credentials: Credentials | None) -> Iterator[Account]:
    """An account, logged in.

    Raises:
        ContractError: the server cannot be reached, or refuses the credentials.
    """
    names = secret_names(document) | frozenset(profile.secrets)
    masks = Masks(secrets.token_bytes(32), names)
    session = Session(document, profile.url, credentials, profile.certificates) if credentials is not None else None
    token = ""
    if session is not None:
        for known in (session.credentials.identifier, session.credentials.password, session.credentials.api_key):
            masks.mask(known, lasting=True)
        token = masks.mask(session.token, lasting=True)
    upstream = Upstream(profile.url, profile.budget.at_once + 1, profile.certificates)
    try:
        yield Account(document, profile, Items(document, urlsplit(profile.url).path), session, masks, token, upstream)
    finally:
        upstream.close()
