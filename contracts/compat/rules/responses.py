"""Responses as a whole: their statuses, and the media types of their bodies."""

from __future__ import annotations

from contracts.compat.rules.examples import OK, STRING, Raw, answers, content, obj, operation, responses
from contracts.compat.rules.rule import breaks, notes, warns


def _xml(told: Raw) -> Raw:
    """An answer in XML."""
    return answers(obj(name=STRING | told) | {"xml": {"name": "thing"}}, "application/xml")


RULES = (
    breaks(
        "success-status-removed",
        "response",
        "{subject} no longer answers {was} (now: {now})",
        "Clients look for the status that was documented, and take another for a failure or wait for a body in vain.",
        "Keep the old status; a client that compares with it takes a new one for a failure.",
        (responses(s200=OK, s201=OK), responses(s200=OK)),
    ),
    notes(
        "success-status-added",
        "response",
        "{subject} may now answer {now}",
        "Clients treat a status that they do not know as the first of its class. Source: RFC 9110, 15.",
        (responses(s200=OK), responses(s200=OK, s202=OK)),
    ),
    notes(
        "error-status-removed",
        "response",
        "{subject} no longer documents {was}",
        "Clients that handle it wait in vain, which harms none.",
        (responses(s200=OK, s404=OK), responses(s200=OK)),
    ),
    notes(
        "error-status-added",
        "response",
        "{subject} now documents {now}",
        "Any server may answer any error, documented or not: clients have to be ready for it.",
        (responses(s200=OK), responses(s200=OK, s404=OK)),
    ),
    breaks(
        "response-body-removed",
        "response",
        "{subject} no longer has a body",
        "Clients that read the body find none.",
        "Go on sending the body, or give the empty answer a status of its own.",
        (answers(STRING), operation()),
    ),
    notes(
        "response-body-added",
        "response",
        "{subject} now has a body",
        "Clients of today do not look for one.",
        (operation(), answers(STRING)),
    ),
    breaks(
        "response-media-type-removed",
        "response",
        "{subject} no longer comes as {was} (now: {now})",
        "Clients that ask for it are refused (406) or get what they cannot read.",
        "Go on answering in the old media type to clients that ask for it.",
        (answers(STRING, "application/json", "text/plain"), answers(STRING, "application/json")),
    ),
    warns(
        "error-media-type-removed",
        "response",
        "{subject} no longer comes as {was} (now: {now})",
        "The client knows from the status that the call failed; it may not find out why.",
        "A client that reads the body of an error should look at its Content-Type first.",
        (
            responses(s200=OK, s404=OK | {"content": content(STRING)}),
            responses(s200=OK, s404=OK | {"content": content(STRING, "text/plain")}),
        ),
    ),
    breaks(
        "response-body-serialisation-changed",
        "response",
        "What {subject} holds is written differently",
        "What texts are encoded as or hold (contentEncoding, contentMediaType, contentSchema), or how XML is made of "
        "values: clients read what they do not expect, or find nothing.",
        "Go on writing it as before, and give the new spelling a new name or media type.",
        (_xml({}), _xml({"xml": {"attribute": True}})),
    ),
    notes(
        "response-media-type-added",
        "response",
        "{subject} may now come as {now}",
        "Clients get what they ask for in Accept. Source: RFC 9110, 12.5.1.",
        (answers(STRING, "application/json"), answers(STRING, "application/json", "text/plain")),
    ),
)
