"""Where kinds can be, in the usual cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mockserver.mutants.trial import roles
from mockserver.mutants.values import Place
from specs.inference.kinds import Kind as Does
from specs.model import Document, Operation, Response

_SUCCESS = "2"


def entries(document: Document) -> Iterator[tuple[Operation, Response, int]]:
    """The documented answers, each with its status; 0 for a range or the rest. Successes come first."""
    found = [(operation, entry) for operation in document.operations for entry in operation.responses]
    for operation, entry in sorted(found, key=lambda each: not each[1].status.startswith(_SUCCESS)):
        yield operation, entry, int(entry.status) if entry.status.isdecimal() else 0


def answers(document: Document, *statuses: str) -> Iterator[Place]:
    """Those whose status begins with one of some texts."""
    for operation, entry, status in entries(document):
        if entry.status.startswith(statuses):
            yield Place(operation=operation.key, status=status, pointer=entry.pointer)


def successes(document: Document) -> Iterator[Place]:
    """Those that are successes."""
    return answers(document, _SUCCESS)


def bodies(document: Document) -> Iterator[Place]:
    """Successes that have a body in JSON."""
    for operation, entry, status in entries(document):
        if entry.status.startswith(_SUCCESS) and any("json" in each.name for each in entry.content):
            yield Place(operation=operation.key, status=status, pointer=entry.pointer)


def doing(*kinds: Does) -> Callable[[Document], Iterator[Place]]:
    """The operations that do some things."""

    def found(document: Document) -> Iterator[Place]:
        for operation in document.operations:
            if roles(document).of(operation).kind in kinds:
                yield Place(operation=operation.key, pointer=operation.pointer)

    return found


def where(wanted: Callable[[Operation], bool]) -> Callable[[Document], Iterator[Place]]:
    """The operations that something holds for."""

    def found(document: Document) -> Iterator[Place]:
        for operation in document.operations:
            if wanted(operation):
                yield Place(operation=operation.key, pointer=operation.pointer)

    return found
