"""Is every value of the writer one of the reader? Proven, refuted by a value, or open: place by place.

A recursion over structure whose memo is also the coinductive assumption for cycles; ``constraints`` asks each keyword
of the reader, and ``leaves`` decides what structure does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.compat.gaps import Gap, Kind
from contracts.compat.sameness import Sameness
from contracts.compat.sides import Part, Side
from contracts.compat.views import View, alternatives, view


class Containment:
    """Asks about the parts of one writer and one reader, each pair once.

    Args:
        writer: the side that sends, built with ``writes=True``.
        reader: the side that receives.
    """

    def __init__(self, writer: Side, reader: Side) -> None:
        self._writer = writer
        self._reader = reader
        self._same = Sameness(writer, reader)
        self._known: dict[tuple[str, ...], list[Gap]] = {}

    def gaps(self) -> list[Gap]:
        """Every difference, gravest first; empty where the two say the same."""
        found = self.compare([self._writer.root], [self._reader.root])
        return sorted(found, key=lambda gap: list(Kind).index(gap.kind))

    def compare(self, writer: list[Part], reader: list[Part]) -> list[Gap]:
        """The gaps between schemas that hold together on each side."""
        if len(writer) == len(reader) == 1 and self._same.same(writer[0], reader[0]):
            return []
        writer = [self._writer.unwrapped(part) for part in writer]
        reader = [self._reader.unwrapped(part) for part in reader]
        key = (*(part.origin for part in writer), "→", *(part.origin for part in reader))
        if key not in self._known:
            self._known[key] = []  # what is still being compared is assumed to fit
            whole = view(self._reader, *reader)
            self._known[key] = list(_once(self._each(view(self._writer, *writer), whole)))
        return self._known[key]

    def against(self, writer: View, branch: Part) -> list[Gap]:
        """The gaps between a writer without choices and one branch of the reader's."""
        return list(_once(self._constraints(writer, view(self._reader, self._reader.unwrapped(branch)))))

    def _each(self, writer: View, reader: View) -> Iterator[Gap]:
        for option in alternatives(writer):
            yield from self._constraints(option, reader)

    def _constraints(self, writer: View, reader: View) -> Iterator[Gap]:
        from contracts.compat.constraints import CONSTRAINTS

        for constraint in CONSTRAINTS:
            yield from constraint(self, writer, reader)


def _once(gaps: Iterator[Gap]) -> Iterator[Gap]:
    """Alternatives of a writer share most of what they say: tell it once."""
    seen: set[tuple[object, ...]] = set()
    for gap in gaps:
        told = (gap.kind, gap.keyword, gap.path, gap.writer_origin, gap.reader_origin, repr(gap.detail))
        if told not in seen:
            seen.add(told)
            yield gap
