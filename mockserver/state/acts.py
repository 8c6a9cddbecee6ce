"""Actions and deletions that leave something: what they do to the items there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.outcome import NOTHING_KNOWN, Outcome
from mockserver.state.bygone import aside, bring_back, set_aside
from mockserver.state.call import Call
from mockserver.state.changes import identity
from mockserver.state.doings import Doing, Doings
from mockserver.state.population import Parents, Population
from mockserver.state.store import Item
from specs.inference.paths import plain
from specs.inference.resources import Resource
from specs.model import Location
from specs.scalars import spelled

_DELETED = ("deleted", "archived", "trashed", "removed")
_ALL = ("", "include", "with", "show", "only", "is")


class Acts:
    """What is done to items by actions and by soft deletions.

    Args:
        population: the items.
        doings: what operations do.
        clock: the time in seconds since 1970.
    """

    def __init__(self, population: Population, doings: Doings, clock: Callable[[], float]) -> None:
        self._population, self._doings, self._clock = population, doings, clock

    def apart(self, population: Population, clock: Callable[[], float]) -> Acts:
        """The same, done to a session's items."""
        return Acts(population, self._doings, clock)

    def act(self, call: Call, parents: Parents) -> Outcome:
        """Do an action to the item above it; nothing is told of that unless the answer is the item itself."""
        doing = self._doings.of(call.operation, call.role)
        if not (doing.change or doing.answers):
            return NOTHING_KNOWN
        (resource, parameter), above = call.role.parents[-1], dict(list(parents.items())[:-1])
        item = self._population.find(call, resource, call.path_values.get(parameter, ""), above)
        if item is None:
            return NOTHING_KNOWN
        values = self._changed(call, resource, item, doing)
        if values is not item.values:
            self._population.change(call, resource, item, values)
        return Outcome(members=values) if doing.answers else NOTHING_KNOWN

    def delete(self, call: Call, resource: Resource, item: Item) -> Outcome:
        """Take an item away, for good or so that it can be restored."""
        doing = self._doings.of(call.operation, call.role)
        values = self._changed(call, resource, item, doing)
        if doing.soft:
            set_aside(self._population, call, resource, item, values)
        else:
            self._population.remove(call, resource, item)
        return Outcome(members=values)

    def restore(self, call: Call) -> None:
        """Bring the item back that the path goes through, if the operation does so and the item was set aside."""
        if call.role.parents and self._doings.of(call.operation, call.role).restores:
            resource, parameter = call.role.parents[-1]
            bring_back(self._population, call, resource, call.path_values.get(parameter, ""))

    def deleted(self, call: Call, resource: Resource, parents: Parents) -> list[Item]:
        """The items of a list that were set aside, as far as it is asked for them."""
        query = call.reading.parameters.get(Location.QUERY, {})
        asked = any(_asks(plain(name), value) for name, value in query.items())
        return aside(self._population, call, resource, parents) if asked else []

    def _changed(self, call: Call, resource: Resource, item: Item, doing: Doing) -> dict[str, Any]:
        """What an item has after it; its own values where nothing changes."""
        if not doing.change:
            return item.values
        template, fixed = self._population.templates.of(resource), identity(resource, item)
        return template.merged(item.values, doing.change.at(self._clock()), fixed, call.seed, patch=False)


def _asks(name: str, value: Any) -> bool:
    """Whether a parameter asks for what was deleted: ``deleted=true``, ``includeArchived=true``, ``status=deleted``."""
    if any(name == before + word for before in _ALL for word in _DELETED):
        return spelled(value) in ("true", "1")
    return isinstance(value, str) and value.lower() in _DELETED
