"""How far one question of containment has come: choices inside of choices are as many as it takes to double them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from contracts.compat.gaps import Gap
from contracts.compat.sides import Part
from contracts.compat.views import View

_MOST_NESTED = 500
"""Branches inside of branches that one question may lead to; those of real documents are some dozens."""

_Key = tuple[int, int, str, bool]


class Asking:
    """The branches that were asked about since the outermost question began, each with its gaps; and how many."""

    def __init__(self) -> None:
        self._known: dict[_Key, tuple[View, Part, list[Gap]]] = {}  # with what its key names by identity
        self._questions = self._branches = self._nested = 0

    @property
    def endless(self) -> bool:
        """Whether it has led to so many branches of branches that no more are looked into."""
        return self._nested > _MOST_NESTED

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
        self._nested += of_branch and self._branches > 0
        self._questions += 1
        self._branches += of_branch
        try:
            yield
        finally:
            self._questions -= 1
            self._branches -= of_branch
            if not self._questions:
                self._nested = 0
                self.forget()


def _key(writer: View, branch: Part) -> _Key:
    return id(writer), id(branch.schema), branch.origin, writer.side.hasty
