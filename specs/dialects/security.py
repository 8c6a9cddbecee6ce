"""Security Requirement Objects, written alike in every dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specs.dialects.shape import Node
from specs.model import Location, SecurityRequirement, SecurityScheme


def alternatives(holder: Node, schemes: Mapping[str, SecurityScheme]) -> tuple[frozenset[SecurityRequirement], ...]:
    """The ``security`` of an operation or of the whole document.

    A scheme that the document does not define asks for nothing: nobody could present it, so that a mock would refuse
    every request, while the API itself is in use.
    """
    return tuple(frozenset(_requirements(node, schemes)) for node in holder.elements("security"))


def credential_location(node: Node) -> Location | None:
    """Where the credential of a security scheme stands, if it says so."""
    return next((location for location in Location if location == node.text("in")), None)


def _requirements(node: Node, schemes: Mapping[str, SecurityScheme]) -> Iterator[SecurityRequirement]:
    for name in node.mapping:
        if name in schemes:
            yield SecurityRequirement(schemes[name], frozenset(node.texts(name)))
        else:
            told = f"security scheme {name!r} is not defined, and asks for nothing"
            node.note(told, "define it among the document's security schemes, or correct the name")
