"""Bodies that clients send: whether they are there, and in which media types."""

from __future__ import annotations

from contracts.compat.rules.examples import STRING, operation, takes
from contracts.compat.rules.rule import breaks, notes, warns

_REQUIRE = "Leave it optional with a default that does what leaving it out did before."

RULES = (
    breaks(
        "required-request-body-added",
        "request",
        "{subject} now needs a body",
        "Clients of today send none, and are refused.",
        _REQUIRE,
        (operation(method="post"), takes(STRING)),
    ),
    breaks(
        "request-body-became-required",
        "request",
        "The body of {subject} is now required",
        "Clients that leave it out are refused.",
        _REQUIRE,
        (takes(STRING, required=False), takes(STRING)),
    ),
    notes(
        "request-body-added",
        "request",
        "{subject} now takes a body",
        "Clients of today send none, and need not.",
        (operation(method="post"), takes(STRING, required=False)),
    ),
    notes(
        "request-body-became-optional",
        "request",
        "The body of {subject} is no longer required",
        "Clients that send one are right as before.",
        (takes(STRING), takes(STRING, required=False)),
    ),
    warns(
        "request-body-removed",
        "request",
        "{subject} no longer takes a body: a server ignores it silently",
        "The call succeeds, and what clients say in the body is lost.",
        "Say in the documentation what replaces it.",
        (takes(STRING), operation(method="post")),
    ),
    breaks(
        "request-media-type-removed",
        "request",
        "{subject} no longer takes {was}",
        "Clients that write it are refused (415).",
        "Accept the old media type beside the new ones until clients have moved.",
        (takes(STRING, "application/json", "text/plain"), takes(STRING, "application/json")),
    ),
    notes(
        "request-media-type-added",
        "request",
        "{subject} now takes {now} too",
        "Clients of today go on writing what they wrote.",
        (takes(STRING, "application/json"), takes(STRING, "application/json", "text/plain")),
    ),
)
