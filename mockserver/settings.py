"""What a user decides about a mock; everything else follows from the document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mockserver.access.people import Client, User
from mockserver.faults.values import Fault
from mockserver.overrides.values import Override
from mockserver.state.said import Said

if TYPE_CHECKING:
    from mockserver.state.seeds.reading import SeedFile

LARGEST_BODY = 32 * 1024 * 1024
"""Bytes, unless a user decides otherwise."""
_JOURNAL_BYTES = 16 * 1024 * 1024
_EXCHANGE_BYTES = 16 * 1024
"""What an exchange may take in a longer journal, about, taken together."""


class Auth(StrEnum):
    """Which credentials are good."""

    STRICT = "strict"
    """Those that the mock has issued or was told of."""
    ANY = "any"
    """All that are well-formed, whoever has issued them and whatever they allow."""
    OFF = "off"
    """Nobody needs any."""


class Validate(StrEnum):
    """What becomes of a request that breaks the document."""

    ON = "on"
    """It is refused."""
    WARN = "warn"
    """It is answered, and what is wrong with it is told in a header field and in the journal."""
    OFF = "off"
    """It is answered: nobody looks."""


class Share(StrEnum):
    """Which documents with one title remember the same."""

    RELEASES = "releases"
    """All of them, as releases of one API, unless one release is served below two prefixes."""
    TITLE = "title"
    """All of them."""
    PREFIX = "prefix"
    """Those below one prefix."""


class Changes(StrEnum):
    """Who may change something by the console."""

    NEVER = "never"
    """Nobody: it shows."""
    LOCAL = "local"
    """Browsers on this machine. Others, which need the token, look."""
    ALL = "all"
    """Whoever may look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of one mock.

    Attributes:
        seed: the same seed and the same sequence of requests give the same bytes, tokens included; None is as 0, but
            that tokens cannot be foreseen.
        users: those who may log in; where there are none everybody may.
            Their items are there from the beginning, for nobody else.
        clients: programs that may ask for tokens; where there are none all may.
        token_lifetime: seconds until an issued token expires.
        signing_key: signs tokens; where None a random one, so that no token outlives the mock, or
            one that follows from the seed.
        auth: which credentials are good.
        issuer: the URL of whoever issues tokens; empty for the address that the client has for the mock.
        audience: whom tokens are for; empty for a name that stands for the mock.
        auto_consent: nobody is asked before a program gets a token in their name.
        certificate_header: the field in which a proxy tells of a client's certificate; empty where none does.
        validate: what becomes of a request that breaks the document.
        max_body: bytes; a larger body is refused unread.
        dynamic: whether values are made up although the document has examples of them.
        state: URL of the database that keeps what is remembered; empty for this process's memory.
        share: which documents with one title remember the same.
        items: how many items each collection holds when a user first looks at it.
        seeds: files of items that are there from the beginning.
        journal_size: how many exchanges are remembered.
        journal_bytes: how much memory they may take together, about.
        control: whether the mock itself can be asked, below ``pages.CONTROL``.
        control_token: what those have to show who ask it; None where only programs on this machine may.
        control_hosts: names under which it may be asked, beside ``localhost`` and IP addresses.
        console: whether there are pages for people there, too.
        console_changes: who may change something by them.
        alone: whether no other process answers for the same; those that do, and keep their state in one database, have
            journal, overrides, faults, clock, seed and so on together, too.
        sessions: how many may be open at a time; 0 where there are none.
        cors: web pages of any origin may read the answers.
        callbacks: whether requests that the document says the API sends are sent.
        callback_hosts: ``name`` or ``name:port`` of those that they may be sent to, beside this machine.
        prefix: what every path has before its base path; begins with a slash and ends without; empty for nothing.
        overrides: what some operations answer instead; the first goes first.
        faults: what goes wrong on purpose.
        roles: what a person says that operations do, where the document tells too little; the first goes first.
        vary: the header field by which this document was chosen among others; empty for none.
    """

    seed: int | None = None
    users: tuple[User, ...] = ()
    clients: tuple[Client, ...] = ()
    token_lifetime: float = 3600
    signing_key: bytes | None = None
    auth: Auth = Auth.STRICT
    issuer: str = ""
    audience: str = ""
    auto_consent: bool = False
    certificate_header: str = ""
    validate: Validate = Validate.ON
    max_body: int = LARGEST_BODY
    dynamic: bool = False
    state: str = ""
    share: Share = Share.RELEASES
    items: int = 0
    seeds: tuple[SeedFile, ...] = ()
    journal_size: int = 1000
    journal_bytes: int = _JOURNAL_BYTES
    control: bool = True
    control_token: str | None = None
    control_hosts: tuple[str, ...] = ()
    console: bool = True
    console_changes: Changes = Changes.LOCAL
    alone: bool = True
    sessions: int = 1000
    cors: bool = True
    callbacks: bool = True
    callback_hosts: tuple[str, ...] = ()
    prefix: str = ""
    overrides: tuple[Override, ...] = ()
    faults: tuple[Fault, ...] = ()
    roles: tuple[Said, ...] = ()
    vary: str = ""


DEFAULT = Settings()


def journal_of(size: int) -> dict[str, int]:
    """The settings of a journal of so many exchanges, with room for them."""
    return {"journal_size": size, "journal_bytes": max(_JOURNAL_BYTES, size * _EXCHANGE_BYTES)}
