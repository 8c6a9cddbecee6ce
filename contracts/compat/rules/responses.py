"""Responses as a whole: statuses, media types, headers, links."""

from __future__ import annotations

from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

RULES = (
    breaks(
        "success-status-removed",
        "response",
        "{subject} no longer answers {was} (now: {now})",
        "Keep the old status; a client that compares with it takes a new one for a failure.",
    ),
    notes("success-status-added", "response", "{subject} may now answer {now}"),
    notes("error-status-removed", "response", "{subject} no longer documents {was}"),
    notes("error-status-added", "response", "{subject} now documents {now}"),
    breaks(
        "response-body-removed",
        "response",
        "{subject} no longer has a body",
        "Go on sending the body, or give the empty answer a status of its own.",
    ),
    notes("response-body-added", "response", "{subject} now has a body"),
    breaks(
        "response-media-type-removed",
        "response",
        "{subject} no longer comes as {was} (now: {now})",
        "Go on answering in the old media type to clients that ask for it.",
    ),
    warns(
        "error-media-type-removed",
        "response",
        "{subject} no longer comes as {was} (now: {now})",
        "A client that reads the body of an error should look at its Content-Type first.",
    ),
    notes("response-media-type-added", "response", "{subject} may now come as {now}"),
    breaks(
        "response-header-no-longer-sent",
        "response",
        "{subject} was always sent and no longer is",
        "Go on sending it.",
    ),
    warns(
        "response-header-removed",
        "response",
        "{subject} is gone; it was optional",
        "Go on sending it as long as clients read it.",
    ),
    notes("response-header-added", "response", "{subject} is new"),
    notes("link-added", "response", "{subject} is new", Level.CODE),
    warns("link-removed", "response", "{subject} is gone", "Generated code may follow it.", Level.CODE),
)
