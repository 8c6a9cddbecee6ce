"""What a run may do to an account, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Writes(StrEnum):
    """What a run may change."""

    NONE = "none"
    """Nothing but safe methods leaves. Source: RFC 9110, 9.2.1."""
    OWNED = "owned"
    """It creates, and changes and deletes what it created."""
    OPEN = "open"
    """Whatever the document describes and the deny list does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a run may send.

    Attributes:
        requests: at most this many, clean-up not counted.
        seconds: from the first request on.
        per_second: on average, none of it saved up for longer than a second.
        at_once: answers waited for at the same time.
        megabytes: of bodies, both ways together.
        errors: 5xx answers, or none, in a row after which nothing more is sent.
    """

    requests: int = 2_000
    seconds: float = 900.0
    per_second: float = 20.0
    at_once: int = 4
    megabytes: float = 100.0
    errors: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An account, and what may be done to it.

    Attributes:
        name: what the profile is called.
        url: where the document's paths start, base path included, without a trailing slash.
        account: what a person must name to let a run change anything; empty where that is not allowed at all.
        deny: further operations that are never sent: an operationId, ``METHOD /path``, or ``/path`` with ``*``.
        allow: operations that are sent though the deny list has a word for them.
        secrets: names of further properties and header fields whose values are secret.
        credentials: where they are found, in the words of the configuration; never what they are.
        other: where those of a second account are; empty where there is none.
        try_log_in: whether a check may try one wrong password, and one account that is not there.
        certificates: a file with certificates that are trusted besides the system's.
    """

    name: str
    url: str
    writes: Writes = Writes.NONE
    account: str = ""
    deny: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    credentials: str = "environment"
    other: str = ""
    try_log_in: bool = False
    certificates: str | None = None
    budget: Budget = field(default_factory=Budget)
