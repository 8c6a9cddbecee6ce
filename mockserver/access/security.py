"""Stage 2: who is asking. Only credentials that the mock issued, or was told of, are accepted."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote_plus

from mockserver.access.tokens import Tokens
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from specs.decoding import query_pairs
from specs.messages import Request
from specs.model import Location, Operation, SecurityRequirement, SecurityScheme

ANONYMOUS = ""
HOLDER = "mock"
"""The subject of whoever holds the mock's own credential."""


class Gate:
    """Decides on credentials.

    Args:
        tokens: what bearer tokens are verified with.
        accounts: password by user name, for basic authentication.
        login: whether the document has an operation that issues tokens; without one, the mock's own credential is
            a bearer token, too.
        realm: what the challenge calls the protected space.
        trusting: whether credentials that somebody else has issued are good, too.
    """

    def __init__(
        self, tokens: Tokens, accounts: Mapping[str, str] | None, *, login: bool, realm: str, trusting: bool = False
    ) -> None:
        self._tokens, self._accounts, self._login = tokens, accounts or {}, login
        self._trusting = trusting
        self._realm = "".join(c for c in realm if c.isascii() and c.isprintable() and c not in '"\\')

    def admit(self, turn: Turn) -> Refusal | None:
        """Note the subject that asks; a refusal where it may not."""
        subject = self._admitted(turn.operation, turn.request)
        if isinstance(subject, Refusal):
            return subject
        turn.subject = subject
        return None

    def _admitted(self, operation: Operation, request: Request) -> str | Refusal:
        for alternative in operation.security:
            subjects = [self._subject(each.scheme, request) for each in alternative]
            if alternative and all(subject is not None for subject in subjects):
                return next((each for each in subjects if each), ANONYMOUS)
        if operation.anonymous:
            return ANONYMOUS
        return self._refusal(operation, request)

    def _subject(self, scheme: SecurityScheme, request: Request) -> str | None:
        if scheme.kind == "mutualTLS":
            return ANONYMOUS  # the handshake is over before a request is; who got this far has passed it
        sent = presented(scheme, request)
        if sent is None:
            return None
        if self._trusting:
            return HOLDER
        if scheme.kind == "http" and scheme.scheme == "basic":
            return self._basic(sent)
        subject = self._tokens.subject(sent) if scheme.bearer else None
        own = not (scheme.bearer and self._login) and self._tokens.is_api_key(sent)
        return HOLDER if subject is None and own else subject

    def _basic(self, sent: str) -> str | None:
        try:
            user, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
        if self._accounts.get(user) == password and user in self._accounts:
            return user
        return user if user == HOLDER and self._tokens.is_api_key(password) else None

    def _refusal(self, operation: Operation, request: Request) -> Refusal:
        schemes = {each.scheme.name: each.scheme for each in _requirements(operation)}
        tried = any(presented(scheme, request) is not None for scheme in schemes.values())
        challenges = dict.fromkeys(self._challenge(scheme, tried=tried) for scheme in schemes.values())
        told = "The credentials were not issued by this mock or have expired." if tried else "Credentials are required."
        kind = "unknown-credentials" if tried else "missing-credentials"
        headers = tuple(("WWW-Authenticate", each) for each in challenges)
        keys = all(scheme.kind == "apiKey" and not scheme.bearer for scheme in schemes.values())
        statuses = (401, 403) if keys else (401,)  # without Authorization nothing but 401 will do (RFC 9110, 11.6.1)
        return Refusal(statuses=statuses, kind=kind, detail=told, headers=headers)

    def _challenge(self, scheme: SecurityScheme, *, tried: bool) -> str:
        """Source: RFC 9110, 11.6.1; RFC 6750, 3."""
        if scheme.bearer:
            return f'Bearer realm="{self._realm}"' + (', error="invalid_token"' if tried else "")
        name = scheme.scheme.capitalize() if scheme.kind == "http" else "ApiKey"
        return f'{name or "Mutual"} realm="{self._realm}"'


def presented(scheme: SecurityScheme, request: Request) -> str | None:
    """The credential that a request presents for a scheme, or None."""
    if scheme.kind == "apiKey" and not scheme.bearer:
        return _parameter(scheme, request)
    kind, _, value = (request.header("authorization") or "").partition(" ")
    wanted = "bearer" if scheme.bearer else scheme.scheme
    if kind.lower() == wanted and value.strip():
        return value.strip()
    bare = scheme.kind == "apiKey" and kind and not value  # 2.0 leaves the spelling to the reader
    return kind if bare and kind.lower() != wanted else None


def _parameter(scheme: SecurityScheme, request: Request) -> str | None:
    if scheme.location is Location.HEADER:
        return request.header(scheme.parameter)
    if scheme.location is Location.QUERY:
        return next((unquote_plus(v) for name, v in query_pairs(request.query) if name == scheme.parameter), None)
    from http.cookies import CookieError, SimpleCookie

    try:
        cookie = SimpleCookie(request.header("cookie") or "").get(scheme.parameter)
    except CookieError:
        return None
    return cookie.value if cookie else None


def _requirements(operation: Operation) -> list[SecurityRequirement]:
    found = [each for alternative in operation.security for each in alternative]
    return sorted(found, key=lambda each: each.scheme.name)
