"""Which choices can be tried together: those of which none changes what another one does."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from contracts.stress.values import Choice
from specs import pointers

_Place = tuple[str, str, str]


class _Group:
    def __init__(self) -> None:
        self.choices: list[Choice] = []
        self._taken: set[_Place] = set()
        self._above: set[_Place] = set()
        self._statuses: dict[str, int] = {}

    def take(self, choice: Choice) -> bool:
        """Add a choice; whether there was room for it."""
        own, above = _place(choice), _places_above(choice)
        if self._statuses.setdefault(choice.operation, choice.status) != choice.status:
            return False  # an override is of one status
        if own in self._taken or own in self._above or not self._taken.isdisjoint(above):
            return False
        self.choices.append(choice)
        self._taken.add(own)
        self._above.update(above)
        return True


def packed(choices: Iterable[Choice]) -> list[list[Choice]]:
    """The choices in as few groups as a greedy search makes, in their order; some are alone."""
    groups: list[_Group] = []
    alone: list[list[Choice]] = []
    for choice in choices:
        if choice.alone:
            alone.append([choice])
        elif not any(group.take(choice) for group in groups):
            groups.append(fresh := _Group())
            fresh.take(choice)
    alone.sort(key=lambda group: group[0].place)  # a status as it is before the same with less in it
    return [*(group.choices for group in groups), *alone]


def mixed(choices: Iterable[Choice]) -> list[Choice]:
    """As many of the choices as can be tried together, the first ones first."""
    group = _Group()
    for choice in choices:
        if not choice.alone:
            group.take(choice)
    return group.choices


def _place(choice: Choice) -> _Place:
    return choice.operation, choice.part, choice.place.lower() if choice.part == "header" else choice.place


def _places_above(choice: Choice) -> list[_Place]:
    """Those that hold it; of a header field the whole header."""
    if choice.part != "body":
        return [(choice.operation, choice.part, "")] if choice.place else []
    tokens = pointers.tokens(choice.place)
    above = accumulate(tokens[:-1], pointers.join, initial="") if tokens else ()
    return [(choice.operation, choice.part, each) for each in above]
