"""What links of answers tell: an operation that links to a read of what it answers with has made it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from specs import pointers
from specs.inference import words
from specs.inference.paths import alike, ends_in_parameter, item_paths, last_parameter
from specs.model import Document, Link, Operation

_TOLD = re.compile(r"\$response\.body#(/[^{}]*)")


class Linked(NamedTuple):
    """What an answer links to.

    Attributes:
        to: an operation on one item.
        member: of the answer, which names the item.
    """

    to: Operation
    member: str


NOTHING_LINKED: Mapping[str, Linked] = MappingProxyType({})


def links(document: Document) -> Mapping[str, Linked]:
    """By operation: the item that its success tells the name of and leads to. Source: OAS 3.1.1, Link Object."""
    if not _any(document.raw):
        return {}
    return {operation.key: found for operation in document.operations for found in _links(document, operation)}


def made(operation: Operation, linked: Linked) -> bool:
    """Whether an operation has made what it links to: it is no word of command, and not below the item itself."""
    item = alike(linked.to.path)
    through = {alike(each) for each in item_paths(operation.path)}
    return operation.method == "POST" and item not in through and not words.verb(operation.path)


def _any(raw: Any) -> bool:
    """Whether a document has links, without having its responses read."""
    components = raw.get("components")
    shared = components.get("responses") if isinstance(components, dict) else None
    paths = raw.get("paths")
    items = (item for item in paths.values() if isinstance(item, dict)) if isinstance(paths, dict) else ()
    own = (each.get("responses") for item in items for each in item.values() if isinstance(each, dict))
    told = (responses for responses in (shared, *own) if isinstance(responses, dict))
    return any(isinstance(each, dict) and "links" in each for responses in told for each in responses.values())


def _links(document: Document, operation: Operation) -> Iterator[Linked]:
    for response in operation.successes:
        for link in response.links:
            target = document.linked(link)
            if target is None or not ends_in_parameter(target.path):
                continue
            member = _member(link, last_parameter(target.path))
            if member:
                yield Linked(target, member)
                return


def _member(link: Link, parameter: str) -> str:
    told = link.parameters.get(parameter, link.parameters.get(f"path.{parameter}"))
    match = _TOLD.fullmatch(told) if isinstance(told, str) else None
    return pointers.tokens(match[1])[-1] if match else ""
