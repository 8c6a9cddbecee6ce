"""Security Requirement Objects, written alike in every dialect."""

from __future__ import annotations

from collections.abc import Mapping

from specs.dialects.shape import Node
from specs.model import Location, SecurityRequirement, SecurityScheme


def alternatives(holder: Node, schemes: Mapping[str, SecurityScheme]) -> tuple[frozenset[SecurityRequirement], ...]:
    """The ``security`` of an operation or of the whole document.

    Raises:
        SpecError: a requirement names a scheme that the document does not define.
    """
    return tuple(
        frozenset(_requirement(node, name, scopes, schemes) for name, scopes in node.mapping.items())
        for node in holder.elements("security")
    )


def credential_location(node: Node) -> Location | None:
    """Where the credential of a security scheme stands, if it says so."""
    return next((location for location in Location if location == node.text("in")), None)


def _requirement(
    node: Node, name: str, scopes: list[str] | None, schemes: Mapping[str, SecurityScheme]
) -> SecurityRequirement:
    if name not in schemes:
        raise node.error(f"security scheme {name!r} is not defined")
    return SecurityRequirement(schemes[name], frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset())
