"""Whether a credential is good: one judgement for each kind of scheme."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from mockserver.access import signing
from mockserver.access.credentials import name_and_password, presented
from mockserver.access.digest import Digest
from mockserver.access.grants import NOBODY, Grant
from mockserver.access.people import People, same
from mockserver.access.tokens import Tokens
from specs.messages import Request
from specs.model import SecurityScheme

HOLDER = Grant(subject="mock")
"""Of whoever holds the mock's own credential."""
_COMMON_NAME = re.compile(r"CN\s*=\s*([^,;\"/]+)", re.IGNORECASE)


class Lack(Enum):
    """Why a credential does not open."""

    MISSING = "missing"
    WRONG = "wrong"
    SCOPES = "scopes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges credentials.

    Args:
        login: whether the document has an operation that issues tokens; without one, the mock's own credential is
            a bearer token, too.
        trusting: whether any credential that is well-formed is good.
        certificate: the header field in which a proxy tells of a client's certificate; empty where none does.
    """

    tokens: Tokens
    people: People
    digest: Digest
    login: bool
    trusting: bool = False
    certificate: str = ""

    def judged(self, scheme: SecurityScheme, request: Request) -> Grant | Lack:
        """What a request may do by what it presents for one scheme."""
        if scheme.kind == "mutualTLS":
            return self._certified(request)
        sent = presented(scheme, request)
        if sent is None:
            return Lack.MISSING
        found = _JUDGED.get(_kind(scheme), _other)(self, sent, request)
        if found is None and self.trusting:
            found = _taken(_kind(scheme), sent)
        return found or Lack.WRONG

    def fault(self, scheme: SecurityScheme, request: Request) -> str:
        """What is wrong with a token that a request presents, as a sentence; empty where it presents none."""
        sent = presented(scheme, request) if scheme.bearer else None
        return self.tokens.fault(sent) if sent else ""

    def _certified(self, request: Request) -> Grant | Lack:
        if not self.certificate:
            return NOBODY  # the handshake is over before a request is; who got this far has passed it
        told = request.header(self.certificate)
        if not told:
            return Lack.MISSING
        name = _COMMON_NAME.search(told)
        return Grant(subject=name[1].strip()) if name else NOBODY

    def bearer(self, sent: str, _: Request) -> Grant | None:
        """Of a token."""
        found = self.tokens.grant(sent)
        return HOLDER if found is None and not self.login and self.tokens.is_api_key(sent) else found

    def basic(self, sent: str, _: Request) -> Grant | None:
        """Of a name and a password."""
        name, password = name_and_password(sent) or ("", "")
        if name == HOLDER.subject and self.tokens.is_api_key(password):
            return HOLDER
        user = None if self.people.everybody else self.people.user(name, password)
        return user.grant() if user else None

    def proof(self, sent: str, request: Request) -> Grant | None:
        """Of a proof of a password."""
        name = self.digest.user(sent, request, self._password)
        if name == HOLDER.subject:
            return HOLDER
        user = self.people.named(name) if name else None
        return user.grant() if user else None

    def key(self, sent: str, _: Request) -> Grant | None:
        """Of an API key."""
        user = self.people.with_key(sent)
        if user is not None:
            return user.grant()
        return HOLDER if self.tokens.is_api_key(sent) else None

    def _password(self, name: str) -> str | None:
        if same(name, HOLDER.subject):
            return self.tokens.api_key
        user = None if self.people.everybody else self.people.named(name)
        return user.password if user else None


_Judged = Callable[[Judge, str, Request], Grant | None]
_JUDGED: Mapping[str, _Judged] = {
    "bearer": Judge.bearer,
    "basic": Judge.basic,
    "digest": Judge.proof,
}
_other: _Judged = Judge.key


def _kind(scheme: SecurityScheme) -> str:
    return "bearer" if scheme.bearer else scheme.scheme


def _taken(kind: str, sent: str) -> Grant | None:
    """Of a credential that somebody else has issued: whoever it names, or else it stands for a subject of its own."""
    if kind == "basic":
        pair = name_and_password(sent)
        return Grant(subject=pair[0]) if pair else None
    subject = signing.said(sent).get("sub")
    if isinstance(subject, str):
        return Grant(subject=subject)
    return Grant(subject=f"holder-{hashlib.blake2b(sent.encode('utf-8', 'surrogatepass'), digest_size=6).hexdigest()}")
