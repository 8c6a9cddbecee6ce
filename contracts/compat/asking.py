"""How far one question of containment has come: choices inside of choices are as many as it takes to double them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from contracts.compat.gaps import Gap
from contracts.compat.sides import Part
from contracts.compat.views import View

_MOST_NESTED = 200
"""Branches inside of branches that one question may lead to; those of real documents are some dozens. After each
question that was given up the next ones get half as many: a document of nothing but such questions costs little."""

_Key = tuple[int, int, str, bool]


class Asking:
    """The branches that were asked about since the outermost question began, each with its gaps; and how many.

    Args:
        within: that of the question for whose sake others are asked, if it is one of them; all count there, too.
    """

    def __init__(self, within: Asking | None = None) -> None:
        self._within = within
        self._known: dict[_Key, tuple[View, Part, list[Gap]]] = {}  # with what its key names by identity
        self._questions = self._nested = 0
        self._most = _MOST_NESTED

    @property
    def endless(self) -> bool:
        """Whether it has led to so many branches of branches that no more are looked into."""
        return self._nested > self._most or (self._within is not None and self._within.endless)

    def give_up(self) -> None:
        """Look into no more branches until the outermost question ends."""
        self._nested = self._most + 1

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
            self.spend()
        self._questions += 1
        try:
            yield
        finally:
            self._questions -= 1
            if not self._questions:
                self._most = self._most // 2 if self.endless else self._most
                self._nested = 0
                self.forget()

    def spend(self) -> None:
        """Count a branch inside of branches."""
        self._nested += 1
        if self._within is not None:
            self._within.spend()


def _key(writer: View, branch: Part) -> _Key:
    return id(writer), id(branch.schema), branch.origin, writer.side.hasty
