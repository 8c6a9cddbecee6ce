"""What a request must present to be let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specs.model.messages import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a credential is presented.

    Attributes:
        kind: ``apiKey``, ``http``, ``oauth2``, ``openIdConnect`` or ``mutualTLS``.
        scheme: for ``http``: ``bearer``, ``basic``, … in lower case.
        location: for ``apiKey``: header, query or cookie.
        parameter: for ``apiKey``: the name of that header, query parameter or cookie.
        bearer: the credential is a bearer token in the Authorization header, whichever kind says so.
        flows: raw OAuth 2 flows by name: ``implicit``, ``password``, ``clientCredentials``, ``authorizationCode`` and
            3.2's ``deviceAuthorization``, in 2.0 too.
        discovery_url: where OpenID Connect or, in 3.2, OAuth 2 tells its metadata.
        deprecated: the document asks not to use it any more (3.2).
    """

    name: str
    pointer: str
    kind: str
    scheme: str = ""
    location: Location | None = None
    parameter: str = ""
    flows: Mapping[str, Any] = field(default_factory=dict, compare=False)
    discovery_url: str = ""
    deprecated: bool = False

    @property
    def bearer(self) -> bool:
        """Whether the credential travels as ``Authorization: Bearer …`` (or, in 2.0, is free to)."""
        return (
            self.kind in ("oauth2", "openIdConnect")
            or (self.kind == "http" and self.scheme == "bearer")
            or (
                self.kind == "apiKey" and self.location is Location.HEADER and self.parameter.lower() == "authorization"
            )
        )


@dataclass(frozen=True, slots=True)
class SecurityRequirement:
    """One scheme that must be satisfied, with the scopes it must grant."""

    scheme: SecurityScheme
    scopes: frozenset[str] = frozenset()
