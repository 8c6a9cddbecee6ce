"""What links and addresses in answers tell: an operation that leads to a read of what it answers with has made it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from specs import pointers
from specs.inference import words
from specs.inference.paths import above, alike, ends_in_parameter, item_paths, last_parameter, last_segment
from specs.model import Document, Link, Operation
from specs.paths import match

_LOCATION = "location"
_TOLD = re.compile(r"\$response\.body#(/[^{}]*)")


class Linked(NamedTuple):
    """What an answer links to.

    Attributes:
        to: an operation on one item.
        member: of the answer, which names the item; empty where only its address does.
    """

    to: Operation
    member: str


NOTHING_LINKED: Mapping[str, Linked] = MappingProxyType({})


def links(document: Document) -> Mapping[str, Linked]:
    """By operation: the item that its success leads to, by a link or by an example of its Location.

    Source: OAS 3.1.1, Link Object; RFC 9110, 10.2.2.
    """
    leading = (document.by_key[key] for key in _leading(document.raw) if key in document.by_key)
    return {operation.key: found for operation in leading for found in _links(document, operation)}


def made(operation: Operation, linked: Linked) -> bool:
    """Whether an operation has made what it links to: it is no word of command, and not below the item itself."""
    item = alike(linked.to.path)
    through = {alike(each) for each in item_paths(operation.path)}
    return operation.method == "POST" and item not in through and not words.verb(operation.path)


def _leading(raw: Mapping[str, Any]) -> Iterator[str]:
    """The keys of operations that may lead somewhere, without having any responses read."""
    shared = _mapping(_mapping(raw.get("components")).get("responses"))
    for path, item in _mapping(raw.get("paths")).items():
        for method, operation in _mapping(item).items():
            told = _mapping(_mapping(operation).get("responses")).values()
            if any(_leads(_mapping(shared.get(_name(each), each))) for each in told):
                yield f"{str(method).upper()} {path}"


def _leads(response: Mapping[str, Any]) -> bool:
    return "links" in response or any(str(name).lower() == _LOCATION for name in _mapping(response.get("headers")))


def _name(response: Any) -> str:
    """What a shared response is called that a reference names."""
    return str(_mapping(response).get("$ref", "")).rpartition("/")[2]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _links(document: Document, operation: Operation) -> Iterator[Linked]:
    """The first that is led to."""
    for response in operation.successes:
        for link in response.links:
            target = document.linked(link)
            member = _member(link, last_parameter(target.path)) if target and ends_in_parameter(target.path) else ""
            if target and member:
                yield Linked(target, member)
                return
        for header in response.headers if operation.method == "POST" else ():
            for example in header.examples.values() if header.name.lower() == _LOCATION else ():
                found = _item(document, urlsplit(example).path) if isinstance(example, str) else None
                if found:
                    yield Linked(found, "")
                    return


def _item(document: Document, path: str) -> Operation | None:
    """The operation that reads the item at an address."""
    for operation in document.operations:
        if operation.method == "GET" and ends_in_parameter(operation.path):
            start = last_segment(above(operation.path))
            for base in document.base_paths_of(operation) if "{" in start or f"/{start}/" in path else ():
                if path.startswith(base) and match(operation.path, path[len(base) :]) is not None:
                    return operation
    return None


def _member(link: Link, parameter: str) -> str:
    told = link.parameters.get(parameter, link.parameters.get(f"path.{parameter}"))
    match = _TOLD.fullmatch(told) if isinstance(told, str) else None
    return pointers.tokens(match[1])[-1] if match else ""
