"""Responses as a whole: their statuses, and the media types of their bodies."""

from __future__ import annotations

from contracts.compat.rules.examples import OK, STRING, Raw, answers, content, obj, operation, responses
from contracts.compat.rules.rule import breaks, notes, warns
from specs.messages import FORM


def _xml(told: Raw) -> Raw:
    """An answer in XML."""
    return answers(obj(name=STRING | told) | {"xml": {"name": "thing"}}, "application/xml")


_NAMED = {"X-Checksum": {"required": True, "schema": STRING}}
_IMAGE = {"contentType": "image/png"}


def _form(encoding: Raw) -> Raw:
    """An answer as a form whose field holds several texts."""
    return _encoded(FORM, {"type": "array", "items": STRING}, encoding)


def _parts(encoding: Raw) -> Raw:
    """An answer with a file in it."""
    return _encoded("multipart/form-data", STRING | {"format": "binary"}, encoding)


def _encoded(media: str, schema: Raw, encoding: Raw) -> Raw:
    body = {media: {"schema": obj(f=schema), "encoding": {"f": encoding}}}
    return responses(s200=OK | {"content": body})


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
    breaks(
        "response-field-serialisation-changed",
        "response",
        "{subject} is written differently: {was} → {now}",
        "What clients read is refused, or taken for another value. A style that makes no difference to the values that "
        "the schema allows is no change.",
        "Go on writing it as before, and give the new spelling a new name.",
        (_form({"style": "form", "explode": True}), _form({"style": "pipeDelimited", "explode": False})),
    ),
    breaks(
        "response-part-media-type-added",
        "response",
        "{subject} may now come as {now} (was: {was})",
        "Clients that read the part as one of the media types that were documented cannot read this one.",
        "Send it only to clients that ask for it, or as another part.",
        (_parts({"contentType": "image/jpeg"}), _parts({"contentType": "image/png, image/jpeg"})),
    ),
    breaks(
        "response-part-header-no-longer-sent",
        "response",
        "{subject} was always sent and may now be missing",
        "Clients may count on a header field that is documented as required.",
        "Go on sending it.",
        (_parts(_IMAGE | {"headers": _NAMED}), _parts(_IMAGE)),
    ),
    warns(
        "response-part-header-removed",
        "response",
        "{subject} is gone; it was optional",
        "Clients had to be ready for its absence, and perhaps are not.",
        "Go on sending it as long as clients read it.",
        (_parts(_IMAGE | {"headers": {"X-Checksum": {"schema": STRING}}}), _parts(_IMAGE)),
    ),
    notes(
        "response-part-header-added",
        "response",
        "{subject} is new",
        "Clients pass over header fields that they do not know. Source: RFC 9110, 5.1.",
        (_parts(_IMAGE), _parts(_IMAGE | {"headers": _NAMED})),
    ),
    notes(
        "response-media-type-added",
        "response",
        "{subject} may now come as {now}",
        "Clients get what they ask for in Accept. Source: RFC 9110, 12.5.1.",
        (answers(STRING, "application/json"), answers(STRING, "application/json", "text/plain")),
    ),
)
