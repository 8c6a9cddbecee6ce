"""Who calls the account's server: with which credentials, and with which masks the engine does."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.conformance.auth import Credentials, Send, Session
from contracts.live.masks import Masks
from specs.messages import Request
from specs.model import Document


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with an account.

    Attributes:
        session: who it is, with the token that is good at the moment.
        masked: the same as the engine has it: each credential is a mask.
    """

    session: Session
    masked: Session

    @property
    def token(self) -> str:
        """The mask of the token; empty where there is none."""
        return self.masked.token

    def speaks(self, request: Request) -> bool:
        """Whether a request of the engine presents credentials of theirs."""
        texts = [request.query, *(value for _, value in request.headers)]
        return any(mark in text for mark in self._marks() for text in texts)

    def _marks(self) -> Iterator[str]:
        """What stands in a request that presents the masks."""
        held = self.masked.credentials
        pair = base64.b64encode(f"{held.identifier}:{held.password}".encode()).decode() if held.can_log_in else ""
        yield from filter(None, (self.token, held.api_key, pair))


def caller(document: Document, url: str, credentials: Credentials | None, send: Send, masks: Masks) -> Caller | None:
    """Somebody who has logged in; None for nobody.

    Args:
        document: what the server does.
        url: where its paths start.
        credentials: whose; None for nobody.
        send: sends log-ins.
        masks: learns what is secret.

    Raises:
        ContractError: the server cannot be reached, or refuses the credentials.
    """
    if credentials is None:
        return None
    session = Session(document, url, credentials, send)
    texts = (credentials.identifier, credentials.password, session.token, credentials.api_key)
    identifier, password, token, api_key = (masks.mask(text, lasting=True) for text in texts)
    made = Credentials(identifier=identifier, password=password, token=token, api_key=api_key)
    return Caller(session, Session(document, url, made))
