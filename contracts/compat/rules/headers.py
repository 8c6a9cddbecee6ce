"""Header fields of responses, and links to other operations."""

from __future__ import annotations

from contracts.compat.rules.examples import INTEGER, OK, STRING, Raw, document, obj, responses
from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

_HEADER = {"X-Total": {"schema": INTEGER}}
_OBJECT = {"schema": obj("a", a=STRING)}
_LINK = {"links": {"next": {"operationId": "list"}}}


def _linked(**link: object) -> Raw:
    """A document with a link."""
    answer = {"responses": {"200": OK | {"links": {"next": link}}}}
    other = {"responses": {"200": OK}, "operationId": "other"}
    return document({"/things": {"get": answer | {"operationId": "things"}}, "/others": {"get": other}})


RULES = (
    breaks(
        "response-header-no-longer-sent",
        "response",
        "{subject} was always sent and no longer is",
        "Clients may count on a header field that is documented as required.",
        "Go on sending it.",
        (
            responses(s200=OK | {"headers": {"X-Total": {"schema": INTEGER, "required": True}}}),
            responses(s200=OK | {"headers": _HEADER}),
        ),
    ),
    warns(
        "response-header-removed",
        "response",
        "{subject} is gone; it was optional",
        "Clients had to be ready for its absence, and perhaps are not.",
        "Go on sending it as long as clients read it.",
        (responses(s200=OK | {"headers": _HEADER}), responses(s200=OK)),
    ),
    notes(
        "response-header-added",
        "response",
        "{subject} is new",
        "Clients pass over header fields that they do not know. Source: RFC 9110, 5.1.",
        (responses(s200=OK), responses(s200=OK | {"headers": _HEADER})),
    ),
    notes(
        "response-header-deprecated",
        "response",
        "{subject} is deprecated",
        "It is sent as before; clients are asked to do without it.",
        (
            responses(s200=OK | {"headers": _HEADER}),
            responses(s200=OK | {"headers": {"X-Total": {"schema": INTEGER, "deprecated": True}}}),
        ),
        level=Level.BEHAVIOUR,
    ),
    breaks(
        "response-header-serialisation-changed",
        "response",
        "{subject} is written differently: {was} → {now}",
        "Clients cannot read what is sent, or take it for another value.",
        "Go on writing it as before, and give the new spelling a new name.",
        (
            responses(s200=OK | {"headers": {"X-Point": _OBJECT}}),
            responses(s200=OK | {"headers": {"X-Point": _OBJECT | {"explode": True}}}),
        ),
    ),
    notes(
        "link-added",
        "response",
        "{subject} is new",
        "Links are not sent: they tell those who write or generate clients what to call next.",
        (responses(s200=OK), responses(s200=OK | _LINK)),
        level=Level.CODE,
    ),
    warns(
        "link-removed",
        "response",
        "{subject} is gone",
        "Links are not sent, so no running client misses one; generated code may follow it.",
        "Keep it while the operation that it leads to is there.",
        (responses(s200=OK | _LINK), responses(s200=OK)),
        level=Level.CODE,
    ),
    warns(
        "link-target-changed",
        "response",
        "{subject} led to {was} and leads to {now}",
        "Generated code that follows it calls another operation.",
        "Give the new link a name of its own.",
        (_linked(operationId="things"), _linked(operationId="other")),
        level=Level.CODE,
    ),
    warns(
        "link-parameters-changed",
        "response",
        "{subject} hands on other values",
        "Generated code that follows it calls the operation with other parameters or another body.",
        "Give the new link a name of its own.",
        (
            _linked(operationId="other", parameters={"id": "$response.body#/id"}),
            _linked(operationId="other", parameters={"id": "$response.body#/uid"}),
        ),
        level=Level.CODE,
    ),
)
