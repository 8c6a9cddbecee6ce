"""Operations, servers and security as a whole."""

from __future__ import annotations

from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

RULES = (
    breaks(
        "operation-removed",
        "request",
        "{subject} is gone",
        "Deprecate it first, with a sunset date, and remove it when that has passed.",
    ),
    notes("operation-added", "", "{subject} is new"),
    breaks(
        "base-path-removed",
        "request",
        "The API no longer answers under {was}",
        "Serve the old base path as well, or redirect from it, until clients have moved.",
    ),
    warns(
        "server-changed",
        "",
        "The servers were {was} and are {now}",
        "Keep the old host name answering until clients have moved.",
        Level.BEHAVIOUR,
    ),
    breaks(
        "credentials-became-required",
        "request",
        "{subject} now needs {now}",
        "Announce it, and accept calls without credentials until clients send them.",
    ),
    breaks(
        "credentials-no-longer-accepted",
        "request",
        "{subject} no longer accepts {was} (now: {now})",
        "Accept the old credentials beside the new ones until clients have moved.",
    ),
    breaks(
        "scopes-became-required",
        "request",
        "{subject} now needs more scopes: {now}",
        "Grant the new scopes to tokens that clients already have.",
    ),
    notes("credentials-no-longer-required", "request", "{subject} no longer needs {was}"),
    warns(
        "path-parameter-renamed",
        "request",
        "The path parameter {was} of {subject} is now called {now}",
        "Requests stay the same; generated code calls it by its new name.",
        Level.CODE,
    ),
)
