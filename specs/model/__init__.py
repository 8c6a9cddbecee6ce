"""Frozen views of a document, the same for every dialect. Each knows its JSON pointer; ``Document.place`` its line."""

from __future__ import annotations

from specs.model.document import Document, Operation, Tag
from specs.model.messages import Body, Encoding, Link, Location, MediaType, Parameter, Response
from specs.model.security import SecurityRequirement, SecurityScheme
from specs.model.servers import Server, Variable

__all__ = [
    "Body",
    "Document",
    "Encoding",
    "Link",
    "Location",
    "MediaType",
    "Operation",
    "Parameter",
    "Response",
    "SecurityRequirement",
    "SecurityScheme",
    "Server",
    "Tag",
    "Variable",
]
