"""The scopes that a document knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specs.model import Document

KINDS = frozenset({"oauth2", "openIdConnect"})
"""Schemes that have scopes, and that an authorization server belongs to."""
OF_OPENID = frozenset({"openid", "profile", "email", "offline_access"})
"""Source: OpenID Connect Core, 5.4 and 11."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a document says of scopes.

    Attributes:
        scopes: those that it names, and those of OpenID Connect.
        open: whether there may be others: only a discovery document, or nobody, could list them.
    """

    scopes: frozenset[str]
    open: bool


def known(document: Document) -> Known:
    """The scopes of a document's schemes, and those that its operations ask for."""
    schemes = [each for each in document.security_schemes.values() if each.kind in KINDS]
    named = {str(scope) for _, flow in flows(document) for scope in _mapping(flow.get("scopes"))}
    asked = {s for o in document.operations for a in o.security for r in a if r.scheme in schemes for s in r.scopes}
    listed = bool(schemes) and all(each.kind == "oauth2" for each in schemes)
    return Known(frozenset(named | asked | OF_OPENID), not listed)


def flows(document: Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The flows of OAuth 2 that a document has, by their names. Source: OAS 3.2.0, 4.30."""
    for scheme in document.security_schemes.values():
        if scheme.kind in KINDS:
            yield from ((name, flow) for name, flow in scheme.flows.items() if isinstance(flow, Mapping))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
