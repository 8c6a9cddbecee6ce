"""Parameters and bodies as a whole: whether they are there and how they are written."""

from __future__ import annotations

from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

_REQUIRE = "Leave it optional with a default that does what leaving it out did before."

RULES = (
    breaks("required-parameter-added", "request", "{subject} is new and required", _REQUIRE),
    breaks("parameter-became-required", "request", "{subject} is now required", _REQUIRE),
    notes("parameter-added", "request", "{subject} is new and optional"),
    notes("parameter-became-optional", "request", "{subject} is no longer required"),
    warns(
        "parameter-removed",
        "request",
        "{subject} is gone: a server ignores it silently",
        "Keep it, deprecated, as long as clients send it.",
    ),
    breaks(
        "parameter-serialisation-changed",
        "request",
        "{subject} is written differently: {was} → {now}",
        "Read the old spelling too, or give the new one a new name.",
    ),
    warns(
        "parameter-default-changed",
        "request",
        "The default of {subject} was {was} and is {now}",
        "Clients that leave it out get other results: say so in the changelog.",
        Level.BEHAVIOUR,
    ),
    notes("parameter-deprecated", "request", "{subject} is deprecated", Level.BEHAVIOUR),
    breaks("required-request-body-added", "request", "{subject} now needs a body", _REQUIRE),
    breaks("request-body-became-required", "request", "The body of {subject} is now required", _REQUIRE),
    notes("request-body-added", "request", "{subject} now takes a body"),
    notes("request-body-became-optional", "request", "The body of {subject} is no longer required"),
    warns(
        "request-body-removed",
        "request",
        "{subject} no longer takes a body: a server ignores it silently",
        "Say in the documentation what replaces it.",
    ),
    breaks(
        "request-media-type-removed",
        "request",
        "{subject} no longer takes {was}",
        "Accept the old media type beside the new ones until clients have moved.",
    ),
    notes("request-media-type-added", "request", "{subject} now takes {now} too"),
)
