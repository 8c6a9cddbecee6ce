"""Users and programs as a person writes them in the configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mockserver.access.people import Client, User, absolute
from mockserver.access.scopes import known
from mockserver.errors import MockError
from mockserver.handwritten import demand
from specs import pointers
from specs.handwritten import suggestion
from specs.model import Document

_TEXT = {"type": "string", "minLength": 1, "maxLength": 1000}
_TEXTS = {"type": "array", "items": _TEXT, "uniqueItems": True}
_SCOPES = {**_TEXTS, "items": {**_TEXT, "pattern": "^[!#-\\[\\]-~]+$"}}
"""Source: RFC 6749, 3.3."""
USER: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {**_TEXT, "description": "What they log in with; the subject of their tokens."},
        "password": {**_TEXT, "description": "Any will do without it; better written as ${NAME}."},
        "roles": {**_TEXTS, "description": "What schemes without scopes may ask for."},
        "scopes": {**_SCOPES, "description": "What they may at most be granted; everything without it."},
        "claims": {"type": "object", "description": "Members of their tokens, of userinfo and of /users/me."},
        "api_keys": {**_TEXTS, "description": "Credentials of theirs for schemes of that kind."},
        "items": {"type": "object", "description": "What is theirs from the beginning, by path or name."},
    },
}
CLIENT: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {**_TEXT, "description": "What it calls itself."},
        "secret": {**_TEXT, "description": "None for a program that cannot keep one; it must use PKCE."},
        "redirect_uris": {**_TEXTS, "description": "Where users may be sent back to."},
        "scopes": {**_SCOPES, "description": "What it may at most be granted; everything without it."},
    },
}
Place = Callable[[str], str]


def user(raw: Mapping[str, Any], place: Place) -> User:
    """Read a user.

    Args:
        raw: as in ``USER``.
        place: ``file:line`` of a pointer into ``raw``.

    Raises:
        MockError: it cannot be read; the message begins with the place.
    """
    demand(USER, raw, place)
    return User(
        name=raw["name"],
        password=raw.get("password"),
        roles=frozenset(raw.get("roles", ())),
        scopes=frozenset(raw["scopes"]) if "scopes" in raw else None,
        claims=raw.get("claims", {}),
        api_keys=tuple(raw.get("api_keys", ())),
        items=raw.get("items", {}),
        place=place,
    )


def client(raw: Mapping[str, Any], place: Place) -> Client:
    """Read a program. Raises MockError: as ``user``."""
    demand(CLIENT, raw, place)
    for index, uri in enumerate(raw.get("redirect_uris", ())):
        if not absolute(uri):
            told = f"{place(pointers.join('', 'redirect_uris', index))}: no absolute URI without a fragment"
            raise MockError(told, hint="write https://…, http://127.0.0.1/… or the scheme of an app")
    return Client(
        id=raw["id"],
        secret=raw.get("secret"),
        redirect_uris=tuple(raw.get("redirect_uris", ())),
        scopes=frozenset(raw["scopes"]) if "scopes" in raw else None,
        place=place,
    )


def demand_known(users: Iterable[User], clients: Iterable[Client], documents: Sequence[Document]) -> None:
    """Refuse two of one name, two with one API key, and scopes that no document has.

    Raises:
        MockError: the first of these, with its place.
    """
    users, clients = list(users), list(clients)
    _demand_different([(each.name, each.place("/name")) for each in users], "user of this name")
    _demand_different([(each.id, each.place("/id")) for each in clients], "client of this id")
    keys = [(key, each.place(f"/api_keys/{at}")) for each in users for at, key in enumerate(each.api_keys)]
    _demand_different(keys, "user with this API key")
    found = [known(document) for document in documents]
    if any(each.open for each in found):
        return
    scopes = frozenset[str]().union(*(each.scopes for each in found))
    limits = [(each.scopes, each.place) for each in users] + [(each.scopes, each.place) for each in clients]
    for granted, place in limits:
        for scope in sorted((granted or frozenset()) - scopes):
            raise MockError(f"{place('/scopes')}: no document has a scope {scope!r}", hint=suggestion(scope, scopes))


def _demand_different(named: Iterable[tuple[str, str]], what: str) -> None:
    before: dict[str, str] = {}
    for name, place in named:
        if name in before:
            raise MockError(f"{place}: there is a {what} already, at {before[name]}")
        before[name] = place
