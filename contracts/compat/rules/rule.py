"""What a rule is: all that is said of one kind of change, its example included, stands in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.findings import Level, Severity

PAGE = "docs/rules.md"
"""Where all rules are described, each under its id."""

Example = tuple[Mapping[str, Any], Mapping[str, Any]]
"""An old document and a new one, as small as they can be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One kind of change, judged.

    Attributes:
        id: kebab-case: the subject, then what happened to it. Never renamed.
        severity: ``ERROR`` for what breaks; such a finding needs a witness.
        message: a sentence with the fields ``{subject}``, ``{was}``, ``{now}`` and ``{what}`` to be filled in.
        meaning: what that is to whom, and why it is judged as it is.
        example: the rule fires on it, once; with a source where the judgement has one.
        also: ids of notes that come with it there.
        advice: how to make the change gently.
        direction: ``request`` for what clients send, ``response`` for what they read, or empty.
        level: what breaks: the wire, generated code, or behaviour.
        policy: for a rule about what a team has decided, the configuration that the example is held to, as TOML.
    """

    id: str
    severity: Severity
    message: str
    meaning: str
    example: Example
    also: frozenset[str] = frozenset()
    advice: str = ""
    direction: str = ""
    level: Level = Level.WIRE
    policy: str = ""

    @property
    def page(self) -> str:
        """Where it is described; stays the same as long as the id does."""
        return f"{PAGE}#{self.id}"


def breaks(
    id_: str, direction: str, message: str, meaning: str, advice: str, example: Example, *, also: tuple[str, ...] = ()
) -> Rule:
    """A rule for what breaks a running client."""
    told = warns(id_, direction, message, meaning, advice, example, also=also)
    return replace(told, severity=Severity.ERROR)


def warns(
    id_: str,
    direction: str,
    message: str,
    meaning: str,
    advice: str,
    example: Example,
    *,
    level: Level = Level.WIRE,
    also: tuple[str, ...] = (),
) -> Rule:
    """A rule for what no message shows to break, and somebody may still trip over."""
    return Rule(
        id=id_,
        severity=Severity.WARNING,
        message=message,
        meaning=meaning,
        advice=advice,
        example=example,
        also=frozenset(also),
        direction=direction,
        level=level,
    )


def notes(
    id_: str,
    direction: str,
    message: str,
    meaning: str,
    example: Example,
    *,
    level: Level = Level.WIRE,
    also: tuple[str, ...] = (),
) -> Rule:
    """A rule for what is new or different, and safe."""
    told = warns(id_, direction, message, meaning, "", example, level=level, also=also)
    return replace(told, severity=Severity.NOTE)
