"""Schemas: what a keyword's change is called in each direction."""

from __future__ import annotations

from contracts.compat.rules.rule import breaks, notes, warns

_SENDERS = "Accept what was valid before, and announce the day from which it no longer is."
_READERS = "Send it only to clients that ask for it, or under a new name, so that readers of today stay right."

RULES = (
    breaks(
        "request-property-became-required",
        "request",
        "{subject} is now required",
        "Leave it optional, with a default that does what leaving it out did before.",
    ),
    breaks(
        "required-request-property-added",
        "request",
        "{subject} is new and required",
        "Make it optional, with a default that does what was done before it existed.",
    ),
    breaks("request-value-removed", "request", "{subject} no longer takes {what}", _SENDERS),
    breaks("request-type-narrowed", "request", "{subject} no longer takes {what} (now: {now})", _SENDERS),
    breaks("request-null-refused", "request", "{subject} may no longer be null", _SENDERS),
    breaks(
        "request-constraint-tightened",
        "request",
        "{subject} is held to a tighter {keyword}: {was} → {now}",
        _SENDERS,
    ),
    breaks("request-property-refused", "request", "{subject} is no longer allowed", _SENDERS),
    breaks("request-schema-narrowed", "request", "{subject} takes less than before ({keyword})", _SENDERS),
    notes("request-property-added", "request", "{subject} is new and optional"),
    warns(
        "request-property-removed",
        "request",
        "{subject} is gone: a server ignores it silently",
        "Keep it, deprecated, as long as clients send it.",
    ),
    notes("request-schema-relaxed", "request", "{subject} takes more than before ({keyword}: {was} → {now})"),
    breaks(
        "response-property-became-optional",
        "response",
        "{subject} may now be missing",
        "Go on sending it, if need be with an empty value that its schema allows.",
    ),
    breaks(
        "required-response-property-removed",
        "response",
        "{subject} is gone; it was always there",
        "Deprecate it and go on sending it until its readers have moved.",
    ),
    breaks("response-value-added", "response", "{subject} may now be {what}", _READERS),
    breaks("response-type-widened", "response", "{subject} may now be of type {what} (was: {was})", _READERS),
    breaks("response-became-nullable", "response", "{subject} may now be null", _READERS),
    breaks(
        "response-constraint-loosened",
        "response",
        "{subject} goes beyond the {keyword} that was promised: {was} → {now}",
        _READERS,
    ),
    breaks(
        "response-property-not-allowed-before",
        "response",
        "{subject} is new, and the old schema allows no new properties",
        "Open the schema to new properties one release before adding any.",
    ),
    breaks(
        "response-schema-widened", "response", "{subject} may now be what it could not be before ({keyword})", _READERS
    ),
    notes("request-property-became-optional", "request", "{subject} is no longer required"),
    notes("response-property-became-required", "response", "{subject} is now always there"),
    notes("response-property-added", "response", "{subject} is new"),
    warns(
        "response-property-removed",
        "response",
        "{subject} is gone; it was optional",
        "Deprecate it and go on sending it until its readers have moved.",
    ),
    notes("response-schema-narrowed", "response", "{subject} promises more than before ({keyword}: {was} → {now})"),
)

_NOTES: dict[str, tuple[str, str]] = {
    # In a response the new side writes: what it sends unread is new, what the old side waits for in vain is gone.
    "unread": ("request-property-removed", "response-property-added"),
    "unsent": ("request-property-added", "response-property-removed"),
    "required": ("request-property-became-optional", "response-property-became-required"),
}


def rule_of_note(keyword: str, direction: str) -> str:
    """The id of the rule for a difference in which everything still fits."""
    pair = _NOTES.get(keyword, ("request-schema-relaxed", "response-schema-narrowed"))
    return pair[direction == "response"]
