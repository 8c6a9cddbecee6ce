"""The smallest thing that a journal tells of: what one step of a run came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CLEANUP = "cleanup"
"""The phase in which a live account is made as it was."""
Piece = tuple[str, str]
"""What is not sent again once it is finished: a phase, and in it the key of an operation or the name of a check.

The sequences of operations of a phase are one piece, with an empty name.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a step came to.

    Attributes:
        phase: it belongs to; empty for what is true of the whole run.
        name: of the operation or check; empty for a sequence of operations.
        ends: whether the piece is finished with it.
        why_not: why nothing was sent, or could be said; empty where something was.
        seconds: that it took.
        selected: the operations that the engine is going to try; None where it does not say.
        answered: operation, status, whether that was its own method, and how often.
        performed: operation, check, and how often.
        silent: why something could not be done, by operation.
        took: microseconds until each answer, by operation.
        found: how often each finding was met, by fingerprint.
        reached: goals of the document's coverage by number, and how often.
    """

    phase: str = ""
    name: str = ""
    ends: bool = False
    why_not: str = ""
    seconds: float = 0.0
    selected: int | None = None
    answered: tuple[tuple[str, int, bool, int], ...] = ()
    performed: tuple[tuple[str, str, int], ...] = ()
    silent: Mapping[str, str] = field(default_factory=dict)
    took: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)
    reached: tuple[tuple[int, int], ...] = ()

    @property
    def piece(self) -> Piece:
        """What it is a part of."""
        return self.phase, self.name

    @property
    def outcome(self) -> str:
        """In one word what came of it."""
        return "failed" if self.found else "skipped" if self.why_not else "passed"
