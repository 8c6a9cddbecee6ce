"""Schemas of what clients read: what they meet that was not promised, and what is promised besides."""

from __future__ import annotations

from contracts.compat.rules.examples import INTEGER, NUMBER, STRING, SWALLOWED, answers, closed, obj
from contracts.compat.rules.rule import breaks, notes, warns

_GENTLY = "Send it only to clients that ask for it, or under a new name, so that readers of today stay right."
_UNREADY = "Clients were promised that this does not happen, and are not ready for it."

RULES = (
    breaks(
        "response-property-became-optional",
        "response",
        "{subject} may now be missing",
        _UNREADY,
        "Go on sending it, if need be with an empty value that its schema allows.",
        (answers(obj("name", name=STRING)), answers(obj(name=STRING))),
    ),
    breaks(
        "required-response-property-removed",
        "response",
        "{subject} is gone; it was always there",
        "Clients may count on a property that is documented as required.",
        "Deprecate it and go on sending it until its readers have moved.",
        (answers(obj("name", name=STRING)), answers(obj())),
    ),
    breaks(
        "response-value-added",
        "response",
        "{subject} may now be {what}",
        "Clients know the values that were listed, and no others: code generated from an enum fails on a new one.",
        "Send it only to clients that ask for it, or list values with x-extensible-enum from the start.",
        (answers(STRING | {"enum": ["a"]}), answers(STRING | {"enum": ["a", "b"]})),
    ),
    breaks(
        "response-type-widened",
        "response",
        "{subject} may now be of type {what} (was: {was})",
        _UNREADY,
        _GENTLY,
        (answers(obj("n", n=INTEGER)), answers(obj("n", n=NUMBER))),
    ),
    breaks(
        "response-became-nullable",
        "response",
        "{subject} may now be null",
        _UNREADY,
        _GENTLY,
        (answers(obj(n=STRING)), answers(obj(n=STRING | {"nullable": True}))),
    ),
    breaks(
        "response-constraint-loosened",
        "response",
        "{subject} goes beyond the {keyword} that was promised: {was} → {now}",
        "Clients may have made room for no more than was promised: a column, an array, an integer of 32 bits.",
        _GENTLY,
        (answers(STRING | {"maxLength": 5}), answers(STRING | {"maxLength": 9})),
    ),
    breaks(
        "response-property-not-allowed-before",
        "response",
        "{subject} is new, and the old schema allows no new properties",
        "Clients that check what they read by the old schema (additionalProperties: false) refuse it.",
        "Open the schema to new properties one release before adding any.",
        (answers(closed(a=STRING)), answers(closed(a=STRING, b=STRING))),
    ),
    breaks(
        "response-schema-widened",
        "response",
        "{subject} may now be what it could not be before ({keyword})",
        _UNREADY,
        _GENTLY,
        (answers(STRING | {"not": {"enum": ["x"]}}), answers(STRING)),
    ),
    warns(
        "response-branch-never-valid",
        "response",
        "no value of {subject} is valid: each is one of {what}, too, and oneOf takes what is of one branch alone",
        "As the document stands no valid message holds a value of this branch, and nothing that changed in it breaks "
        "one. Servers send it all the same, if the oneOf was meant as anyOf.",
        "Make the branches of the oneOf apart, by a required property with a value of its own in each, or write anyOf.",
        (answers(STRING | {"maxLength": 5}), answers(SWALLOWED)),
        also=("response-schema-narrowed",),
    ),
    notes(
        "response-property-became-required",
        "response",
        "{subject} is now always there",
        "Clients that are ready for its absence wait for it in vain, which harms none.",
        (answers(obj(name=STRING)), answers(obj("name", name=STRING))),
    ),
    notes(
        "response-property-added",
        "response",
        "{subject} is new",
        "Clients pass over properties that they do not know, unless the schema allows none.",
        (answers(obj()), answers(obj(name=STRING))),
    ),
    warns(
        "response-property-removed",
        "response",
        "{subject} is gone; it was optional",
        "Clients had to be ready for its absence, and perhaps are not.",
        "Deprecate it and go on sending it until its readers have moved.",
        (answers(obj(name=STRING)), answers(obj())),
    ),
    warns(
        "response-property-became-write-only",
        "response",
        "{subject} is now write-only: it is no longer sent",
        "Clients had to be ready for its absence, and perhaps are not.",
        "Deprecate it and go on sending it until its readers have moved.",
        (answers(obj(name=STRING, other=STRING)), answers(obj(name=STRING | {"writeOnly": True}, other=STRING))),
    ),
    notes(
        "response-schema-narrowed",
        "response",
        "{subject} promises what it promised, or more ({keyword}: {was} → {now})",
        "Whatever is sent now could be sent before.",
        (answers(STRING | {"maxLength": 9}), answers(STRING | {"maxLength": 5})),
    ),
)

_NOTES: dict[str, tuple[str, str]] = {
    # In a response the new side writes: what it sends unread is new, what the old side waits for in vain is gone.
    "unread": ("request-property-removed", "response-property-added"),
    "unsent": ("request-property-added", "response-property-removed"),
    "required": ("request-property-became-optional", "response-property-became-required"),
    "idle": ("request-branch-never-valid", "response-branch-never-valid"),
}


def rule_of_note(keyword: str, direction: str) -> str:
    """The id of the rule for a difference in which everything still fits."""
    pair = _NOTES.get(keyword, ("request-schema-relaxed", "response-schema-narrowed"))
    return pair[direction == "response"]
