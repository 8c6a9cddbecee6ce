"""Schemas of what clients send: what a server no longer takes, and what it takes besides."""

from __future__ import annotations

from contracts.compat.rules.examples import INTEGER, NUMBER, STRING, SWALLOWED, closed, obj, takes
from contracts.compat.rules.rule import breaks, notes, warns

_GENTLY = "Accept what was valid before, and announce the day from which it no longer is."
_REFUSED = "Clients that send what was valid before are refused."

RULES = (
    breaks(
        "request-property-became-required",
        "request",
        "{subject} is now required",
        "Clients that leave it out are refused. A default changes nothing in that: it is for a property that may be "
        "missing.",
        "Leave it optional, with a default that does what leaving it out did before.",
        (takes(obj(name=STRING)), takes(obj("name", name=STRING))),
    ),
    breaks(
        "required-request-property-added",
        "request",
        "{subject} is new and required",
        "Clients of today do not send it, and are refused.",
        "Make it optional, with a default that does what was done before it existed.",
        (takes(obj()), takes(obj("name", name=STRING))),
    ),
    breaks(
        "request-value-removed",
        "request",
        "{subject} no longer takes {what}",
        _REFUSED,
        _GENTLY,
        (takes(STRING | {"enum": ["a", "b"]}), takes(STRING | {"enum": ["a"]})),
    ),
    breaks(
        "request-type-narrowed",
        "request",
        "{subject} no longer takes {what} (now: {now})",
        "Clients that send a value of the old type are refused. In queries, paths, header fields and cookies all "
        "values are texts: there a number may become a string.",
        _GENTLY,
        (takes(obj("n", n=NUMBER)), takes(obj("n", n=INTEGER))),
    ),
    breaks(
        "request-null-refused",
        "request",
        "{subject} may no longer be null",
        _REFUSED,
        _GENTLY,
        (takes(obj(n=STRING | {"nullable": True})), takes(obj(n=STRING))),
    ),
    breaks(
        "request-constraint-tightened",
        "request",
        "{subject} is held to a tighter {keyword}: {was} → {now}",
        _REFUSED,
        _GENTLY,
        (takes(STRING | {"maxLength": 9}), takes(STRING | {"maxLength": 5})),
    ),
    breaks(
        "request-property-refused",
        "request",
        "{subject} is no longer allowed",
        "The schema forbids properties that it does not name, so the request is refused for it, not only ignored.",
        "Leave the schema open (no additionalProperties: false), or keep the property, deprecated.",
        (takes(closed(a=STRING, b=STRING)), takes(closed(a=STRING))),
    ),
    breaks(
        "request-schema-narrowed",
        "request",
        "{subject} takes less than before ({keyword})",
        _REFUSED,
        _GENTLY,
        (takes(STRING), takes(STRING | {"not": {"enum": ["x"]}})),
    ),
    warns(
        "request-branch-never-valid",
        "request",
        "no value of {subject} is valid: each is one of {what}, too, and oneOf takes what is of one branch alone",
        "As the document stands no valid message holds a value of this branch, and nothing that changed in it breaks "
        "one. Clients send it all the same, if the oneOf was meant as anyOf.",
        "Make the branches of the oneOf apart, by a required property with a value of its own in each, or write anyOf.",
        (takes(SWALLOWED), takes(STRING | {"maxLength": 5})),
        also=("request-schema-relaxed",),
    ),
    notes(
        "request-property-added",
        "request",
        "{subject} is new and optional",
        "Clients of today do not send it, and need not.",
        (takes(obj()), takes(obj(name=STRING))),
    ),
    warns(
        "request-property-removed",
        "request",
        "{subject} is gone: a server ignores it silently",
        "Servers ignore properties that they do not know, so the call succeeds, and what clients say there is lost.",
        "Keep it, deprecated, as long as clients send it.",
        (takes(obj(name=STRING)), takes(obj())),
    ),
    warns(
        "request-property-became-read-only",
        "request",
        "{subject} is now read-only: a server ignores or refuses it",
        "Clients that send it may be refused, or what they say there is lost. Source: OAS 3.0.3, Schema Object: it "
        "should not be sent.",
        "Go on taking it, and say in the documentation that it has no effect.",
        (takes(obj(name=STRING, other=STRING)), takes(obj(name=STRING | {"readOnly": True}, other=STRING))),
    ),
    notes(
        "request-property-became-optional",
        "request",
        "{subject} is no longer required",
        "Clients that send it are right as before.",
        (takes(obj("name", name=STRING)), takes(obj(name=STRING))),
    ),
    notes(
        "request-schema-relaxed",
        "request",
        "{subject} takes what it took, or more ({keyword}: {was} → {now})",
        "Whatever clients send today is still taken.",
        (takes(STRING | {"maxLength": 5}), takes(STRING | {"maxLength": 9})),
    ),
)
