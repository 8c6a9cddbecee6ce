"""What a writer may say, one choice at a time: views without choices whose union holds every value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import comb

from contracts.compat.sides import Part, Side
from contracts.compat.views import View, view

_MOST = 64
_FEW = 4
_ALL = 2
"""Of so many branches of an ``anyOf`` every combination is a view of its own, so that none needs the others' names."""


def alternatives(whole: View, limit: int = _MOST) -> Iterator[View]:
    """Views without choices whose union holds every value of this one (a ``oneOf`` is read as ``anyOf``)."""
    if not whole.choices or limit <= 1:
        yield whole
        return
    (keyword, branches, origin), *others = whole.choices
    together = keyword == "anyOf" and len(branches) <= _FEW  # a value of both may have the names of both
    ways = len(branches) + (comb(len(branches), 2) if together else 0)
    for some, joined in _chosen(whole, branches, together=together):
        joined.choices, joined.declared, joined.chosen = [*others, *joined.choices], whole.declared, True
        if keyword == "oneOf" or len(branches) <= _ALL:
            joined.lean = [_without(whole.side, part, keyword, origin) for part in joined.lean]
        if keyword == "oneOf":
            joined.rivals = (*whole.rivals, *((some[0], other) for other in branches if other is not some[0]))
        if len(some) == 1 and _nothing_else(whole, keyword, branches):
            joined.only = some[0]
        if joined.types:
            yield from alternatives(joined, limit // ways)


def _chosen(whole: View, branches: list[Part], *, together: bool) -> Iterator[tuple[tuple[Part, ...], View]]:
    """Each branch that may be chosen, and any two of them if they may be chosen together, with what is left then."""
    left: list[tuple[Part, frozenset[str]]] = []
    for branch in branches:
        joined = narrowed(whole, (branch,))
        left.append((branch, joined.types))
        yield (branch,), joined
    for (one, types), (other, others) in combinations(left, 2) if together else ():
        if types & others:
            yield (one, other), narrowed(whole, (one, other))


def narrowed(whole: View, more: Sequence[Part]) -> View:
    """A view and other schemas that hold together with it; its choices are theirs alone."""
    joined = replace(view(whole.side, *whole.parts, *more))
    joined.choices = [each for each in joined.choices if (each[0], each[2]) not in whole.met]
    joined.declared, joined.chosen = whole.declared | joined.declared, whole.chosen
    joined.lean = [*(whole.lean or whole.parts), *more]
    joined.rivals = whole.rivals
    return joined


def _without(side: Side, part: Part, keyword: str, origin: str) -> Part:
    """A part without the choice that stands at a place, once it is made."""
    if part.origin != origin or not isinstance(part.schema, dict):
        return part
    return Part(side.without(part.schema, keyword), origin)


def _nothing_else(whole: View, keyword: str, branches: list[Part]) -> bool:
    """Whether a view says nothing beside a choice, and what is said of one branch is said by that branch alone."""
    said = whole.only or (whole.parts[0] if len(whole.parts) == 1 else None)
    schema = None if said is None else whole.side.unwrapped(said).schema
    alone = isinstance(schema, dict) and schema.keys() == {keyword}
    return alone and (keyword == "oneOf" or len(branches) <= _FEW)  # else a value may have names of two branches
