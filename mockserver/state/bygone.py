"""What was taken away and is not forgotten: items that can be brought back, and those whose time is over."""

from __future__ import annotations

from typing import Any

from mockserver.state.call import Call
from mockserver.state.population import Parents, Population
from mockserver.state.store import Item, Key
from specs.inference.resources import Resource
from specs.scalars import spelled


def expire(population: Population, call: Call, resource: Resource, item: Item) -> None:
    """Take an item away whose time is over."""
    population.remove(call, resource, item)
    population.store.put(_over(call, resource), Item(item.id, {}))


def expired(population: Population, call: Call, resource: Resource, identity: str) -> bool:
    """Whether there was an item until its time was over, and is none now."""
    there = population.store.get(_key(call, resource), identity)
    return there is None and population.store.get(_over(call, resource), identity) is not None


def set_aside(population: Population, call: Call, resource: Resource, item: Item, values: dict[str, Any]) -> None:
    """Take an item away so that it can be brought back; until then it has other values."""
    if population.store.remove(_key(call, resource), item.id) is not None:
        population.store.put(_aside(call, resource), item._replace(values={"before": item.values, "now": values}))


def aside(population: Population, call: Call, resource: Resource, parents: Parents) -> list[Item]:
    """The items that were set aside, as they are now."""
    items = population.store.items(_aside(call, resource))
    return [each._replace(values=each.values["now"]) for each in items if each.parents.items() >= parents.items()]


def bring_back(population: Population, call: Call, resource: Resource, value: Any) -> None:
    """Have an item again, as it was before it was set aside, if it was."""
    item = population.store.remove(_aside(call, resource), spelled(value))
    if item is not None:
        population.store.put(_key(call, resource), item._replace(values=item.values["before"]))


def _key(call: Call, resource: Resource) -> Key:
    return (call.subject_of(resource), resource.shelf)


def _aside(call: Call, resource: Resource) -> Key:
    return (*_key(call, resource), "=aside")


def _over(call: Call, resource: Resource) -> Key:
    return (*_key(call, resource), "=over")
