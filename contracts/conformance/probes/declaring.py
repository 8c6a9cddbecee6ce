"""What a check declares: what it says, what it needs, and how it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from contracts.conformance.checks.table import Check
from specs.messages import Exchange, Request
from specs.model import Document, Operation

if TYPE_CHECKING:
    from contracts.conformance.probes.scene import Scene

Subject = TypeVar("Subject")
Facts = Mapping[str, Any]


class Need(StrEnum):
    """What a check cannot do without, in the words in which a report tells that it is not there."""

    WRITES = "it creates and changes things, and that is not allowed here"
    CREDENTIALS = "it needs an account, and no credentials are given"
    TWO_USERS = "it needs a second account: give RINGBACK_OTHER_EMAIL (or RINGBACK_OTHER_USER) and _PASSWORD, or _TOKEN"
    LOGIN = "it needs an account that logs in by an operation of the document"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """An exchange that is judged.

    Attributes:
        operation: the one that the request was meant for.
        secrets: texts that only the account and the server know.
        document: that the operation is of.
        server: where the document's paths start, at the server itself.
    """

    operation: Operation
    exchange: Exchange
    secrets: frozenset[str]
    document: Document
    server: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A check that judges any exchange.

    Attributes:
        check: what it says.
        judge: the facts of each fault of an exchange.
        whole: whether a fault is the server's, whatever operation shows it.
    """

    check: Check
    judge: Callable[[Seen], Iterator[Facts]]
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that a probe has found.

    Attributes:
        operation: key of the operation that is at fault.
        facts: what the check's texts are made of.
        exchange: what shows it.
        before: what has to be sent first to see it again.
    """

    operation: str
    exchange: Exchange
    facts: Facts = field(default_factory=dict)
    before: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(Generic[Subject]):
    """A check that sends requests of its own.

    Attributes:
        check: what it says.
        subjects: what it can be made on, one after the other.
        judge: makes it on one; raises ``Inconclusive`` where nothing can be said.
        lacking: why it is not made where there are no subjects.
        needs: what it cannot do without.
    """

    check: Check
    subjects: Callable[[Scene], Iterable[Subject]]
    judge: Callable[[Scene, Subject], Iterator[Fault]]
    lacking: str
    needs: tuple[Need, ...] = ()


class Inconclusive(Exception):
    """A check cannot say anything of a subject; its text is the reason, for a reader."""
