"""What a test run tells while it goes on: values of our own, whatever the engine's look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from specs.messages import Exchange, Request

PHASES = ("examples", "coverage", "fuzzing", "stateful")
"""The phases that send requests, in the order in which they run."""


HELD_BACK = "Ringback-Held-Back"
"""The header field of an answer that is no server's: a request was kept from an account. It says by which rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to test.

    Attributes:
        base_url: where the document's paths start, base path included, without a trailing slash.
        seed: of all random choices.
        max_examples: requests per operation in the phases that make them up.
        phases: some of ``PHASES``.
        max_seconds: stop after this long; None for as long as it takes.
        workers: threads; more than one makes the order of requests, and so the run, unrepeatable.
        stopped: asked after every step; once it says so, nothing more is sent.
        gentle: whether the engine asks for no methods that are not documented, and follows no redirects.
        without: keys of operations that are not tested.
        max_response_seconds: longer answers are a finding; None for as long as they take.
    """

    base_url: str
    seed: int
    max_examples: int = 50
    phases: tuple[str, ...] = PHASES
    max_seconds: float | None = None
    workers: int = 1
    stopped: Callable[[], bool] | None = None
    gentle: bool = False
    without: frozenset[str] = frozenset()
    max_response_seconds: float | None = None


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
    """

    phase: str
    operation: str
    exchanges: tuple[tuple[str, Exchange], ...] = ()
    failures: tuple[Failure, ...] = ()
    performed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    skipped: str = ""

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
class Ended:
    """The run is over; ``cut_short`` says why it ended early, or nothing."""

    cut_short: str = ""


Event = Loaded | PhaseBegan | Tried | Trouble | Ended
