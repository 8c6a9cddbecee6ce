"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.findings import Level, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of change, judged.

    Attributes:
        id: kebab-case: the subject, then what happened to it. Never renamed.
        severity: ``ERROR`` for what breaks; such a finding needs a witness.
        message: a sentence with the fields ``{subject}``, ``{was}``, ``{now}`` and ``{what}`` to be filled in.
        advice: how to make the change gently.
        direction: ``request``, ``response`` or empty.
        level: what breaks: the wire, generated code, or behaviour.
    """

    id: str
    severity: Severity
    message: str
    advice: str = ""
    direction: str = ""
    level: Level = Level.WIRE


def breaks(id_: str, direction: str, message: str, advice: str) -> Rule:
    """A rule for what breaks a running client."""
    return Rule(id=id_, severity=Severity.ERROR, message=message, advice=advice, direction=direction)


def warns(id_: str, direction: str, message: str, advice: str, level: Level = Level.WIRE) -> Rule:
    """A rule for what no message shows to break, and somebody may still trip over."""
    return Rule(id=id_, severity=Severity.WARNING, message=message, advice=advice, direction=direction, level=level)


def notes(id_: str, direction: str, message: str, level: Level = Level.WIRE) -> Rule:
    """A rule for what is new or different, and safe."""
    return Rule(id=id_, severity=Severity.NOTE, message=message, direction=direction, level=level)
