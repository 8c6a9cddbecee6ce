"""All kinds of mutants, and the mutants that a document can have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from random import Random

from mockserver.errors import MockError
from mockserver.mutants.kinds import (
    access,
    bodies,
    conditions,
    fields,
    leaks,
    listing,
    requests,
    statuses,
    storing,
    wire,
)
from mockserver.mutants.values import Kind, Mutant
from specs.model import Document

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for part in (bodies, statuses, fields, wire, access, requests, storing, listing, conditions, leaks)
    for kind in part.KINDS
}
"""By name, family after family."""


def mutants(document: Document, kinds: Collection[str] = ()) -> Iterator[Mutant]:
    """What a document can have: of some kinds, all where none is named."""
    for kind in KINDS.values():
        if not kinds or kind.name in kinds:
            yield from dict.fromkeys(Mutant(kind, place) for place in kind.places(document))


def sampled(
    document: Document,
    families: Collection[str] = (),
    per_kind: int = 1,
    seed: int = 0,
    operations: Collection[str] | None = None,
) -> list[Mutant]:
    """Some of each kind, at places that a seed chooses, of different operations as far as there are.

    Args:
        document: whose.
        families: only of these; of all where none is named.
        per_kind: how many at most.
        seed: the same seed chooses the same ones.
        operations: keys of those that are looked at; None for all.
    """
    chosen: list[Mutant] = []
    for kind in KINDS.values():
        if not families or kind.family in families:
            places = dict.fromkeys(kind.places(document))
            found = [Mutant(kind, each) for each in places if operations is None or each.operation in operations]
            chosen += _spread(found, per_kind, Random(f"{seed}/{kind.name}"))  # noqa: S311 - repeatable, not secret
    return chosen


def _spread(found: Sequence[Mutant], number: int, random: Random) -> list[Mutant]:
    """Some of them: of each operation one before a second of any."""
    shuffled = random.sample(found, len(found))
    turn: Counter[str] = Counter()
    order: list[tuple[int, Mutant]] = []
    for each in shuffled:
        order.append((turn[each.place.operation], each))
        turn[each.place.operation] += 1
    return [each for _, each in sorted(order, key=lambda pair: pair[0])[:number]]


def named(document: Document, ids: Collection[str]) -> list[Mutant]:
    """The mutants of these ids. Raises MockError: the document has none of an id."""
    known = {each.id: each for each in mutants(document, {each.partition("@")[0] for each in ids})}
    for each in ids:
        if each not in known:
            close = get_close_matches(each, [*known, *KINDS], 1)
            hint = f"did you mean {close[0]}?" if close else "ringback mutate SPEC --list shows them"
            raise MockError(f"the document has no mutant {each!r}", hint=hint)
    return [known[each] for each in ids]
