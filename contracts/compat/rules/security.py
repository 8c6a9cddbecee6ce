"""Security: what a client presents, and what is asked of it."""

from __future__ import annotations

from contracts.compat.rules.examples import Raw, operation, secured
from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

_TOKENS = {"tokenUrl": "https://example.org/token", "scopes": {"read": "reading", "write": "writing"}}


def _flows(**flows: Raw) -> Raw:
    """A document with OAuth 2."""
    return operation(components={"securitySchemes": {"oauth": {"type": "oauth2", "flows": flows}}})


def _marked(**said: object) -> Raw:
    """A document of 3.2 with a key."""
    scheme = {"type": "apiKey", "in": "header", "name": "X-Key"} | said
    return operation(components={"securitySchemes": {"key": scheme}}) | {"openapi": "3.2.0"}


RULES = (
    breaks(
        "credentials-became-required",
        "request",
        "{subject} now needs {now}",
        "Clients that send none were let in and are now refused (401).",
        "Announce it, and accept calls without credentials until clients send them.",
        (operation(), secured({"bearer": []})),
    ),
    breaks(
        "credentials-no-longer-accepted",
        "request",
        "{subject} no longer accepts {was} (now: {now})",
        "Alternatives are compared as sets: each that clients may use today must be enough for one of the new ones. "
        "What counts is how a credential travels (its kind, its place and its name), not what its scheme is called.",
        "Accept the old credentials beside the new ones until clients have moved.",
        (secured({"bearer": []}, {"key": []}), secured({"bearer": []})),
    ),
    breaks(
        "scopes-became-required",
        "request",
        "{subject} now needs more scopes: {now}",
        "Tokens that clients hold were issued for the old scopes: the call is refused (403) until they get others.",
        "Grant the new scopes to tokens that clients already have.",
        (secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]})),
    ),
    warns(
        "credentials-kind-changed",
        "request",
        "The credentials of {subject} were {was} and are {now}",
        "The credential travels as before, so requests look the same; it is issued in another way, and one that "
        "clients hold may be worth nothing.",
        "Go on taking what was issued before, until it has run out.",
        (secured({"bearer": []}), secured({"oauth": []})),
    ),
    notes(
        "credentials-no-longer-required",
        "request",
        "{subject} no longer needs {was}",
        "Clients that still send them are let in all the same.",
        (secured({"bearer": []}), operation()),
    ),
    breaks(
        "oauth-flow-removed",
        "request",
        "The flow {subject} is gone (now: {now})",
        "Clients that get their tokens by it get none any more.",
        "Keep the flow until clients have moved to another one.",
        (_flows(clientCredentials=_TOKENS, password=_TOKENS), _flows(clientCredentials=_TOKENS)),
    ),
    notes(
        "oauth-flow-added",
        "request",
        "The flow {subject} is new",
        "Clients go on getting their tokens as before.",
        (_flows(clientCredentials=_TOKENS), _flows(clientCredentials=_TOKENS, password=_TOKENS)),
    ),
    warns(
        "oauth-scopes-removed",
        "request",
        "{subject} no longer has the scopes {was}",
        "A server may refuse who asks for a scope that it does not know, or grant less. Source: RFC 6749, 3.3 and "
        "4.1.2.1.",
        "Go on granting the old scopes, if need be without meaning.",
        (_flows(clientCredentials=_TOKENS), _flows(clientCredentials=_TOKENS | {"scopes": {"read": "reading"}})),
    ),
    notes(
        "oauth-scopes-added",
        "request",
        "{subject} has the new scopes {now}",
        "Clients go on asking for what they asked for.",
        (_flows(clientCredentials=_TOKENS | {"scopes": {"read": "reading"}}), _flows(clientCredentials=_TOKENS)),
    ),
    warns(
        "token-address-changed",
        "request",
        "{subject} was at {was} and is at {now}",
        "Clients that have the address built in ask for tokens where there may be none.",
        "Keep the old address answering until clients have moved.",
        (
            _flows(clientCredentials=_TOKENS),
            _flows(clientCredentials=_TOKENS | {"tokenUrl": "https://example.org/tokens"}),
        ),
    ),
    notes(
        "security-scheme-deprecated",
        "request",
        "The credentials {subject} are deprecated",
        "They are taken as before; clients are asked to use others.",
        (_marked(), _marked(deprecated=True)),
        level=Level.BEHAVIOUR,
    ),
)
