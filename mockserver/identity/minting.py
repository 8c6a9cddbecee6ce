"""Tokens that somebody asks the mock itself for, good ones and flawed ones, to see what a client makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mockserver.access.flaws import FLAWS, REVOKED
from mockserver.access.grants import Grant
from mockserver.access.people import People
from mockserver.errors import MockError
from specs.handwritten import suggestion
from specs.messages import Request

if TYPE_CHECKING:
    from mockserver.pipeline import Mock


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a token is to be like.

    Attributes:
        user: on whose behalf it is; empty for whoever was told of first.
        client: the program that it was issued to; empty for none.
        scopes: that it has; None for all that the user may have.
        roles: None for the user's.
        claims: further members, beside the user's.
        lifetime: seconds; None for the usual ones.
        flaw: what is wrong with it, one of ``flaws.FLAWS``; empty for nothing.
    """

    user: str = ""
    client: str = ""
    scopes: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    lifetime: float | None = None
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Minted:
    """A token, and what it says."""

    token: str
    grant: Grant


def minted(mocks: Sequence[Mock], wish: Wish, request: Request) -> Minted:
    """A token as it was wished for, which is good for all mocks of a host.

    Args:
        mocks: all of them.
        wish: what it is to be like.
        request: tells what the client calls the mock.

    Raises:
        MockError: there is no such user, or no such flaw.
    """
    if wish.flaw and wish.flaw not in FLAWS:
        raise MockError(f"there is no flaw {wish.flaw[:60]!r}", hint=suggestion(wish.flaw, FLAWS))
    tokens, server = mocks[0].tokens, next((each.identity for each in mocks if each.identity), None)
    # where nobody else can verify tokens, they need not speak of scopes either: no document lists any
    grant = _granted(mocks[0].compiled.people, wish, server.scopes if server else None)
    if server:
        token = tokens.issue_for_all(grant, server.issuer(request), lifetime=wish.lifetime, flaw=wish.flaw)
    else:
        token = tokens.issue(grant, lifetime=wish.lifetime, flaw=wish.flaw)
    if wish.flaw == REVOKED:
        tokens.revoke(token)
    return Minted(token, grant)


def _granted(people: People, wish: Wish, scopes: frozenset[str] | None) -> Grant:
    user = people.named(wish.user) if wish.user else people.somebody
    if user is None:
        raise MockError(f"there is no user {wish.user[:60]!r}", hint=suggestion(wish.user, people.names))
    grant = user.grant(scopes, wish.client)
    return replace(
        grant,
        scopes=grant.scopes if wish.scopes is None else wish.scopes,
        roles=grant.roles if wish.roles is None else wish.roles,
        claims={**grant.claims, **wish.claims},
    )
