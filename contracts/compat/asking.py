"""How far one question of containment has come: what doubles from level to level is as much as it takes to stop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from contracts.compat.gaps import Gap, once, unproven
from contracts.compat.sides import Part
from contracts.compat.views import View

_MOST_NESTED = 200
"""Branches inside of branches that one question may lead to; those of real documents are some dozens. After each
question that was given up the next ones get half as many: a document of nothing but such questions costs little."""
_MOST_TOLD, _KEPT = 10_000, 20
"""Gaps that one question may tell, each counted with its levels; and those that each level keeps beyond."""

_Key = tuple[int, int, str, bool]


class Asking:
    """The branches that were asked about since the outermost question began, each with its gaps; and how many.

    Args:
        within: that of the question for whose sake others are asked, if it is one of them; all count there, too.
    """

    def __init__(self, within: Asking | None = None) -> None:
        self._within = within
        self._known: dict[_Key, tuple[View, Part, list[Gap]]] = {}  # with what its key names by identity
        self._questions = self._nested = self._told = 0
        self._share = 1.0

    @property
    def endless(self) -> bool:
        """Whether it has led to so many branches of branches, or gaps, that no more are looked into."""
        spent = self._nested > self._share * _MOST_NESTED or self._told > self._share * _MOST_TOLD
        return spent or (self._within is not None and self._within.endless)

    def some(self, gaps: Iterable[Gap]) -> list[Gap]:
        """All gaps, each once; where they double from level to level, some and that the rest is open."""
        found: list[Gap] = []
        for each in once(self._counted(gaps)):
            if len(found) > _KEPT and self.endless:
                return [*found[:_KEPT], unproven("$ref", each.writer_origin, each.reader_origin)]
            found.append(each)
        return found

    def known(self, writer: View, branch: Part) -> list[Gap] | None:
        """The gaps between a writer and a branch, if they were found while this question is open."""
        found = self._known.get(_key(writer, branch))
        return None if found is None else found[2]

    def keep(self, writer: View, branch: Part, gaps: list[Gap]) -> list[Gap]:
        """Remember gaps, and give them."""
        self._known[_key(writer, branch)] = (writer, branch, gaps)
        return gaps

    def forget(self) -> None:
        """Drop all answers: some may rest on an assumption that turned out false."""
        self._known.clear()

    @contextmanager
    def question(self, *, of_branch: bool = False) -> Iterator[None]:
        """A question is open; with the outermost one all that was kept ends."""
        if of_branch and self._questions > 1:
            self.spend(branches=1)
        self._questions += 1
        try:
            yield
        finally:
            self._questions -= 1
            if not self._questions:
                self._share = self._share / 2 if self.endless else self._share
                self._nested = self._told = 0
                self.forget()

    def spend(self, *, branches: int = 0, levels: int = 0) -> None:
        """Count branches inside of branches, and the levels below a gap."""
        self._nested += branches
        self._told += levels
        if self._within is not None:
            self._within.spend(branches=branches, levels=levels)

    def _counted(self, gaps: Iterable[Gap]) -> Iterator[Gap]:
        for each in gaps:
            self.spend(levels=len(each.path))
            yield each


def _key(writer: View, branch: Part) -> _Key:
    return id(writer), id(branch.schema), branch.origin, writer.side.hasty
