"""Callbacks and webhooks: what the API sends of its own accord, and what its receivers answer."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.compat.rules import bodies, headers, parameters, responses, security
from contracts.compat.rules.examples import OK, STRING, Raw, content, document, obj, operation, parameter
from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Severity

_GENTLY = "Send the new requests under a new name, and go on sending the old ones until receivers have moved."
_BODY = {"requestBody": {"required": True, "content": content(STRING)}}


def _called(**said: object) -> Raw:
    """A document with a webhook."""
    call = {"responses": {"200": OK}} | said
    return document({}) | {"openapi": "3.1.0", "webhooks": {"told": {"post": call}}}


def _in_xml(name: str) -> Raw:
    """A document with a webhook in XML."""
    schema = obj(name=STRING | {"xml": {"name": name}}) | {"xml": {"name": "thing"}}
    return _called(requestBody={"required": True, "content": content(schema, "application/xml")})


def _calls_back(expression: str) -> Raw:
    """A document with a callback."""
    return operation(method="post", callbacks={"told": {expression: {"post": {"responses": {"200": OK}}}}})


def _by_name(*names: str) -> Raw:
    return _called() | {"webhooks": {name: {"post": {"responses": {"200": OK}}} for name in names}}


RULES = (
    breaks(
        "callback-removed",
        "response",
        "{subject} is no longer sent",
        "Receivers wait for it in vain.",
        "Deprecate it first, with a sunset date, and stop sending it when that has passed.",
        (_by_name("told", "more"), _by_name("told")),
    ),
    notes(
        "callback-added",
        "response",
        "{subject} is new",
        "It is sent to those who ask for it.",
        (_by_name("told"), _by_name("told", "more")),
    ),
    breaks(
        "callback-address-changed",
        "response",
        "{subject} was sent to {was} and is sent to {now}",
        "Clients hand their address over where the old document says, and are called nowhere.",
        "Take the address from the old place too, until clients have moved.",
        (_calls_back("{$request.body#/url}"), _calls_back("{$request.body#/callback}")),
    ),
    breaks(
        "callback-body-no-longer-sent",
        "response",
        "{subject} was always sent with a body and no longer is",
        "Receivers that read the body find none.",
        _GENTLY,
        (_called(**_BODY), _called()),
    ),
    warns(
        "callback-body-removed",
        "response",
        "{subject} no longer has a body; it was optional",
        "Receivers had to be ready for its absence, and perhaps are not.",
        _GENTLY,
        (_called(requestBody={"content": content(STRING)}), _called()),
    ),
    notes(
        "callback-body-added",
        "response",
        "{subject} now has a body",
        "Receivers of today do not look for one.",
        (_called(), _called(**_BODY)),
    ),
    breaks(
        "callback-media-type-added",
        "response",
        "{subject} may now come as {now}",
        "Receivers do not choose what they are sent: one that reads the old media type alone refuses this one.",
        "Let receivers ask for the new media type when they sign up.",
        (
            _called(requestBody={"required": True, "content": content(STRING, "text/plain")}),
            _called(requestBody={"required": True, "content": content(STRING, "text/plain", "text/html")}),
        ),
    ),
    notes(
        "callback-media-type-removed",
        "response",
        "{subject} no longer comes as {was}",
        "Receivers are ready for the others.",
        (
            _called(requestBody={"required": True, "content": content(STRING, "text/plain", "text/html")}),
            _called(requestBody={"required": True, "content": content(STRING, "text/plain")}),
        ),
    ),
    breaks(
        "callback-parameter-no-longer-sent",
        "response",
        "{subject} was always sent and may now be missing",
        "Receivers may count on what is documented as required.",
        "Go on sending it.",
        (
            _called(parameters=[parameter("X-Signature", "header", required=True)]),
            _called(parameters=[parameter("X-Signature", "header")]),
        ),
    ),
    warns(
        "callback-parameter-removed",
        "response",
        "{subject} is no longer sent; it was optional",
        "Receivers had to be ready for its absence, and perhaps are not.",
        "Go on sending it as long as receivers read it.",
        (_called(parameters=[parameter("X-Try", "header")]), _called()),
    ),
    notes(
        "callback-parameter-added",
        "response",
        "{subject} is new",
        "Receivers pass over what they do not know.",
        (_called(), _called(parameters=[parameter("X-Try", "header")])),
    ),
    breaks(
        "callback-serialisation-changed",
        "response",
        "{subject} is written differently: {was} → {now}",
        "Receivers cannot read what is sent, or take it for another value.",
        "Go on writing it as before, and give the new spelling a new name.",
        (
            _called(parameters=[parameter(schema={"type": "array", "items": STRING}, explode=False)]),
            _called(parameters=[parameter(schema={"type": "array", "items": STRING}, explode=True)]),
        ),
    ),
    breaks(
        "callback-body-serialisation-changed",
        "response",
        "What {subject} holds is written differently",
        "What texts are encoded as or hold (contentEncoding, contentMediaType, contentSchema), or how XML is made of "
        "values: receivers read what they do not expect, or find nothing.",
        _GENTLY,
        (_in_xml("a"), _in_xml("b")),
    ),
    breaks(
        "callback-credentials-no-longer-sent",
        "response",
        "{subject} no longer comes with {was}",
        "Receivers that let nobody in without them refuse the call.",
        "Go on sending the old credentials beside the new ones.",
        (
            _called(security=[{"key": []}])
            | {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}},
            _called(),
        ),
    ),
    breaks(
        "callback-answer-refused",
        "request",
        "{subject}: what receivers answer today is no longer taken",
        "The API takes their answer for a failure: it may send again, or give up.",
        "Take the old answers as well until receivers have moved.",
        (_called(responses={"200": OK}), _called(responses={"204": OK})),
    ),
    warns(
        "callback-answer-media-type-removed",
        "request",
        "{subject} is no longer taken as {was}",
        "Receivers that answer so may not be understood.",
        "Take the old media type as well until receivers have moved.",
        (
            _called(responses={"200": OK | {"content": content(STRING, "text/plain", "text/html")}}),
            _called(responses={"200": OK | {"content": content(STRING, "text/plain")}}),
        ),
    ),
)

_SCHEMAS = (
    ("request-branch-never-valid", "response-branch-never-valid"),
    ("request-constraint-tightened", "response-constraint-loosened"),
    ("request-null-refused", "response-became-nullable"),
    ("request-property-added", "response-property-removed"),
    ("request-property-became-optional", "response-property-became-required"),
    ("request-property-became-required", "response-property-became-optional"),
    ("request-property-refused", "response-property-not-allowed-before"),
    ("request-property-removed", "response-property-added"),
    ("request-schema-narrowed", "response-schema-widened"),
    ("request-schema-relaxed", "response-schema-narrowed"),
    ("request-type-narrowed", "response-type-widened"),
    ("request-value-removed", "response-value-added"),
    ("required-request-property-added", "required-response-property-removed"),
)
"""The same of what a schema's writers send and of what its readers get."""
_MIRRORS: Mapping[str, str] = {
    "credentials-became-required": "callback-credentials-no-longer-sent",
    "credentials-no-longer-accepted": "callback-credentials-no-longer-sent",
    "form-field-serialisation-changed": "callback-serialisation-changed",
    "parameter-added": "callback-parameter-removed",
    "parameter-became-required": "callback-parameter-no-longer-sent",
    "parameter-may-no-longer-be-empty": "callback-serialisation-changed",
    "parameter-removed": "callback-parameter-added",
    "parameter-serialisation-changed": "callback-serialisation-changed",
    "part-header-added": "callback-parameter-removed",
    "part-header-became-required": "callback-parameter-no-longer-sent",
    "part-header-removed": "callback-parameter-added",
    "part-media-type-removed": "callback-media-type-added",
    "request-body-added": "callback-body-removed",
    "request-body-became-required": "callback-body-no-longer-sent",
    "request-body-removed": "callback-body-added",
    "request-body-serialisation-changed": "callback-body-serialisation-changed",
    "request-property-became-read-only": "response-property-added",
    "response-property-became-write-only": "request-property-added",
    "request-media-type-added": "callback-media-type-removed",
    "request-media-type-removed": "callback-media-type-added",
    "required-parameter-added": "callback-parameter-no-longer-sent",
    "required-request-body-added": "callback-body-no-longer-sent",
    "response-media-type-added": "callback-answer-media-type-removed",
    "scopes-became-required": "callback-credentials-no-longer-sent",
    "success-status-added": "callback-answer-refused",
    **dict(_SCHEMAS),
    **{read: sent for sent, read in _SCHEMAS},
}
"""What a rule of operations is called where the sides are exchanged."""
_ANSWERED = frozenset(rule.id for module in (responses, headers) for rule in module.RULES)
_BREAKING = frozenset(
    rule.id
    for module in (bodies, headers, parameters, responses, security)
    for rule in module.RULES
    if rule.severity is Severity.ERROR
)


def mirrored(rule: str) -> str | None:
    """The rule of callbacks for what a rule of operations says of the sides exchanged; None where it means nothing."""
    if rule in _MIRRORS or rule not in _BREAKING:
        return _MIRRORS.get(rule)
    return "callback-answer-refused" if rule in _ANSWERED else "callback-parameter-no-longer-sent"
