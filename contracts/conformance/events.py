"""What a test run tells while it goes on: values of our own, whatever the engine's look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specs.messages import Exchange, Request

TOOK = "Ringback-Took"
"""The header field in which whoever stands between tells how many microseconds the server itself took."""
HELD_BACK = "Ringback-Held-Back"
"""The header field of an answer that is no server's: a request was kept from an account. It says by which rule."""
STOPPED = "stopped"
"""That rule, where it was kept because nothing more is sent at all."""
TIME_OVER = "the time limit was reached"
"""Why a run is cut short that took as long as it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A check that failed once.

    Attributes:
        code: the engine's stable code, e.g. ``ST108``.
        check: the engine's name of the check; empty where it failed without an exchange.
        operation: key of the operation it is about; empty where it is about none.
        sent_to: key of the operation that the exchange was meant for.
        title: the engine's words for the code.
        facts: what is known of it, by the engine's attribute names.
        wrong: the parts of the request that were made up to break the document, separated by spaces.
        exchange: what shows it; None where it is about no single exchange.
        before: the requests that have to be sent first to see it again, oldest first.
        ours: whether our own reading found it, in an exchange that the engine has not seen.
    """

    code: str
    check: str = ""
    operation: str
    sent_to: str = ""
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    wrong: str = ""
    exchange: Exchange | None = None
    before: tuple[Request, ...] = ()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """The engine has read the document; ``operations`` is how many it is going to try."""

    operations: int


@dataclass(frozen=True, slots=True)
class PhaseBegan:
    """A phase starts."""

    phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An operation (or a sequence of operations) was tried in a phase.

    Attributes:
        operation: its key; empty for a sequence.
        exchanges: every exchange with the key of the operation it was meant for.
        performed: how often each check was, by the key of the operation that was sent to and the check's name.
        skipped: why nothing was sent; empty where something was.
        check: the name of ours that sent it; empty where the engine did.
        whole: whether nothing was left out because the run was to stop.
        took: microseconds until each answer, by the key of the operation.
    """

    phase: str
    operation: str
    exchanges: tuple[tuple[str, Exchange], ...] = ()
    failures: tuple[Failure, ...] = ()
    performed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    skipped: str = ""
    check: str = ""
    whole: bool = True
    took: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def checks(self) -> int:
        """How many checks were performed."""
        return sum(self.performed.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that the engine could not do.

    Attributes:
        operation: key of the operation it is about; empty where it is about none.
        unanswered: the server closed the connection or took too long.
    """

    phase: str
    operation: str
    title: str
    text: str
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Probed:
    """A check that sends requests of its own is over.

    Attributes:
        check: its name.
        unmade: why it could not be made; empty where it was.
        whole: whether nothing was left out because the run was to stop.
    """

    check: str
    unmade: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Ended:
    """The engine is through.

    Attributes:
        cut_short: why it ended early; empty where it did not, and where it was told to.
        whole: whether it did all that it was asked for.
    """

    cut_short: str = ""
    whole: bool = True


Event = Loaded | PhaseBegan | Tried | Trouble | Probed | Ended
