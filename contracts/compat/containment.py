"""Is every value of the writer one of the reader? Proven, refuted by a value, or open: place by place.

A recursion over structure whose memo is also the coinductive assumption for cycles; ``constraints`` asks each keyword
of the reader, and ``leaves`` decides what structure does not.
"""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

from contracts.compat import distinct
from contracts.compat.alternatives import alternatives, narrowed
from contracts.compat.asking import Asking
from contracts.compat.gaps import GRAVE, Gap, Kind, gravest_first, serious, through, unproven
from contracts.compat.sameness import Alike, Sameness, nothing_known
from contracts.compat.settling import settled
from contracts.compat.sides import Part, Side, refers_only
from contracts.compat.views import View, view

Key = tuple[str, ...]
_MOST_TURNS = 2
_DEEPEST = 50
_MOST_FORGOTTEN = 100


class Containment:
    """Asks about the parts of one writer and one reader, each pair once, however often it is asked.

    Args:
        writer: the side that sends, made with ``writes=True``.
        reader: the side that receives.
        turns: how often the question was turned round already.
        alike: whether a place of one document holds what a place of the other does.
        within: how far the question has come for whose sake this one is asked.
    """

    def __init__(
        self,
        writer: Side,
        reader: Side,
        turns: int = 0,
        alike: Alike = nothing_known,
        within: Asking | None = None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._alike = alike
        self._same = Sameness(writer, reader, alike)
        self._known: dict[Key, list[Gap]] = {}
        self._open: set[Key] = set()
        self._assumed: set[Key] = set()
        self._forgotten = 0
        self._asking = Asking(within)
        self._elsewhere: dict[tuple[str, str], tuple[Part, Part]] = {}
        self._turns = turns
        self._within = 0

    def gaps(self, writer: Part, reader: Part) -> list[Gap]:
        """Every difference between two schemas, gravest first; what they refer to is told as being elsewhere."""
        before = len(self._known)
        try:
            found = self.compare([writer], [reader])
        except RecursionError:  # what was assumed meanwhile is not known
            for key in list(self._known)[before:]:
                del self._known[key]
            self._open.clear()
            raise
        return gravest_first(found)

    def there(self, elsewhere: Gap) -> list[Gap]:
        """The gaps of what a gap refers to, seen from there."""
        writer, reader = self._elsewhere[elsewhere.writer_origin, elsewhere.reader_origin]
        return gravest_first(self._compared([writer], [reader]))

    def places(self, elsewhere: Gap) -> Iterator[Gap]:
        """What is elsewhere on the way of a gap, itself first, each once and seen from where that gap is."""
        waiting, met = deque([elsewhere]), {(elsewhere.writer_origin, elsewhere.reader_origin)}
        while waiting:
            each = waiting.popleft()
            yield each
            for inner in self.there(each):
                place = (inner.writer_origin, inner.reader_origin)
                if inner.kind is Kind.ELSEWHERE and place not in met:
                    met.add(place)
                    waiting.append(through(each, inner))

    def everything(self, gaps: Iterable[Gap]) -> Iterator[Gap]:
        """The gaps, and those of all that they refer to, each once and seen from where the gaps are."""
        waiting, met = deque(gaps), set[tuple[str, str]]()
        while waiting:
            each = waiting.popleft()
            place = (each.writer_origin, each.reader_origin)
            if each.kind is not Kind.ELSEWHERE:
                yield each
            elif place not in met:
                met.add(place)
                waiting += [through(each, inner) for inner in self.there(each)]

    def fits(self, gaps: list[Gap]) -> bool:
        """Whether gaps leave nothing that breaks or may, wherever they refer to."""
        waiting, met = deque(gaps), set[tuple[str, str]]()
        with self.hastily():
            while waiting:
                each = waiting.popleft()
                if each.kind in GRAVE:
                    return False
                place = (each.writer_origin, each.reader_origin)
                if each.kind is Kind.ELSEWHERE and place not in met:
                    met.add(place)
                    waiting += self.there(each)
        return True

    def compare(self, writer: list[Part], reader: list[Part]) -> list[Gap]:
        """The gaps between schemas that hold together on each side."""
        if all(self.says(writer, part) for part in reader):
            return []
        ours = [self._writer.unwrapped(part) for part in writer]
        theirs = [self._reader.unwrapped(part) for part in reader]
        if len(ours) == len(theirs) == 1 and refers_only(writer[0]) and refers_only(reader[0]):
            place = (ours[0].origin, theirs[0].origin)
            self._elsewhere[place] = (ours[0], theirs[0])
            return [
                Gap(kind=Kind.ELSEWHERE, keyword="$ref", writer_origin=place[0], reader_origin=place[1], value=_itself)
            ]
        return self._anything(ours, theirs, (writer[0].origin, reader[0].origin)) or self._compared(ours, theirs)

    def _anything(self, writer: list[Part], reader: list[Part], at: tuple[str, str]) -> list[Gap]:
        """What is lost of a writer that may say anything, where whole types are: all else follows from that."""
        from contracts.compat.constraints import anything

        if any(part.schema not in (True, {}) for part in writer):
            return []
        gap = anything(view(self._writer, *writer), view(self._reader, *reader), at)
        return [] if gap is None else [gap]

    def _compared(self, writer: list[Part], reader: list[Part]) -> list[Gap]:
        key: Key = (*map(_identity, writer), "→", *map(_identity, reader))
        if self._writer.hasty and key not in self._known:
            key = (*key, "hastily")
        if key in self._open:
            if self._forgotten > _MOST_FORGOTTEN:
                return [unproven("$ref", writer[0].origin, reader[0].origin)]
            self._assumed.add(key)
        if key in self._known:
            return self._known[key]
        self._known[key] = []  # what is still being compared is assumed to fit
        self._open.add(key)
        with self._asking.question():
            found = self._asking.some(self._each(view(self._writer, *writer), view(self._reader, *reader)))
        self._open.discard(key)
        if key in self._assumed and serious(found):
            self._forget_since(key)
        self._known[key] = found
        return found

    @property
    def endless(self) -> bool:
        """Whether a question has led to so much that the rest of it stays open."""
        return self._asking.endless

    def against(self, writer: View, branch: Part) -> list[Gap]:
        """The gaps between a writer without choices and one branch of the reader's."""
        if self.says(writer.parts, branch):
            return []
        if writer.only is not None and refers_only(writer.only) and refers_only(branch):
            return self.compare([writer.only], [branch])
        known = self._asking.known(writer, branch)
        if known is not None:
            return known
        if self.endless:
            return [unproven("$ref", writer.origin, branch.origin)]
        with self._asking.question(of_branch=True):
            found = self._asking.some(self._constraints(writer, view(self._reader, self._reader.unwrapped(branch))))
            return self._asking.keep(writer, branch, found)

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
            return [unproven("if", writer.origin, target.origin)]
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
        return Containment(
            self._reader.as_written(), self._writer.as_written(), self._turns + 1, self._alike, self._asking
        )

    def refused(self, reader: Part, writer: Part) -> list[Gap]:
        """Why not all that a part of the reader accepts is accepted by one of the writer's, as they are written."""
        if self._same.same(writer, reader):
            return []
        if self._turned is None:
            return [unproven("not", writer.origin, reader.origin)]
        return serious(self._turned.everything(self._turned.compare([reader], [writer])))

    def implied(self, reader: Part, writer: Part) -> bool:
        """Whether a part of the writer holds wherever one of the reader's does, as they are written."""
        return not self.refused(reader, writer)

    def implies(self, writer: Part, reader: Part) -> bool:
        """Whether a part of the reader holds wherever one of the writer's does, as they are written."""
        if self._same.same(writer, reader):
            return True
        return self._turned is not None and not self._turned.refused(writer, reader)

    def says(self, writer: list[Part], part: Part) -> bool:
        """Whether the writer says in so many words what a part of the reader says."""
        return any(self._same.same(each, part) for each in writer)

    def _forget_since(self, key: Key) -> None:
        """Drop the answers that may rest on an assumption that turned out false."""
        self._forgotten += 1
        self._asking.forget()
        asked = list(self._known)
        for later in asked[asked.index(key) :]:
            if later not in self._open:
                del self._known[later]
        self._assumed.discard(key)

    def _each(self, writer: View, reader: View) -> Iterator[Gap]:
        for option in alternatives(writer) if writer.values is None else [writer]:
            if self.endless:
                yield unproven("oneOf", writer.origin, reader.origin)
                return
            idle = self._idle(option, reader) if option.rivals and not self._turns else None
            yield from self._constraints(option, reader) if idle is None else self._harmless(option, reader, idle)

    def _idle(self, option: View, reader: View) -> Gap | None:
        """What tells that all values of an alternative are another branch's, too, so that its ``oneOf`` takes none."""
        for branch, other in option.rivals:
            if self._own.holds(option, other):
                chosen, rival = (option.side.unwrapped(part).origin for part in (branch, other))
                return replace(unproven("idle", chosen, reader.origin), kind=Kind.NOTE, detail=rival)
        return None

    def _harmless(self, option: View, reader: View, idle: Gap) -> list[Gap]:
        """The gaps of an alternative that no value can be of: what would break is not looked for, but told at once."""
        with self.hastily():
            gaps = self._constraints(replace(option, rivals=()), reader)
        harmless = [gap for gap in gaps if self.fits([gap])]
        return gaps if len(harmless) == len(gaps) else [*harmless, idle]

    @cached_property
    def _own(self) -> Containment:
        """The same question about the writer alone: is what it says something that it says elsewhere, too?"""
        return Containment(self._writer, self._writer.as_written(), self._turns + 1, operator.eq, self._asking)

    def holds(self, writer: View, branch: Part) -> bool:
        """Whether all that a writer without choices says is of one branch of the reader's."""
        other = view(self._reader, self._reader.unwrapped(branch))
        if distinct.apart(writer, other):
            return False
        with self.hastily():
            return self.fits(self.against(writer, branch))

    def _constraints(self, writer: View, reader: View) -> list[Gap]:
        from contracts.compat.constraints import CONSTRAINTS, listed

        if writer.values is not None:
            return list(listed(writer, reader))
        found = [gap for constraint in CONSTRAINTS for gap in constraint(self, writer, reader)]
        return settled(writer, reader, found)


def _identity(part: Part) -> str:
    """What a part is remembered by: whatever accepts anything is the same wherever it stands."""
    return "anything" if part.schema in (True, {}) else part.origin


def _itself(value: Any) -> Any:
    return value
