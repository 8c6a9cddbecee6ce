"""Are links followed? A call that takes what an answer said in one of its links does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from contracts.coverage.plans import Followed, Plan
from specs.decoding import ABSENT
from specs.expressions import evaluate
from specs.messages import Exchange
from specs.model import Location
from specs.scalars import spelled
from specs.validation import Reading

_OPEN = 500
"""Offers of a link that are remembered: the last ones."""
_PLACES = tuple(f"{location}." for location in Location)

Values = tuple[tuple[str, str], ...]
"""Names and spelled values of parameters, by name."""


@dataclass(slots=True)
class _Offers:
    """What the answers with a link said its parameters are."""

    names: frozenset[str]
    values: OrderedDict[Values, None] = field(default_factory=OrderedDict)

    def add(self, values: Values) -> None:
        self.values[values] = None
        if len(self.values) > _OPEN:
            self.values.popitem(last=False)


class Links:
    """The links of a document while they are being followed.

    Args:
        plans: of its operations.
    """

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._offers: dict[int, _Offers] = {}
        self._leading: dict[str, list[int]] = {}
        for plan in plans:
            for each in (link for answer in plan.answers.values() for link in answer.links):
                names = frozenset(map(_plain, each.link.parameters))
                if each.goal not in self._offers:
                    self._offers[each.goal] = _Offers(names)
                    self._leading.setdefault(each.target, []).append(each.goal)

    def offered(self, links: Iterable[Followed], exchange: Exchange, reading: Reading) -> None:
        """Take note of what an answer says in its links."""
        for each in links:
            found = {
                _plain(name): evaluate(value, exchange, reading.parameters)
                for name, value in each.link.parameters.items()
            }
            if ABSENT not in found.values():
                self._offers[each.goal].add(_spelled(found.items()))

    def followed(self, key: str, reading: Reading) -> Iterator[int]:
        """The goals of the links that a request follows."""
        sent = {name: value for values in reading.parameters.values() for name, value in values.items()}
        for goal in self._leading.get(key, ()):
            offers = self._offers[goal]
            if _spelled((name, value) for name, value in sent.items() if name in offers.names) in offers.values:
                yield goal


def _plain(name: str) -> str:
    """A parameter's name without its place. Source: OAS 3.0.3, Link Object."""
    place = next((each for each in _PLACES if name.startswith(each)), "")
    return name.removeprefix(place)


def _spelled(values: Iterable[tuple[str, Any]]) -> Values:
    return tuple(sorted((name, value if isinstance(value, str) else str(spelled(value))) for name, value in values))
