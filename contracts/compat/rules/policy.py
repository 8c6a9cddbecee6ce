"""What a release is asked for by its team's policy."""

from __future__ import annotations

from typing import Any

from contracts.compat.rules.examples import OK, Raw, document, operation, parameter, with_parameters
from contracts.compat.rules.rule import Example, Rule
from contracts.findings import Severity

_SEMANTIC = '[diff.versions]\nscheme = "semantic"'
_REMOVALS = "[diff.removals]"
_DAYS = "[diff.removals]\ndays = 90"
_PAST, _COMING = "2020-06-30", "9999-12-31"


def _released(version: str, *paths: str) -> Raw:
    """A document of a version, with an operation on each path."""
    told = {"info": {"title": "t", "version": version}}
    return document({path: {"get": {"responses": {"200": OK}}} for path in paths}) | told


def _gone(**said: Any) -> Example:
    """A parameter that goes."""
    return with_parameters(parameter(**said)), operation()


def _deprecated(**said: Any) -> Example:
    """An operation that is deprecated."""
    return operation(), operation(deprecated=True, **said)


def _asks(
    id_: str,
    message: str,
    meaning: str,
    advice: str,
    example: Example,
    policy: str,
    *,
    also: tuple[str, ...] = (),
    severity: Severity = Severity.ERROR,
) -> Rule:
    """A rule about what a team has decided. No message can show it broken."""
    return Rule(
        id=id_,
        severity=severity,
        message=message,
        meaning=meaning,
        advice=advice,
        example=example,
        also=frozenset(also),
        policy=policy,
    )


RULES = (
    _asks(
        "version-understates-change",
        "The version says less than what changed: {was} → {now}, {what}",
        "Who reads the version alone takes the release for safer than it is. What breaks at the promised level needs a"
        " major step, what is new or deprecated a minor one, other words a patch. Source: Semantic Versioning 2.0.0, 6"
        " to 8.",
        "Give the release a greater version, or make the changes gently.",
        (_released("1.0.0", "/a"), _released("1.0.1", "/a", "/b")),
        _SEMANTIC,
        also=("operation-added",),
    ),
    _asks(
        "version-went-back",
        "The version {now} is below the one before, {was}",
        "The documents are the wrong way round, or the version was not written for this release.",
        "Give the release a greater version, or swap the documents.",
        (_released("1.1.0", "/a"), _released("1.0.0", "/a")),
        _SEMANTIC,
    ),
    _asks(
        "version-not-in-scheme",
        "The version {now} is not one of the scheme",
        "Nobody can tell what it says of the changes. Nothing is asked of the release after it either.",
        "Write info.version as the scheme of the configuration has it, or correct the scheme.",
        (_released("1.0.0", "/a"), _released("spring", "/a")),
        _SEMANTIC,
    ),
    _asks(
        "removal-not-announced",
        "{subject} is gone and was not deprecated before",
        "Clients were not asked to move before it went.",
        "Bring it back with deprecated: true, and let it go in a later release.",
        _gone(),
        _REMOVALS,
        also=("parameter-removed",),
    ),
    _asks(
        "removal-before-sunset",
        "{subject} is gone before the day it was announced for, {was}",
        "Clients were told that they had until then. Source: RFC 8594, 3.",
        "Keep it until that day has passed.",
        _gone(deprecated=True, **{"x-sunset": _COMING}),
        _REMOVALS,
        also=("parameter-removed",),
    ),
    _asks(
        "removal-on-short-notice",
        "{subject} is gone, and was deprecated {was} where the policy asks for {now}",
        "Clients had fewer releases to move than they were promised.",
        "Keep it, deprecated, for longer; name releases before the old one with --earlier.",
        _gone(deprecated=True),
        "[diff.removals]\nreleases = 2",
        also=("parameter-removed",),
    ),
    _asks(
        "sunset-missing",
        "{subject} is deprecated and does not say when it goes",
        "Clients cannot plan for it.",
        "Add x-sunset with the day, such as x-sunset: 2027-06-30.",
        _deprecated(),
        _DAYS,
        also=("operation-deprecated",),
    ),
    _asks(
        "sunset-too-soon",
        "{subject} is deprecated now and goes on {was}, where the policy asks for {now}",
        "Clients have less time to move than they were promised.",
        "Choose a later day for x-sunset.",
        _deprecated(**{"x-sunset": _PAST}),
        _DAYS,
        also=("operation-deprecated",),
    ),
    _asks(
        "sunset-not-a-date",
        "{subject} goes on {was}, which is no date",
        "No program can tell the day. Source: RFC 8594, 3.",
        "Write x-sunset as a day such as 2027-06-30.",
        _deprecated(**{"x-sunset": "in summer"}),
        _DAYS,
        also=("operation-deprecated",),
    ),
    _asks(
        "ignore-expired",
        "What is ignored as {subject} was to be ignored until {was} ({now})",
        "What it let pass is among the findings again.",
        "Mend what it let pass, or give it a later day, with a reason that still holds.",
        _gone(),
        f'[[diff.ignore]]\nrule = "parameter-removed"\nreason = "until the client is out"\nuntil = "{_PAST}"',
        also=("parameter-removed",),
        severity=Severity.WARNING,
    ),
    _asks(
        "ignore-unused",
        "There is nothing to be ignored as {subject} ({now}){what}",
        "It would let pass what nobody has looked at yet.",
        "Take it out of the configuration.",
        (operation(), with_parameters(parameter())),
        '[[diff.ignore]]\nrule = "parameter-removed"\nreason = "no client has ever sent it"',
        also=("parameter-added",),
        severity=Severity.WARNING,
    ),
    _asks(
        "override-unused",
        "Neither document has the operations of the override for {subject} ({now})",
        "They are misspelt, or long gone.",
        "Correct its operations, or take it out of the configuration.",
        (operation(), with_parameters(parameter())),
        '[[diff.overrides]]\noperation = "GET /thing"\nseverity = "note"',
        also=("parameter-added",),
        severity=Severity.WARNING,
    ),
)
