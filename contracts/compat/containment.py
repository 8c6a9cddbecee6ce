"""Is every value of the writer one of the reader? Proven, refuted by a value, or open: place by place.

A recursion over structure whose memo is also the coinductive assumption for cycles; ``constraints`` asks each keyword
of the reader, and ``leaves`` decides what structure does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from contracts.compat import leaves
from contracts.compat.alternatives import alternatives, narrowed
from contracts.compat.gaps import NOTHING, Gap, Kind
from contracts.compat.sameness import Places, Sameness
from contracts.compat.sides import Part, Side
from contracts.compat.views import View, view
from specs.algebra import Covers


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What questions of the same documents and direction have found, by the places of the schemas; grows.

    Attributes:
        gaps: between schemas that hold together on each side.
        equal: places of schemas that say the same in the same words.
        different: places of schemas that do not.
    """

    gaps: dict[tuple[str, ...], list[Gap]] = field(default_factory=dict)
    equal: Places = field(default_factory=set)
    different: Places = field(default_factory=set)


_MOST_TURNS = 2
_DEEPEST = 50


class Containment:
    """Asks about the parts of one writer and one reader, each pair once.

    Args:
        writer: the side that sends, built with ``writes=True``.
        reader: the side that receives.
        memory: what other questions of the same documents and direction have found.
        turns: how often the question was turned round already.
    """

    def __init__(self, writer: Side, reader: Side, memory: Memory | None = None, turns: int = 0) -> None:
        self._writer = writer
        self._reader = reader
        memory = memory or Memory()
        self._same = Sameness(writer, reader, memory.equal, memory.different)
        self._known = memory.gaps
        self._open: set[tuple[str, ...]] = set()
        self._assumed: set[tuple[str, ...]] = set()
        self._turns = turns
        self._within = 0

    def gaps(self) -> list[Gap]:
        """Every difference, gravest first; empty where the two say the same."""
        before = len(self._known)
        try:
            found = self.compare([self._writer.root], [self._reader.root])
        except RecursionError:  # what was assumed meanwhile is not known
            for key in list(self._known)[before:]:
                del self._known[key]
            raise
        return sorted(found, key=lambda gap: list(Kind).index(gap.kind))

    def compare(self, writer: list[Part], reader: list[Part]) -> list[Gap]:
        """The gaps between schemas that hold together on each side."""
        if all(self.says(writer, part) for part in reader):
            return []
        writer = [self._writer.unwrapped(part) for part in writer]
        reader = [self._reader.unwrapped(part) for part in reader]
        key = (*map(_identity, writer), "→", *map(_identity, reader))
        if self._writer.hasty and key not in self._known:
            key = (*key, "hastily")
        if key in self._known:
            self._assumed |= {key} & self._open
            return self._known[key]
        self._known[key] = []  # what is still being compared is assumed to fit
        self._open.add(key)
        found = list(_once(self._each(view(self._writer, *writer), view(self._reader, *reader))))
        self._open.discard(key)
        if key in self._assumed and serious(found):
            self._forget_since(key)
        self._known[key] = found
        return found

    def against(self, writer: View, branch: Part) -> list[Gap]:
        """The gaps between a writer without choices and one branch of the reader's."""
        if self.says(writer.parts, branch):
            return []
        return list(_once(self._constraints(writer, view(self._reader, self._reader.unwrapped(branch)))))

    @contextmanager
    def hastily(self) -> Iterator[None]:
        """While it lasts, no values are searched for: gaps that would break are unproven."""
        before = self._writer.hasty
        self._writer.hasty = True
        try:
            yield
        finally:
            self._writer.hasty = before

    def within(self, writer: View, more: list[Part], target: Part) -> list[Gap]:
        """The gaps between what more schemas leave of a writer without choices, and one schema of the reader's."""
        if self._within > _DEEPEST:
            return [Gap(kind=Kind.UNPROVEN, keyword="if", writer_origin=writer.origin, reader_origin=target.origin)]
        self._within += 1
        options = alternatives(narrowed(writer, more)) if more else [writer]
        found = [gap for option in options if option.types for gap in self.against(option, target)]
        self._within -= 1
        return found

    @cached_property
    def _turned(self) -> Containment | None:
        """The question turned round, both sides taken literally. Twice is enough: what is below is not asked."""
        if self._turns >= _MOST_TURNS:
            return None
        return Containment(self._reader.as_written(), self._writer.as_written(), turns=self._turns + 1)

    def refused(self, reader: Part, writer: Part) -> list[Gap]:
        """Why not all that a part of the reader accepts is accepted by one of the writer's, as they are written."""
        if self._same.same(writer, reader):
            return []
        if self._turned is None:
            return [Gap(kind=Kind.UNPROVEN, keyword="not", writer_origin=writer.origin, reader_origin=reader.origin)]
        return self._turned.compare([reader], [writer])

    def implied(self, reader: Part, writer: Part) -> bool:
        """Whether a part of the writer holds wherever one of the reader's does, as they are written."""
        return not serious(self.refused(reader, writer))

    def implies(self, writer: Part, reader: Part) -> bool:
        """Whether a part of the reader holds wherever one of the writer's does, as they are written."""
        if self._same.same(writer, reader):
            return True
        return self._turned is not None and not serious(self._turned.refused(writer, reader))

    def says(self, writer: list[Part], part: Part) -> bool:
        """Whether the writer says in so many words what a part of the reader says."""
        return any(self._same.same(each, part) for each in writer)

    def _forget_since(self, key: tuple[str, ...]) -> None:
        """Drop the answers that may rest on an assumption that turned out false."""
        asked = list(self._known)
        for later in asked[asked.index(key) :]:
            if later not in self._open:
                del self._known[later]
        self._assumed.discard(key)

    def _each(self, writer: View, reader: View) -> Iterator[Gap]:
        for option in alternatives(writer) if writer.values is None else [writer]:
            yield from self._constraints(option, reader)

    def _constraints(self, writer: View, reader: View) -> list[Gap]:
        from contracts.compat.constraints import CONSTRAINTS, listed

        if writer.values is not None:
            return list(listed(writer, reader))
        found = [gap for constraint in CONSTRAINTS for gap in constraint(self, writer, reader)]
        return settled(writer, reader, found)


def serious(gaps: list[Gap]) -> list[Gap]:
    """The gaps that break or may."""
    return [gap for gap in gaps if gap.kind is not Kind.NOTE]


def settled(writer: View, reader: View, gaps: list[Gap]) -> list[Gap]:
    """The gaps, with the whole of both schemas asked where their parts leave it open."""
    grave = serious(gaps)
    if not grave or writer.side.hasty or any(gap.kind is Kind.BREAK for gap in grave):
        return gaps
    if leaves.covered(writer, reader, reader.schema) is Covers.YES:
        return [gap for gap in gaps if gap.kind is Kind.NOTE]
    value = leaves.counterexample(writer, reader, reader.schema)
    if value is NOTHING:
        return gaps
    shown = replace(grave[0], value=value, kind=Kind.BREAK)
    return [shown if gap is grave[0] else gap for gap in gaps]


def _identity(part: Part) -> str:
    """What a part is remembered by: whatever accepts anything is the same wherever it stands."""
    return "anything" if part.schema in (True, {}) else part.origin


def _once(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Alternatives of a writer share most of what they say: tell it once."""
    seen: set[tuple[object, ...]] = set()
    for gap in gaps:
        told = (gap.kind, gap.keyword, gap.path, gap.writer_origin, gap.reader_origin, repr(gap.detail))
        if told not in seen:
            seen.add(told)
            yield gap
