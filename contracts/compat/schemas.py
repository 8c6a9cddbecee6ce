"""Gaps between schemas → findings, also of what schemas refer to: each once, whoever comes there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

from contracts.compat.comparison import Comparison, Shows, Site, Way, joined
from contracts.compat.differences import Difference, Shown, difference, finding, name_of
from contracts.compat.gaps import NOTHING, Gap, Kind, carried, serious
from contracts.compat.witness import nothing_mended
from contracts.findings import Finding
from specs.schemas import Direction, Schema

Task = Callable[[], list[tuple[int, Finding]]]
Run = Callable[[Sequence[Task]], list[list[tuple[int, Finding]]]]
"""What does pieces of work that do not depend on each other; their outcomes in order."""
_MOST_WAYS = 5
"""How many operations a message is looked for in that shows one gap."""


def findings(
    question: Comparison,
    old: Schema | None,
    new: Schema | None,
    direction: Direction,
    *,
    where: str,
    reached: Site,
    show: Shows,
    told: Callable[[list[Gap]], list[Gap]] = list,
) -> Iterator[Finding]:
    """The findings of one pair of schemas.

    Args:
        question: the documents.
        old: the old document's schema.
        new: the new document's.
        direction: which side writes.
        where: what the schema describes, for names of parts that no named schema holds: ``GET /users query size``.
        reached: the operation, and the body that the schema is of, if it is of one.
        show: the witness that a message with a value makes.
        told: the gaps as the documents would tell them.
    """
    gaps = told(question.gaps(old, new, direction))
    ways = question.ways.setdefault(direction, [])
    mend = nothing_mended if old is None or new is None else question.mend(old, new, direction)
    ways += [Way(gap, reached, where, show, mend) for gap in gaps if gap.kind is Kind.ELSEWHERE]
    for gap in _told(gaps):
        shown = [Shown(reached, gap, partial(_value, gap), show, mend)]
        yield finding(question, difference(question, gap, direction, where, shown))


def in_turn(tasks: Sequence[Task]) -> list[list[tuple[int, Finding]]]:
    """Do one piece of work after the other."""
    return [task() for task in tasks]


def elsewhere(question: Comparison, direction: Direction, run: Run = in_turn) -> Iterator[Finding]:
    """The findings of what the schemas of a direction refer to, each with all the operations that come there."""
    alike: dict[tuple[str, ...], list[tuple[int, Difference]]] = {}  # what shares a witness is one piece of work
    for place, each in enumerate(_elsewhere(question, direction)):
        alike.setdefault(each.key, []).append((place, each))
    longest_first = sorted(alike.values(), key=_work, reverse=True)
    told = chain.from_iterable(run([partial(_findings, question, group) for group in longest_first]))
    yield from (each for _, each in sorted(told, key=itemgetter(0)))


def _work(group: Sequence[tuple[int, Difference]]) -> int:
    """About how long witnesses are looked for: the deeper they have to be, the longer."""
    return max(len(each.gap.path) if each.gap.kind is Kind.BREAK else 0 for _, each in group)


def _findings(question: Comparison, group: Iterable[tuple[int, Difference]]) -> list[tuple[int, Finding]]:
    return [(place, finding(question, each)) for place, each in group]


def _elsewhere(question: Comparison, direction: Direction) -> Iterator[Difference]:
    for reached in _reached(question, direction, question.ways.get(direction, [])):
        first, sites = reached.seen[0], [reached.first(way) for way in reached.seen]
        for gap in _told(question.there(first.elsewhere, direction)):
            shown = [
                Shown(
                    site,
                    replace(gap, path=(*way.elsewhere.path, *gap.path)),
                    partial(carried, way.elsewhere.value, gap.value),
                    way.show,
                    way.mend,
                )
                for site, way in zip(sites, reached.seen, strict=True)
            ]
            seen = replace(gap, path=(*first.elsewhere.path, *gap.path))
            yield difference(question, seen, direction, first.where, shown)


def _value(gap: Gap) -> Any:
    return gap.value


@dataclass(slots=True, eq=False)
class _Reached:
    """Two schemas that are compared on their own: all that comes there, and some ways, shortest first."""

    operations: dict[str, None] = field(default_factory=dict)
    media_types: dict[str, None] = field(default_factory=dict)
    seen: list[Way] = field(default_factory=list)

    def first(self, way: Way) -> Site:
        """All that comes there, what comes by one way first."""
        return joined(way.reached, Site(tuple(self.operations), media_types=tuple(self.media_types)))


def _reached(question: Comparison, direction: Direction, ways: list[Way]) -> list[_Reached]:
    roots: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        roots.setdefault((way.elsewhere.writer_origin, way.elsewhere.reader_origin), []).append(way)
    found: dict[tuple[str, str], _Reached] = {}
    for coming in roots.values():
        whole = joined(*(way.reached for way in coming))
        for place in question.places(coming[0].elsewhere, direction):
            reached = found.setdefault((place.writer_origin, place.reader_origin), _Reached())
            reached.operations |= dict.fromkeys(whole.operations)
            reached.media_types |= dict.fromkeys(whole.media_types)
            reached.seen.append(replace(coming[0], elsewhere=place))
    for reached in found.values():
        reached.seen = sorted(reached.seen, key=lambda way: len(way.elsewhere.path))[:_MOST_WAYS]
    return list(found.values())


def _told(gaps: list[Gap]) -> Iterator[Gap]:
    """The gaps that findings are made of: notes only where nothing graver is said of the same place, null once."""
    broken = {gap.reader_origin for gap in serious(gaps)}
    nulls = {gap.reader_origin for gap in gaps if name_of(gap) == "null"}
    for gap in gaps:
        if gap.keyword == "enum" and gap.reader_origin in nulls and _inside(gap.value, gap.path) is None:
            continue
        if gap.kind is Kind.NOTE and gap.reader_origin in broken and gap.keyword != "enum":
            continue
        if gap.kind is not Kind.ELSEWHERE:
            yield gap


def _inside(value: Any, path: Iterable[str]) -> Any:
    """What a value has where a path leads; ``NOTHING`` where that is not known."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step, NOTHING)
        else:
            value = value[0] if isinstance(value, list) and len(value) == 1 else NOTHING
    return value
