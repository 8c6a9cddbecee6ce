"""A mutant as a value: which rule is broken, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from specs.messages import Exchange, Response
from specs.model import Document

if TYPE_CHECKING:
    from mockserver.mutants.trial import Broken, Trial


class Family(StrEnum):
    """What kinds have in common: the part of a contract that they break."""

    BODIES = "bodies"
    """What a schema says of the body of an answer."""
    STATUSES = "statuses"
    FIELDS = "fields"
    """Header fields of answers."""
    WIRE = "wire"
    """How an answer is written and sent."""
    ACCESS = "access"
    """Who may do what."""
    REQUESTS = "requests"
    """What is accepted of clients."""
    STATE = "state"
    """What becomes of what is written."""
    LISTS = "lists"
    """Pages, totals, filters, order."""
    CONDITIONS = "conditions"
    """Entity tags, and requests that are sent again."""
    LEAKS = "leaks"
    """What nobody should be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a rule stands.

    Attributes:
        operation: key of the operation whose answers break it.
        status: of the answers; 0 for any.
        pointer: into the document, of what says so; empty where the rule is HTTP's.
        name: of a parameter or a header field; empty elsewhere.
        at: from the compiled schema of a body to the object that has the keyword, as ``Misfit`` has it.
    """

    operation: str
    status: int = 0
    pointer: str = ""
    name: str = ""
    at: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        told = (self.operation, str(self.status or ""), self.name, "/".join(map(str, self.at)))
        return " ".join(filter(None, told))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """One way to break a rule.

    Attributes:
        name: what it is called.
        says: what the mock does wrong, as a sentence.
        places: where it can be done in a document.
        effect: does it to one request; None where nothing is broken by it.
    """

    name: str
    family: Family
    says: str
    places: Callable[[Document], Iterable[Place]]
    effect: Callable[[Trial], Broken | None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A kind at a place."""

    kind: Kind
    place: Place

    @property
    def id(self) -> str:
        """What tells it from others of the same document."""
        return f"{self.kind.name}@{str(self.place).replace(' ', ':')}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A client was told something wrong.

    Attributes:
        exchange: as the client saw it.
        right: what it should have been told.
        how: what is wrong where it was told the right thing.
    """

    exchange: Exchange
    right: Response
    how: str = ""
