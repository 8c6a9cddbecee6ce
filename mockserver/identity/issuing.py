"""Codes, families of tokens, and who is granted what. Source: RFC 6749; RFC 9700, 4.14."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.access.grants import Grant, listed, unlisted
from mockserver.access.people import Client, People, User, both
from mockserver.access.records import Records
from mockserver.access.tokens import Tokens
from mockserver.identity.asking import Asked, Denied

_OF_CODES = 60
"""Seconds that a code is good for; RFC 6749, 4.1.2 allows ten minutes."""
_OF_REFRESH = 24
"""How many times as long as an access token a refresh token is good for."""
_KINDS = ("code", "spent", "refresh", "rotated", "family", "device", "user-code")


@dataclass(frozen=True, slots=True)
class Desk:
    """Hands out tokens.

    Args:
        scopes: those that the document knows; a program that names none gets them all.
        open_: whether others are good, too, because the document cannot list them.
    """

    tokens: Tokens
    people: People
    scopes: frozenset[str]
    open_: bool

    def granted(self, call: Asked, user: User | None, client: Client) -> Grant:
        """What a program gets in a user's name, or in its own.

        Raises:
            Denied: it asks for scopes that there are not, or that neither of them may have.
        """
        wanted = unlisted(call.field("scope")) or self.scopes
        if not self.open_ and not wanted <= self.scopes:
            raise Denied("invalid_scope", f"There are no scopes {listed(wanted - self.scopes)}.")
        allowed = both(wanted, client.scopes)
        grant = user.grant(allowed, client.id) if user else Grant(subject=client.id, client=client.id, scopes=allowed)
        if wanted and not grant.scopes:
            raise Denied("invalid_scope", f"None of these may be granted: {listed(wanted)}.")
        return grant

    def code(self, grant: Grant, call: Asked) -> str:
        """A code for a token, which is good once."""
        kept = {name: call.field(name) for name in ("redirect_uri", "code_challenge", "code_challenge_method", "nonce")}
        text, now = self.tokens.text_of("code"), self.tokens.clock()
        self.tokens.records.put("code", text, {**kept, "grant": grant.raw(), "at": now, "end": now + _OF_CODES})
        return text

    def redeemed(self, text: str, client: Client, call: Asked) -> dict[str, Any]:
        """The tokens of a code. A second use takes the first one's tokens back. Source: RFC 6749, 4.1.2.

        Raises:
            Denied: it is not good, or was given to somebody else.
        """
        kept = self.tokens.records.take("code", text)
        if kept is None:
            self._take_back((self.tokens.records.get("spent", text) or {}).get("family", ""))
            raise Denied("invalid_grant", "The code is unknown or was used before.")
        grant = Grant.read(kept["grant"])
        if self.tokens.clock() >= kept["end"] or grant.client != client.id:
            raise Denied("invalid_grant", "The code has expired, or is another client's.")
        if kept["redirect_uri"] != call.field("redirect_uri"):
            raise Denied("invalid_grant", "redirect_uri is not the one that the code was asked for with.")
        _demand_verifier(kept, call.field("code_verifier"))
        family = self.tokens.text_of("family")
        self.tokens.records.put("spent", text, {"family": family, "end": kept["end"]})
        return self.answer(grant, call.issuer, family=family, nonce=kept["nonce"], at=kept["at"])

    def refreshed(self, text: str, client: Client, call: Asked) -> dict[str, Any]:
        """New tokens for an old refresh token, which is good no more. Source: RFC 6749, 6; RFC 9700, 4.14.2.

        Raises:
            Denied: it is not good, or scopes are asked for that were not granted.
        """
        kept = self.refresh(text)
        if kept is None:
            self._take_back((self.tokens.records.get("rotated", text) or {}).get("family", ""))
            raise Denied("invalid_grant", "The refresh token is unknown, was used before, or has expired.")
        grant = Grant.read(kept["grant"])
        if grant.client != client.id:
            raise Denied("invalid_grant", "The refresh token is another client's.")
        wanted = unlisted(call.field("scope"))
        if grant.scopes is not None and not wanted <= grant.scopes:
            raise Denied("invalid_scope", f"These were not granted: {listed(wanted - grant.scopes)}.")
        if self.tokens.records.take("refresh", text) is None:
            raise Denied("invalid_grant", "The refresh token was used before.")
        self.tokens.records.put("rotated", text, {"family": kept["family"], "end": kept["end"]})
        narrowed = Grant.read({**kept["grant"], "scopes": sorted(wanted)}) if wanted else grant
        return self.answer(narrowed, call.issuer, family=kept["family"], of_refresh=grant, at=kept["at"])

    def refresh(self, text: str) -> Mapping[str, Any] | None:
        """What is kept of a refresh token that is good now."""
        kept = self.tokens.records.get("refresh", text)
        if kept is None or self.tokens.clock() >= kept["end"]:
            return None
        return kept if self.tokens.records.get("family", kept["family"]) else None

    def revoke(self, text: str, client: Client) -> None:
        """Take back a token of a program's, and with a refresh token all that came of it. Source: RFC 7009, 2.1."""
        kept, access = self.tokens.records.get("refresh", text), self.tokens.good(text)
        if kept is not None and kept["grant"]["client"] == client.id:
            self._take_back(kept["family"])
        elif access is not None and access.grant.client == client.id:
            self.tokens.revoke(text)

    def answer(
        self,
        grant: Grant,
        issuer: str,
        *,
        family: str = "",
        of_refresh: Grant | None = None,
        nonce: str = "",
        at: float | None = None,
    ) -> dict[str, Any]:
        """A token response. Source: RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3.

        Args:
            grant: what the access token says.
            issuer: the URL of whoever issues it.
            family: of all tokens that come of one consent; empty for no refresh token.
            of_refresh: what the refresh token says, where the access token says less.
            nonce: of the request for authentication.
            at: when the user logged in, in seconds since 1970.
        """
        access = self.tokens.issue_for_all(grant, issuer)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": int(self.tokens.lifetime)}
        told["scope"] = listed(grant.scopes or ())
        now = self.tokens.clock()
        at = now if at is None else at
        if family:
            end = now + self.tokens.lifetime * _OF_REFRESH
            told["refresh_token"] = text = self.tokens.text_of("refresh")
            kept = {"grant": (of_refresh or grant).raw(), "family": family, "at": at, "end": end}
            self.tokens.records.put("refresh", text, kept)
            self.tokens.records.put("family", family, {"access": access, "end": end})
        if "openid" in (grant.scopes or ()):
            told["id_token"] = self.tokens.id_token(grant, issuer, access=access, nonce=nonce, at=at)
        return told

    def _take_back(self, family: str) -> None:
        kept = self.tokens.records.take("family", family) if family else None
        if kept is not None:
            self.tokens.revoke(kept["access"])


def forget(records: Records) -> None:
    """Have no code and no refresh token be good any more. Access tokens are, until they expire."""
    for kind in _KINDS:
        records.forget(kind)


def _demand_verifier(kept: Mapping[str, Any], verifier: str) -> None:
    """Source: RFC 7636, 4.6."""
    challenge = kept["code_challenge"]
    if not challenge:
        if verifier:
            raise Denied("invalid_grant", "The code was asked for without code_challenge.")  # RFC 9700, 4.8.2
        return
    made = verifier
    if kept["code_challenge_method"] == "S256":
        digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if made != challenge:
        raise Denied("invalid_grant", "code_verifier does not fit code_challenge.")
