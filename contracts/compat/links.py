"""Links from responses to other operations: nothing that is sent, but what generated code may follow."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.compat.comparison import Comparison, Site
from contracts.compat.pairing import Pair
from contracts.findings import Finding
from specs import paths
from specs.model import Document, Link, Response


def compare(question: Comparison, pair: Pair, old: Response, new: Response, where: str) -> Iterator[Finding]:
    """Findings about the links of a response.

    Args:
        question: the documents.
        pair: the operation.
        old: the response as the old document has it.
        new: as the new one has it.
        where: what the response is called.
    """
    before, after = {link.name: link for link in old.links}, {link.name: link for link in new.links}
    for name in sorted(before.keys() | after.keys()):
        subject, one, other = f"{where} link {name}", before.get(name), after.get(name)
        if one is None or other is None:
            site = Site((pair.key,), one.pointer if one else old.pointer, other.pointer if other else new.pointer)
            yield question.finding("link-removed" if one else "link-added", subject, site)
        else:
            yield from _link(question, one, other, subject, Site((pair.key,), one.pointer, other.pointer))


def _link(question: Comparison, old: Link, new: Link, subject: str, site: Site) -> Iterator[Finding]:
    was, now = _target(question.old, old), _target(question.new, new)
    if paths.shape(was) != paths.shape(now):
        yield question.finding("link-target-changed", subject, site, was=was, now=now)
    if (old.parameters, old.body) != (new.parameters, new.body):
        yield question.finding("link-parameters-changed", subject, site)


def _target(document: Document, link: Link) -> str:
    """The operation that a link leads to, whichever way it is named; the name itself where there is none."""
    there = document.linked(link)
    return there.key if there else link.operation_id or link.operation_ref or ""
