"""The headers a response carries because the document has them."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver import negotiation
from specs import encoding
from specs.messages import Headers
from specs.model import MediaType, Operation, Parameter
from specs.model import Response as Entry
from specs.sampling import sample
from specs.schemas import Direction

_NOT_OURS = frozenset({"content-type", "content-length"})


def content_type(operation: Operation, media: MediaType | None) -> Headers:
    """The type of a body; without one, what the operation says of every response it has."""
    name = negotiation.actual(media) if media else next(iter(operation.produces), None)
    return (("Content-Type", name),) if name else ()


def documented(entry: Entry | None, facts: Mapping[str, str], seed: str) -> Headers:
    """The documented headers that there is something to say of, and those that must be there."""
    sent: list[tuple[str, str]] = []
    for header in entry.headers if entry else ():
        if header.name.lower() in _NOT_OURS:
            continue
        text = facts.get(header.name.lower())
        if text is None and header.required:
            text = _sampled(header, f"{seed}/{header.name}")
        if text is not None:
            sent.append((header.name, text))
    return tuple(sent)


def _sampled(header: Parameter, seed: str) -> str:
    schema = header.content.schema if header.content else header.schema
    return encoding.header(header, sample(schema, Direction.RESPONSE, seed)) if schema else "x"
