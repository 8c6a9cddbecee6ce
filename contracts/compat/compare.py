"""Two documents → the report of everything that differs, gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from types import MappingProxyType

from contracts.compat import (
    aside,
    bodies,
    callbacks,
    documentation,
    operations,
    parameters,
    responses,
    schemas,
    schemes,
    security,
    servers,
    stability,
)
from contracts.compat.comparison import Comparison, Site, joined
from contracts.compat.pairing import Pair, pairs
from contracts.findings import Finding, Report, Verdict, Witness
from specs.collector import collector_paused
from specs.model import Document
from specs.schemas import Direction

_MANY = 64
"""Operations that differ, so that it pays to ask about what they answer beside all the rest."""


def compare(old: Document, new: Document, *, open_objects: bool = False, two_processes: bool = False) -> Report:
    """Compare two documents.

    Args:
        old: what clients were written against.
        new: what the server is about to do.
        open_objects: writers may send properties that they do not declare, where their objects do not forbid it.
        two_processes: where many operations differ, part of the work may be done in copies of this process.

    Returns:
        A report of kind ``compatibility``. A change in a shared schema is one finding that lists the operations it
        reaches. Every finding that is called breaking has a witness. Two documents that share what was read are not
        gone through.
    """
    question = Comparison(old, new, literal=open_objects)
    both = pairs(old, new)
    with collector_paused():
        identical = old.raw is new.raw
        found = [] if identical else sorted(_settled(question, both, apart=two_processes), key=_rank)
    return Report(
        kind="compatibility",
        title=_title(old, new),
        subjects={"old": old.source.name, "new": new.source.name},
        findings=tuple(found),
        judged=len(old.operations) + len(new.operations) - len(both) + callbacks.count(old, new),
        facts={
            "operations in old": len(old.operations),
            "operations in new": len(new.operations),
            "operations in both": len(both),
            "pairs of schemas compared": question.questions.total(),
            **({"undeclared properties": "may be sent"} if open_objects else {}),
        },
        identical=identical,
        sources=(old.source, new.source),
        tags={each.key: each.tags for document in (old, new) for each in document.operations if each.tags},
    )


def _title(old: Document, new: Document) -> str:
    name = new.title or new.source.label
    return f"{name}: {old.release or '?'} → {new.release or '?'}" if old.release or new.release else name


_ASKED: Mapping[str, Callable[[Comparison, Pair], Iterator[Finding]]] = MappingProxyType(
    {"parameters": parameters.compare, "requestBody": bodies.compare}
)
"""What compares what a member of an operation says of requests."""


def _settled(question: Comparison, both: Sequence[Pair], *, apart: bool) -> list[Finding]:
    return stability.settled(question, _merged(_all(question, both, apart=apart)), both)


def _all(question: Comparison, both: Sequence[Pair], *, apart: bool) -> Iterator[Finding]:
    changed = [pair for pair in both if not question.unchanged.operations(pair.old, pair.new)]
    if apart and len(changed) >= _MANY and aside.possible():
        asked = cache(aside.aside(partial(_counted, question, both, changed)))

        def shared(tasks: Sequence[schemas.Task]) -> list[list[tuple[int, Finding]]]:
            asked()  # the first copy is done by now, and is to go before there is a second
            return aside.shared(tasks)

        answers = list(_answers(question, changed, shared))
        found, questions = asked()
        question.questions += questions
        yield from found
        yield from answers
    else:
        yield from _asked(question, both, changed)
        yield from _answers(question, changed)


def _counted(
    question: Comparison, both: Sequence[Pair], changed: Sequence[Pair]
) -> tuple[list[Finding], Counter[Direction]]:
    """The findings of ``_asked``, and how many pairs of schemas were compared for them."""
    return list(_asked(question, both, changed)), question.questions


def _asked(question: Comparison, both: Sequence[Pair], changed: Sequence[Pair]) -> Iterator[Finding]:
    """Findings about everything but what operations answer."""
    yield from operations.compare(question, both)
    yield from servers.compare(question, both)
    yield from schemes.compare(question)
    yield from security.compare(question, changed)
    yield from stability.compare(question, changed)
    for pair in changed:
        for member, compared in _ASKED.items():
            if not question.unchanged.members(pair.old, pair.new, member):
                yield from compared(question, pair)
        yield from documentation.compare(question, pair)
    yield from schemas.elsewhere(question, Direction.REQUEST)
    yield from callbacks.compare(question)
    yield from documentation.compare_schemas(question)


def _answers(question: Comparison, changed: Sequence[Pair], run: schemas.Run = schemas.in_turn) -> Iterator[Finding]:
    """Findings about what operations answer."""
    for pair in changed:
        if not question.unchanged.members(pair.old, pair.new, "responses"):
            yield from responses.compare(question, pair)
    yield from schemas.elsewhere(question, Direction.RESPONSE, run)


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One change, one finding: the same rule about the same thing, wherever it was met."""
    merged: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.subject, finding.message)
        known = merged.get(key)
        merged[key] = finding if known is None else _joined(known, finding)
    return list(merged.values())


def _joined(known: Finding, more: Finding) -> Finding:
    """The finding with the graver verdict and the shorter witness, reaching what both reach."""
    leading, other = sorted((known, more), key=lambda each: (each.severity.rank, _length(each.witness)))
    both = joined(*(Site(each.operations, media_types=each.media_types) for each in (leading, other)))
    return replace(leading, operations=both.operations, media_types=both.media_types)


def _length(witness: Witness | None) -> int:
    if witness is None:
        return 1 << 30
    message = witness.request or witness.response
    return len(message.body) if message else 0


def _rank(finding: Finding) -> tuple[int, int, str, str, str]:
    verdicts = (Verdict.BREAKING, Verdict.UNPROVEN, Verdict.COMPATIBLE, None)
    where = finding.operations[0] if finding.operations else "~"
    return finding.severity.rank, verdicts.index(finding.verdict), finding.level, where, finding.subject + finding.rule
