"""Branches that a reader lets a writer choose among: ``anyOf`` and ``oneOf``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from contracts.compat import distinct, leaves
from contracts.compat.alternatives import narrowed
from contracts.compat.containment import Containment
from contracts.compat.gaps import NOTHING, Gap, Kind, serious
from contracts.compat.sides import Part
from contracts.compat.telling import ask, gap
from contracts.compat.views import View, view
from specs import shapes

_FEW = 3
_TYPED = {name: {"type": name} for name in shapes.TYPES}


class _Branch(NamedTuple):
    """One branch, and what its keywords say together."""

    part: Part
    view: View


def choices(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Some branch takes it, and for ``oneOf`` no other does."""
    for keyword, parts, origin in reader.choices:
        branches = [_Branch(part, view(reader.side, reader.side.unwrapped(part))) for part in parts]
        yield from _choice(question, writer, reader, (keyword, branches, origin), _by_type(writer))


def _choice(
    question: Containment, writer: View, reader: View, choice: tuple[str, list[_Branch], str], kinds: list[View]
) -> Iterator[Gap]:
    keyword, branches, origin = choice
    if question.endless:
        yield gap(keyword, writer, reader, NOTHING, at=(writer.origin, origin))
        return
    same = [branch for branch in branches if question.says(writer.parts, branch.part)]
    if any(_fits(question, writer, reader, choice, branch, []) for branch in same):
        return
    likely = same + [each for each in branches if each not in same and not distinct.apart(writer, each.view)]
    if len(likely) == 1 and len(kinds) <= 1:  # whatever the writer says is of this branch or of none
        yield from question.against(writer, likely[0].part)
        return
    with question.hastily():
        found = [question.against(writer, branch.part) for branch in likely]
    for branch, gaps in zip(likely, found, strict=True):
        if _fits(question, writer, reader, choice, branch, gaps):
            yield from gaps
            return
    if len(kinds) > 1:  # no branch takes all of them, but each may have its own
        for kind in kinds:
            yield from _choice(question, kind, reader, choice, [])
        return
    order = sorted(range(len(found)), key=lambda index: _distance(found[index]))
    nearest = [likely[index] for index in order] or [_most_alike(writer, branches)]
    for branch in nearest[:_FEW] if not writer.side.hasty else ():
        gaps = question.against(writer, branch.part)
        fits = _fits(question, writer, reader, choice, branch, gaps)
        shown = gaps if fits else _shown(question, writer, reader, gaps)
        if fits or shown:
            yield from shown
            return
    yield from ask(keyword, writer, reader, {keyword: [branch.part.schema for branch in branches]}, origin)


def _fits(
    question: Containment,
    writer: View,
    reader: View,
    choice: tuple[str, list[_Branch], str],
    branch: _Branch,
    gaps: list[Gap],
) -> bool:
    """Whether all that the writer says is of a branch, whose gaps are known, and of no other where that matters."""
    keyword, branches, _ = choice
    return question.fits(gaps) and (keyword == "anyOf" or _alone(question, writer, reader, branch, branches))


def _alone(question: Containment, writer: View, reader: View, fitting: _Branch, branches: list[_Branch]) -> bool:
    """Whether no value of the writer is one of another branch: what ``oneOf`` asks beyond ``anyOf``."""
    rivals = [rival for _, rival in writer.rivals]
    return all(
        question.says(rivals, each.part)
        or distinct.apart(writer, each.view)
        or any(question.implied(each.part, rival) for rival in rivals)
        or leaves.excluded(writer, reader, each.part.schema)
        for each in branches
        if each is not fitting
    )


def _most_alike(writer: View, branches: list[_Branch]) -> _Branch:
    """The branch that has most properties in common with a writer that fits none."""
    return max(branches, key=lambda each: len(each.view.properties.keys() & writer.properties.keys()))


def _shown(question: Containment, writer: View, reader: View, gaps: list[Gap]) -> list[Gap]:
    """Those gaps to one branch that show something of all of them."""
    grave = [each for each in gaps if each.kind is not Kind.NOTE and not question.fits([each])]
    if not writer.chosen and len(grave) > 1:  # the branch is no guide to what was lost
        return []
    return [each for each in grave if _same_place(each) or _breaks(writer, reader, each)]


def _breaks(writer: View, reader: View, gap: Gap) -> bool:
    return gap.kind is Kind.BREAK and leaves.shows(writer, reader, gap.value)


def _same_place(gap: Gap) -> bool:
    """Whether a gap refers to what both documents have in one place: to look for values there would be to go round."""
    return gap.kind is Kind.ELSEWHERE and gap.writer_origin == gap.reader_origin


def _distance(gaps: list[Gap]) -> int:
    return len(serious(gaps)) + 100 * any(gap.keyword == "type" and not gap.path for gap in serious(gaps))


def _by_type(writer: View) -> list[View]:
    """A view for each type that the writer may send."""
    names = sorted(writer.types - ({"integer"} if "number" in writer.types else set()))
    return [narrowed(writer, [Part(_TYPED[name], writer.origin)]) for name in names]
