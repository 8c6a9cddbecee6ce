"""The failures that no problem of their document explains: ``unavoidable.toml`` has them one by one, with reasons."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from stock import PHASES, Failure


@dataclass(frozen=True, slots=True)
class Accepted:
    """Failures that no problem of their document explains.

    Attributes:
        document: its name.
        check: the tester's.
        reason: one of ``REASONS``.
        operations: their keys.
    """

    document: str
    check: str
    reason: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why failures are none of the mock's.

    Attributes:
        text: in a sentence or two.
        statuses: what those of the answers begin with.
        phases: of the test in which it can be so.
    """

    text: str
    statuses: tuple[str, ...]
    phases: tuple[str, ...]


_FILE = tomllib.loads((Path(__file__).parent / "unavoidable.toml").read_text("utf-8"))
REASONS = {
    name: Reason(told["text"], tuple(told["statuses"]), tuple(told.get("phases", PHASES.split(","))))
    for name, told in _FILE["reasons"].items()
}
ACCEPTED = tuple(
    Accepted(each["document"], each["check"], each["reason"], tuple(each["operations"])) for each in _FILE["failures"]
)


def accepted(document: str, failure: Failure) -> str | None:
    """The reason why a failure is none of the mock's, or None."""
    for each in ACCEPTED:
        known = (each.document, each.check) == (document, failure.check) and failure.operation in each.operations
        reason = REASONS[each.reason]
        if known and failure.phase in reason.phases and failure.status.startswith(reason.statuses):
            return each.reason
    return None
