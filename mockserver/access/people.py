"""Who has an account with the mock, and which programs it knows."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mockserver.access.grants import Grant

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SOMEBODY = "mock"
_NAMES = ("username", "userName", "user_name", "login")
"""Properties that tell what somebody logs in with."""


def _nowhere(pointer: str) -> str:
    """The place of one that stands in no file."""
    return f"settings #{pointer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may log in.

    Attributes:
        name: what they log in with; the subject of their tokens.
        password: None where any will do.
        scopes: what they may at most be granted; None for everything.
        claims: further members of their tokens and of what userinfo tells of them.
        api_keys: credentials of theirs for schemes of that kind.
        items: what is theirs from the beginning, as ``state.seeds.reading`` has it: by path, or by name.
        place: ``file:line`` of a pointer into what was written of them.
    """

    name: str
    password: str | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    claims: Mapping[str, Any] = field(default_factory=dict, compare=False)
    api_keys: tuple[str, ...] = ()
    items: Mapping[str, Any] = field(default_factory=dict, compare=False)
    place: Callable[[str], str] = field(default=_nowhere, compare=False)

    def grant(self, scopes: frozenset[str] | None = None, client: str = "") -> Grant:
        """What they are granted of some scopes; None for all that there are."""
        return Grant(
            subject=self.name, client=client, scopes=both(scopes, self.scopes), roles=self.roles, claims=self.claims
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A program that acts for users, or for itself.

    Attributes:
        secret: None for a program that cannot keep one.
        redirect_uris: where users may be sent back to.
        scopes: what it may at most be granted; None for everything.
        registered: whether a person has told of it.
        place: ``file:line`` of a pointer into what was written of it.
    """

    id: str
    secret: str | None = None
    redirect_uris: tuple[str, ...] = ()
    scopes: frozenset[str] | None = None
    registered: bool = True
    place: Callable[[str], str] = field(default=_nowhere, compare=False)

    @property
    def public(self) -> bool:
        """Whether it is known to have no secret. Source: RFC 6749, 2.1."""
        return self.registered and self.secret is None

    def returns_to(self, uri: str) -> bool:
        """Whether a user may be sent back to an address.

        The address must be one of those that are known, to the letter but for the port of this machine. Of a program
        that nobody has told of, addresses on this machine are good and those of apps of their own, so that the mock
        sends nobody to a stranger. Source: RFC 9700, 2.1 and 4.1.3; RFC 8252, 7.1 and 7.3.
        """
        found = _split(uri)
        if found is None:
            return False
        if self.registered:
            return any(uri == each or _same_but_port(found, each) for each in self.redirect_uris)
        if found.scheme in ("http", "https"):
            return found.hostname in _LOOPBACK
        return "." in found.scheme


class People:
    """All of them.

    Args:
        users: those who may log in; where there are none, everybody may.
        clients: the programs that are known; where there are none, all are taken.
    """

    def __init__(self, users: Iterable[User], clients: Iterable[Client]) -> None:
        self._users = {each.name: each for each in users}
        self._clients = {each.id: each for each in clients}
        self._keys = [(key, user) for user in self._users.values() for key in user.api_keys]

    @property
    def everybody(self) -> bool:
        """Whether anybody may log in with any password."""
        return not self._users

    @property
    def names(self) -> tuple[str, ...]:
        """Of those who may log in; none where everybody may."""
        return tuple(self._users)

    @property
    def somebody(self) -> User:
        """Who is meant where nobody is named: whoever was told of first."""
        return next(iter(self._users.values()), None) or User(name=_SOMEBODY)

    def user(self, name: str, password: str) -> User | None:
        """Who logs in so; None where nobody may."""
        if self.everybody:
            return User(name=name)
        found = self._users.get(name)
        # The comparison takes its time for unknown names, too.
        good = same(found.password if found and found.password is not None else password, password)
        return found if found and good else None

    def named(self, name: str) -> User | None:
        """Who is called so."""
        return User(name=name) if self.everybody else self._users.get(name)

    def told(self, subject: str) -> dict[str, Any]:
        """What is known of whoever asks, by names that properties may have."""
        if not subject:
            return {}
        found = self._users.get(subject)
        named: dict[str, Any] = dict.fromkeys(_NAMES, subject)
        mailed = {"email": subject} if "@" in subject else {}
        return {**named, **mailed, **(found.claims if found else {})}

    def with_key(self, key: str) -> User | None:
        """Whose API key this is; every one is compared, in constant time."""
        found = [user for own, user in self._keys if same(own, key)]
        return found[0] if found else None

    def client(self, id_: str) -> Client | None:
        """The program of this name."""
        if not self._clients:
            return Client(id=id_, registered=False) if id_ else None
        return self._clients.get(id_)


def accounts(passwords: Mapping[str, str]) -> tuple[User, ...]:
    """Users of whom nothing is known but their passwords, by name."""
    return tuple(User(name=name, password=password) for name, password in passwords.items())


def same(known: str, shown: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(known.encode("utf-8", "surrogatepass"), shown.encode("utf-8", "surrogatepass"))


def both(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """What two limits allow; None is no limit."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


def absolute(uri: str) -> bool:
    """Whether a text is an address that users can be sent to."""
    return _split(uri) is not None


def _split(uri: str) -> SplitResult | None:
    """The parts of an absolute URI without a fragment; None of anything else. Source: RFC 6749, 3.1.2."""
    if not uri.isascii() or not uri.isprintable() or "#" in uri or " " in uri or "\\" in uri:
        return None
    try:
        found = urlsplit(uri)
        _ = found.port
    except ValueError:
        return None
    web = found.scheme in ("http", "https")
    return found if found.scheme and (found.hostname or not web) and "@" not in found.netloc else None


def _same_but_port(found: SplitResult, known: str) -> bool:
    """Source: RFC 8252, 7.3."""
    wanted = _split(known)
    if wanted is None or wanted.scheme != "http" or wanted.hostname not in _LOOPBACK:
        return False
    return (found.scheme, found.hostname, found.path, found.query) == (
        wanted.scheme,
        wanted.hostname,
        wanted.path,
        wanted.query,
    )
