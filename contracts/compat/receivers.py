"""What an API calls of its own accord, seen as documents of those who receive it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from specs import paths, pointers
from specs.model import Document, Location, Operation, Server

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the API sends.

    Attributes:
        name: of the callback or webhook.
        called: how a report speaks of it: ``POST webhook created``, ``POST /orders callback paid POST``.
        operation: as the document has it; its path is the runtime expression of the address.
    """

    name: str
    called: str
    operation: Operation

    @property
    def address(self) -> str:
        """Where the API finds the address; empty for a webhook, whose address no document tells."""
        return "" if " webhook " in self.called else self.operation.path


def webhook(method: str, name: str) -> str:
    """How a report speaks of a webhook."""
    return f"{method} webhook {name}"


def calls(document: Document) -> dict[Key, Call]:
    """All that an API sends of its own accord, by what it is called on any path.

    What operations share is there for each of them, and what it calls in its turn for the first one alone.
    """
    found: dict[Key, Call] = {}
    seen: set[str] = set()
    for name, operations in document.webhooks.items():
        for each in operations:
            call = Call(name, webhook(each.method, name), each)
            found |= dict(_with_inner(("webhook", name, each.method), call, seen))
    for parent in document.operations:
        key = (parent.method, paths.shape(parent.path))
        found |= dict(_inner(key, parent.key, parent, seen))
    return found


def _with_inner(key: Key, call: Call, seen: set[str]) -> Iterator[tuple[Key, Call]]:
    yield key, call
    if call.operation.pointer not in seen:  # a callback may lead back to itself
        seen.add(call.operation.pointer)
        yield from _inner(key, call.called, call.operation, seen)


def _inner(key: Key, called: str, parent: Operation, seen: set[str]) -> Iterator[tuple[Key, Call]]:
    for name, operations in parent.callbacks.items():
        several = len({each.path for each in operations}) > 1
        for each in operations:
            own = (name, each.method, each.path) if several else (name, each.method)
            call = Call(name, f"{called} callback {' '.join((name, each.path, each.method) if several else own)}", each)
            yield from _with_inner((*key, *own), call, seen)


def receiving(document: Document, those: Mapping[str, Operation]) -> Document:
    """The document of those who receive calls.

    Args:
        document: of the API that sends them.
        those: the calls, by a path that stands for the receiver's address.
    """
    served = tuple(_served(document, path, operation) for path, operation in those.items())
    return replace(document, operations=served, webhooks={}, server_templates=(Server(url="/"),))


def path_of(call: Call, number: int) -> str:
    """A path that stands for the address of a receiver."""
    return f"/{quote(call.name, safe='')}" + (f"/{number}" if number else "")


def _served(document: Document, path: str, operation: Operation) -> Operation:
    raw = pointers.find(document.raw, operation.pointer)
    return replace(
        operation,
        path=path,
        parameters=tuple(each for each in operation.parameters if each.location is not Location.PATH),
        security=operation.security if _says_security(raw) else (),  # the API's own holds for those who call it
        server_templates=(),
        callbacks={},
    )


def _says_security(raw: Any) -> bool:
    return isinstance(raw, Mapping) and "security" in raw
