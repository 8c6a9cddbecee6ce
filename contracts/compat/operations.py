"""Which operations came, which went, and which are answered by another one now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from contracts.compat import messages
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.witness import request_witness
from contracts.findings import Finding, Witness
from specs import paths
from specs.errors import SpecError
from specs.model import Operation


def compare(question: Comparison, both: Sequence[Pair]) -> Iterator[Finding]:
    """Findings about operations as a whole."""
    kept, known = {pair.old.pointer for pair in both}, {pair.new.pointer for pair in both}
    for operation in question.old.operations:
        if operation.pointer not in kept:
            site = Site((operation.key,), old=operation.pointer)
            yield question.finding("operation-removed", operation.key, site, _call(question, operation))
    for operation in question.new.operations:
        if operation.pointer not in known:
            yield question.finding("operation-added", operation.key, Site((operation.key,), new=operation.pointer))
    for pair in both:
        if pair.absorbed:
            yield question.finding("operation-path-generalised", pair.key, pair.site, now=pair.new.key)


def _call(question: Comparison, operation: Operation) -> Witness | None:
    """A valid request of the old document that the new one has no place for."""
    try:
        request = messages.request(question.old, operation, Wanted())
    except SpecError:
        return None
    shown = request_witness(question.old, question.new, request)
    found = paths.find(question.new, request.method, request.path)
    if shown is None or found is None:
        return shown
    reason = f"it leads to {found[0].key} now, which refuses it: {shown.reason}"
    return replace(shown, place="path", name="", pointer="", reason=reason)
