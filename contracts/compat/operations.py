"""Which operations are in both documents, which came, which went; and the servers they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.compat import messages
from contracts.compat.comparison import Comparison, Pair, Site
from contracts.compat.messages import Wanted
from contracts.compat.witness import request_witness
from contracts.findings import Finding, Witness
from specs import paths
from specs.errors import SpecError
from specs.model import Document, Operation


def pairs(old: Document, new: Document) -> list[Pair]:
    """Operations of both documents; paths are the same whatever their parameters are called."""
    ours = _by_shape(old)
    return [Pair(ours[key], operation) for key, operation in _by_shape(new).items() if key in ours]


def compare(question: Comparison) -> Iterator[Finding]:
    """Findings about operations and servers as a whole."""
    ours, theirs = _by_shape(question.old), _by_shape(question.new)
    for key, operation in ours.items():
        if key not in theirs:
            yield question.finding(
                "operation-removed",
                operation.key,
                Site((operation.key,), old=operation.pointer),
                _call(question, operation),
            )
    for key, operation in theirs.items():
        if key not in ours:
            yield question.finding("operation-added", operation.key, Site((operation.key,), new=operation.pointer))
    yield from _servers(question)


def _servers(question: Comparison) -> Iterator[Finding]:
    old, new = question.old, question.new
    caller = next((each for each in old.operations if not each.servers), None)
    for base in old.base_paths:
        if base not in new.base_paths and caller:
            shown = _call(question, caller, base)
            yield question.finding("base-path-removed", base or "/", Site(old="/servers"), shown, was=base or "/")
    before, after = ([server.rstrip("/") for server in each.servers] for each in (old, new))
    if set(before) != set(after) and old.base_paths == new.base_paths:
        yield question.finding("server-changed", "servers", Site((), "/servers", "/servers"), was=before, now=after)


def _call(question: Comparison, operation: Operation, base: str | None = None) -> Witness | None:
    """A valid request of the old document that the new one has no place for, under a base path if one is given."""
    try:
        request = messages.request(question.old, operation, Wanted())
    except SpecError:
        return None
    if base is not None:
        request = replace(request, path=base + request.path.removeprefix(question.old.base_paths_of(operation)[0]))
    return request_witness(question.old, question.new, request, moved=base is None)


def _by_shape(document: Document) -> dict[tuple[str, str], Operation]:
    return {(operation.method, paths.shape(operation.path)): operation for operation in document.operations}
