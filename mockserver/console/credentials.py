"""Credentials that a mock takes, for those who try it from a page of the console."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mockserver.access.digest import Digest
from mockserver.access.judging import HOLDER
from mockserver.access.security import quotable
from mockserver.console.visit import Visit
from mockserver.identity.minting import Wish, minted
from mockserver.pipeline import Mock
from specs.credentials import carries, with_credential
from specs.messages import Request


@dataclass(frozen=True, eq=False)
class Purse:
    """Those of one mock."""

    visit: Visit
    mock: Mock

    @cached_property
    def token(self) -> str:
        """A bearer token: as others get it who log in, or else the mock's own key."""
        others_get_it = self.mock.login or self.mock.identity
        return minted(self.visit.world.mocks, Wish(), self.visit.request).token if others_get_it else self.key

    @property
    def key(self) -> str:
        """The mock's own key."""
        return self.mock.tokens.api_key

    def basic(self) -> str:
        """A name and a password. Source: RFC 7617, 2."""
        return base64.b64encode(f"{HOLDER.subject}:{self.key}".encode()).decode()

    def proof(self, request: Request) -> str:
        """A proof of the password."""
        tokens = self.mock.tokens
        digest = Digest(quotable(self.mock.document.title), tokens.secret, tokens.clock)
        return digest.proof(HOLDER.subject, self.key, request)

    def paid(self, request: Request) -> Request:
        """A request with credentials that the mock takes, in place of those that were made up for it."""
        for scheme in self.mock.document.security_schemes.values():
            if carries(scheme, request):
                kind = "bearer" if scheme.bearer else scheme.scheme
                request = with_credential(request, scheme, _VALUES.get(kind, _key)(self, request))
        return request


def _key(purse: Purse, _: Request) -> str:
    return purse.key


_VALUES: Mapping[str, Callable[[Purse, Request], str]] = {
    "bearer": lambda purse, _: purse.token,
    "basic": lambda purse, _: purse.basic(),
    "digest": Purse.proof,
}
"""What is presented, by the kind of scheme."""
