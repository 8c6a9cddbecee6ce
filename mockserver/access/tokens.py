"""Tokens that the mock issues and recognises: signed, with an expiry. Source: RFC 7519; RFC 9068."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mockserver.access import flaws, rsa, signing
from mockserver.access.grants import Grant, listed, unlisted
from mockserver.access.records import Clock, MemoryRecords, Records
from mockserver.draws import digest_of
from mockserver.settings import Settings
from mockserver.state.keeping import Keeping
from mockserver.varied import varied
from specs.model import Document
from specs.recent import Recent

_MOST_REMEMBERED = 1000
ISSUER = "urn:ringback:mock"
"""Who issues tokens that no public key is told for."""
ISSUER_PATH = "/identity"
"""What the URLs of those end with who issue tokens for all."""
AUDIENCE = "urn:ringback:api"
"""Whom tokens are for, unless a user says so."""
_OURS = frozenset({"iss", "aud", "sub", "scope", "iat", "nbf", "exp", "jti", "roles", "client_id"})


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that was found to be ours.

    Attributes:
        begin: seconds since 1970; before, it is not good yet.
        end: from then on it is good no more.
        id: tells it from all others.
    """

    grant: Grant
    begin: float
    end: float
    id: str


class Tokens:
    """Issues and verifies the tokens of all mocks of a host.

    Args:
        key: signs them; a random one where None, so that no token outlives the mock.
        lifetime: seconds until a token expires.
        clock: the time in seconds since 1970.
        records: where it is kept which tokens were revoked, and which texts stand for tokens.
        audience: whom tokens are for.
        issuer: the URL of whoever issues tokens that others verify; empty for the address that a client has for it.

    Attributes:
        api_key: the credential for schemes to which the document shows no way of getting one.
    """

    def __init__(
        self,
        key: bytes | None,
        lifetime: float,
        clock: Clock,
        records: Records | None = None,
        audience: str = "",
        issuer: str = "",
    ) -> None:
        self._key = hashlib.sha256(key).digest() if key else secrets.token_bytes(32)
        digest = hmac.digest(self._key, b"api key", "sha256")
        self.api_key = f"mock-{base64.urlsafe_b64encode(digest[:18]).decode()}"
        self.lifetime, self.clock, self.audience, self._issuer = lifetime, clock, audience or AUDIENCE, issuer
        self.records: Records = records or MemoryRecords()
        self._issued: Recent[Issued] = Recent(_MOST_REMEMBERED)

    def apart(self, clock: Clock, records: Records) -> Tokens:
        """Those of a session: the same tokens are good, but what becomes of them there is not known elsewhere."""
        return varied(self, clock=clock, records=records)

    @property
    def secret(self) -> bytes:
        """What is derived from the key, for whoever has to make texts that nobody else can."""
        return hmac.digest(self._key, b"secret", "sha256")

    @cached_property
    def pair(self) -> rsa.Key:
        """The keys of tokens that others verify; made when there is a first one."""
        return rsa.key_of(hmac.digest(self._key, b"pair", "sha256"))

    def issue(self, grant: Grant, *, lifetime: float | None = None, flaw: str = "") -> str:
        """A token that the mock itself verifies, and nobody else.

        Args:
            grant: what it says.
            lifetime: seconds; the usual ones where None.
            flaw: what is to be wrong with it; one of ``flaws.FLAWS``.
        """
        claims = self._claims(grant, ISSUER, self.lifetime if lifetime is None else lifetime, flaw)
        token = signing.signed(claims, self._key)
        return flaws.badly_signed(token) if flaw == flaws.WRONG_SIGNATURE else token

    def issue_for_all(self, grant: Grant, issuer: str, *, lifetime: float | None = None, flaw: str = "") -> str:
        """The same that everybody can verify who has the public key; ``issuer`` is the URL of whoever issues it."""
        claims = self._claims(grant, issuer, self.lifetime if lifetime is None else lifetime, flaw)
        token = signing.signed_for_all(claims, self.pair)
        return flaws.badly_signed(token) if flaw == flaws.WRONG_SIGNATURE else token

    def id_token(self, grant: Grant, issuer: str, *, access: str = "", nonce: str = "", at: float) -> str:
        """Tells a program who has logged in; opens nothing. Source: OpenID Connect Core, 2 and 3.1.3.6.

        Args:
            grant: what they have agreed to.
            issuer: the URL of whoever issues tokens.
            access: the token that is issued with it.
            nonce: what the program has sent to know it by.
            at: when the user logged in, in seconds since 1970.
        """
        now = int(self.clock())
        claims = {name: value for name, value in grant.claims.items() if name not in _OURS}
        claims |= {"iss": issuer, "sub": grant.subject, "aud": grant.client, "iat": now, "auth_time": int(at)}
        claims["exp"] = int(now + self.lifetime)
        if nonce:
            claims["nonce"] = nonce
        if access:
            half = hashlib.sha256(access.encode()).digest()[:16]
            claims["at_hash"] = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
        return signing.signed_for_all(claims, self.pair)

    def _claims(self, grant: Grant, issuer: str, lifetime: float, flaw: str) -> dict[str, Any]:
        now = self.clock()
        claims = {name: value for name, value in grant.claims.items() if name not in _OURS}
        claims |= {
            "iss": issuer,
            "sub": grant.subject,
            "aud": self.audience,
            "iat": int(now),
            "exp": int(now + lifetime),
            "jti": str(uuid5(NAMESPACE_URL, f"{grant.subject}/{self.text_of('token')}")),
        }
        if grant.client:
            claims["client_id"] = grant.client
        if grant.scopes is not None:
            claims["scope"] = listed(grant.scopes)
        if grant.roles:
            claims["roles"] = sorted(grant.roles)
        return flaws.FLAWS[flaw](claims) if flaw else claims

    def text_of(self, kind: str) -> str:
        """A text that nobody can guess who does not know the key; each time another."""
        number = f"{kind}/{self.records.number(kind)}".encode()
        return base64.urlsafe_b64encode(hmac.digest(self._key, number, "sha256")).rstrip(b"=").decode()

    def adopt(self, text: str, grant: Grant) -> str:
        """Let a text stand for a token issued now; of very many the oldest are forgotten."""
        self.records.put("adopted", text, {"grant": grant.raw(), "end": self.clock() + self.lifetime})
        return text

    def grant(self, token: str) -> Grant | None:
        """What the holder of a token may do; None where it is forged, expired, revoked, or no token at all."""
        found = self.good(token)
        return found.grant if found else None

    def good(self, token: str) -> Issued | None:
        """A token that may be used now; None where it may not."""
        found = self._found(token)
        if found is None or not found.begin <= self.clock() < found.end:
            return None
        return None if self.records.get("revoked", found.id) else found

    def fault(self, token: str) -> str:
        """What is wrong with a token that is not good, as a sentence."""
        found = self._found(token)
        if found is not None:
            if self.records.get("revoked", found.id):
                return "The token was revoked."
            return "The token has expired." if found.begin <= self.clock() else "The token is not valid yet."
        claims = self._signed(token)
        if not claims:
            return "The token was not issued by this mock."
        if claims.get("aud") != self.audience:
            return "The token is for another audience."
        return "The token names another issuer."

    def revoke(self, token: str) -> None:
        """Have a token be good no more, if it is one of ours."""
        found = self._found(token)
        if found is not None:
            self.records.put("revoked", found.id, {"end": found.end})

    def is_api_key(self, text: str) -> bool:
        """Whether a credential is the mock's own, compared in constant time."""
        return hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self.api_key.encode())

    def _found(self, token: str) -> Issued | None:
        return self._issued.get(token) or self._adopted(token) or self._read(token)

    def _adopted(self, text: str) -> Issued | None:
        raw = self.records.get("adopted", text)
        return Issued(Grant.read(raw["grant"]), 0, raw["end"], text) if raw else None

    def _read(self, token: str) -> Issued | None:
        """What is to be known of a token that is ours."""
        known = self._known(self._signed(token))
        return self._issued.keep(token, known, 1) if known else None

    def _signed(self, token: str) -> dict[str, Any]:
        """The claims of a token whose signature is ours; none of another."""
        if token.count(".") != 2:  # what is signed has three parts; credentials of other kinds come here, too
            return {}
        if signing.algorithm(token) == "RS256":
            return signing.claims_for_all(token, self.pair) or {}
        return signing.claims_of(token, self._key) or {}

    def _known(self, claims: dict[str, Any]) -> Issued | None:
        subject, end, begin, own = claims.get("sub"), claims.get("exp"), claims.get("nbf", 0), claims.get("jti")
        if not isinstance(subject, str) or not isinstance(own, str):
            return None
        if not isinstance(end, int | float) or not isinstance(begin, int | float):
            return None
        if claims.get("aud") != self.audience or not self._ours(str(claims.get("iss"))):
            return None
        scopes = claims.get("scope")
        grant = Grant(
            subject=subject,
            client=claims.get("client_id", ""),
            scopes=None if scopes is None else unlisted(scopes),
            roles=frozenset(claims.get("roles", ())),
        )
        return Issued(grant, begin, end, own)

    def _ours(self, issuer: str) -> bool:
        """Whether tokens that we have signed may say so; the address is the one that the client had for the mock."""
        if self._issuer:
            return issuer in (self._issuer, ISSUER)
        return issuer == ISSUER or issuer.endswith(ISSUER_PATH)


def tokens_of(settings: Settings, documents: Iterable[Document], clock: Clock, keeping: Keeping) -> Tokens:
    """The tokens of mocks.

    With a seed that somebody has chosen, their key follows from it and from what is served.
    """
    key = settings.signing_key
    if key is None and settings.seed is not None:
        key = b"".join([f"{settings.seed}/".encode(), *map(digest_of, documents)])
    key = key or keeping.key
    return Tokens(key, settings.token_lifetime, clock, keeping.records, settings.audience, settings.issuer)
