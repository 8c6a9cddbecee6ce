"""A policy as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from contracts.findings import Severity


class Step(IntEnum):
    """How much a version moves, or has to."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """What it is called, in a pattern and in sentences."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which findings are meant: those with all that is said here. What is left empty does not matter.

    Attributes:
        rules: ids, any of which a finding has.
        operations: as ``specs.selectors`` has them; every operation that a finding reaches is one of them.
        subject: what the finding is about, ``*`` for anything.
        fingerprint: of the finding.
    """

    rules: frozenset[str] = frozenset()
    operations: tuple[str, ...] = ()
    subject: str = ""
    fingerprint: str = ""

    def __str__(self) -> str:
        told = (", ".join(sorted(self.rules)), ", ".join(self.operations), self.subject, self.fingerprint)
        return " of ".join(filter(None, told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another severity for some findings.

    Attributes:
        place: ``file:line`` of where it stands.
    """

    selector: Selector
    severity: Severity
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """Findings that are let pass.

    Attributes:
        until: the last day on which they are, if any.
        place: ``file:line`` of where it stands.
        owner: who has to do with them; empty for nobody.
    """

    selector: Selector
    reason: str
    until: date | None
    place: str
    owner: str = ""

    def over(self, today: date) -> bool:
        """Whether it holds no longer."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What ``info.version`` has to say of a change.

    Attributes:
        pattern: matches a whole version; its groups ``major``, ``minor`` and ``patch`` are what moves, as far as it
            has them.
        semantic: whether versions are those of Semantic Versioning 2.0.0, with what it says of 0.y.z and of previews.
    """

    pattern: re.Pattern[str]
    semantic: bool = False

    @property
    def steps(self) -> Mapping[Step, int]:
        """The number of the group for each step that the pattern has, greatest step first."""
        groups = self.pattern.groupindex
        return {step: groups[step.word] for step in sorted(Step, reverse=True) if step.word in groups}


@dataclass(frozen=True, slots=True, kw_only=True)
class Removals:
    """How what goes has to be announced; that it is deprecated in the old document is the least.

    Attributes:
        sunset: whether what is deprecated has to say when it goes.
        days: between the day that something is deprecated and the day it says that it goes.
        releases: in how many releases in a row it has to be deprecated before the one without it.
    """

    sunset: bool = False
    days: int = 0
    releases: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that was decided. The first override or ignore that fits a finding holds."""

    overrides: tuple[Override, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    versions: Versions | None = None
    removals: Removals | None = None
