"""Security: what a client presents, and what is asked of it."""

from __future__ import annotations

from contracts.compat.rules.examples import operation, secured
from contracts.compat.rules.rule import breaks, notes

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
    notes(
        "credentials-no-longer-required",
        "request",
        "{subject} no longer needs {was}",
        "Clients that still send them are let in all the same.",
        (secured({"bearer": []}), operation()),
    ),
)
