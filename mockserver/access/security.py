"""Stage 2: who is asking, and whether they may."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.access.digest import Digest
from mockserver.access.grants import NOBODY, Grant, listed
from mockserver.access.judging import Judge, Lack
from mockserver.access.people import People
from mockserver.access.tokens import Tokens
from mockserver.response.problems import Refusal
from mockserver.settings import Auth, Settings
from mockserver.turn import Turn
from specs.messages import Request
from specs.model import Document, Operation, SecurityRequirement

_WITH_SCOPES = frozenset({"oauth2", "openIdConnect"})
_WRONG = "The credentials were not issued by this mock or have expired."
_Lacks = Mapping[SecurityRequirement, Lack]


class Gate:
    """Decides on credentials.

    Args:
        judge: tells good ones.
        realm: what the challenge calls the protected space.
        closed: whether credentials are demanded at all.
    """

    def __init__(self, judge: Judge, *, realm: str, closed: bool = True) -> None:
        self._judge, self._closed, self._realm = judge, closed, realm

    def admit(self, turn: Turn) -> Refusal | None:
        """Note who asks; a refusal where they may not."""
        found = self._admitted(turn.operation, turn.request)
        if isinstance(found, Refusal):
            return found
        turn.subject, turn.roles = found.subject, found.roles
        return None

    def _admitted(self, operation: Operation, request: Request) -> Grant | Refusal:
        lacks: list[_Lacks] = []
        for alternative in operation.security:
            if alternative:
                found = self._of(alternative, request)
                if isinstance(found, Grant):
                    return found
                lacks.append(found)
        if operation.anonymous or not self._closed:
            return NOBODY
        return self._refusal(lacks, request)

    def _of(self, alternative: frozenset[SecurityRequirement], request: Request) -> Grant | _Lacks:
        """What schemes that hold together allow; what is missing of them where they do not."""
        grants, lacks = [], {}
        for each in alternative:
            found = self._judge.judged(each.scheme, request)
            if isinstance(found, Lack):
                lacks[each] = found
            elif not found.covers(each.scopes, roles=each.scheme.kind not in _WITH_SCOPES):
                lacks[each] = Lack.SCOPES
            else:
                grants.append(found)
        return lacks or next((each for each in grants if each.subject), NOBODY)

    def _refusal(self, lacks: list[_Lacks], request: Request) -> Refusal:
        """Source: RFC 9110, 11.6.1 and 15.5.4; RFC 6750, 3.1."""
        short = [each for each in lacks if set(each.values()) == {Lack.SCOPES}]
        told = [(scheme, lack) for each in short or lacks for scheme, lack in each.items()]
        told.sort(key=lambda pair: pair[0].scheme.name)
        challenges = dict.fromkeys(self._challenge(requirement, lack, request) for requirement, lack in told)
        headers = tuple(("WWW-Authenticate", each) for each in challenges)
        if short:
            wanted = listed({scope for requirement, _ in told for scope in requirement.scopes})
            detail = f"The credentials are good, but do not cover what this operation asks for: {wanted}."
            return Refusal(statuses=(403, 401), kind="insufficient-scope", detail=detail, headers=headers)
        tried = any(lack is not Lack.MISSING for _, lack in told)
        faults = (self._judge.fault(each.scheme, request) for each, lack in told if lack is Lack.WRONG)
        detail = next(filter(None, faults), _WRONG) if tried else "Credentials are required."
        kind = "unknown-credentials" if tried else "missing-credentials"
        keys = all(each.scheme.kind == "apiKey" and not each.scheme.bearer for each, _ in told)
        statuses = (401, 403) if keys else (401,)  # without Authorization nothing but 401 will do (RFC 9110, 11.6.1)
        return Refusal(statuses=statuses, kind=kind, detail=detail, headers=headers)

    def _challenge(self, requirement: SecurityRequirement, lack: Lack, request: Request) -> str:
        """Source: RFC 9110, 11.6.1; RFC 6750, 3."""
        scheme = requirement.scheme
        if scheme.bearer:
            parts = [f'realm="{self._realm}"']
            if lack is not Lack.MISSING:
                parts.append(f'error="{"insufficient_scope" if lack is Lack.SCOPES else "invalid_token"}"')
            if lack is Lack.WRONG:
                parts.append(f'error_description="{quotable(self._judge.fault(scheme, request))}"')
            if requirement.scopes:
                parts.append(f'scope="{quotable(listed(requirement.scopes))}"')
            return f"Bearer {', '.join(parts)}"
        if scheme.kind == "http" and scheme.scheme == "digest":
            return self._judge.digest.challenge()
        name = scheme.scheme.capitalize() if scheme.kind == "http" else "ApiKey"
        return f'{name or "Mutual"} realm="{self._realm}"'


def gate(document: Document, settings: Settings, tokens: Tokens, people: People, *, login: bool) -> Gate:
    """The gate of one mock; ``login``: whether its document has an operation that issues tokens."""
    realm = quotable(document.title)
    judge = Judge(
        tokens=tokens,
        people=people,
        digest=Digest(realm, tokens.secret, tokens.clock),
        login=login,
        trusting=settings.auth is Auth.ANY,
        certificate=settings.certificate_header,
    )
    return Gate(judge, realm=realm, closed=settings.auth is not Auth.OFF)


def quotable(text: str) -> str:
    """A text as it can stand between quotation marks in a header field."""
    return "".join(c for c in text if c.isascii() and c.isprintable() and c not in '"\\')
