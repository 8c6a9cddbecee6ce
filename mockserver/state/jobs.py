"""What takes its time: it is begun by an answer of 202, and its status moves on while it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.outcome import Outcome
from mockserver.state.beginnings import Beginnings, Begun, naming, same
from mockserver.state.call import Call
from mockserver.state.changes import identity
from mockserver.state.population import Population
from mockserver.state.store import Item, Key
from specs.inference.resources import Resource

LONGEST = 60
"""Seconds of the mock's clock after which everything is done."""
_ADDRESSES = ("location", "operation-location")


class Jobs:
    """What is under way.

    Args:
        beginnings: what operations begin.
        population: the items there are.
        clock: the time in seconds since 1970.
    """

    def __init__(self, beginnings: Beginnings, population: Population, clock: Callable[[], float]) -> None:
        self._beginnings, self._population, self._clock = beginnings, population, clock

    def apart(self, population: Population, clock: Callable[[], float]) -> Jobs:
        """The same, of a session's items."""
        return Jobs(self._beginnings, population, clock)

    def begin(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome of a call that has begun something: it tells where to ask how far it is."""
        begun = self._beginnings.of(call.operation, call.role)
        if begun is None:
            return outcome
        first = {begun.track.member: begun.track.steps[0]}
        item = self._itself(call, begun, outcome) if begun.own else self._population.made(call, begun.job, first)
        if item is None or not first.items() <= item.values.items():
            return outcome
        self._population.store.put(_key(call, begun.job), Item(item.id, {"at": self._clock(), "step": 0}))
        return _told(call, begun, item, outcome)

    def read(self, call: Call, resource: Resource, item: Item) -> Item:
        """An item as it is when it is read: a step further each time, and done when enough time has passed."""
        track, store, key = self._beginnings.moving(resource), self._population.store, _key(call, resource)
        kept = store.get(key, item.id) if track else None
        if track is None or kept is None:
            return item
        step, last = kept.values["step"], len(track.steps) - 1
        touched = item.values.get(track.member) != track.steps[step]
        step = last if self._clock() - kept.values["at"] >= LONGEST else step + 1
        if touched or step == last:
            store.remove(key, item.id)
        else:
            store.put(key, Item(item.id, {**kept.values, "step": step}))
        return item if touched else self._set(call, resource, item, {track.member: track.steps[step]})

    def _itself(self, call: Call, begun: Begun, outcome: Outcome) -> Item | None:
        value = (outcome.members or {}).get(begun.job.id_property or "")
        item = None if value is None else self._population.there(call, begun.job, value, {})
        return self._set(call, begun.job, item, {begun.track.member: begun.track.steps[0]}) if item else None

    def _set(self, call: Call, resource: Resource, item: Item, members: Mapping[str, str]) -> Item:
        template = self._population.templates.of(resource)
        values = template.merged(item.values, dict(members), identity(resource, item), call.seed, patch=False)
        return self._population.change(call, resource, item, values)


def _told(call: Call, begun: Begun, item: Item, outcome: Outcome) -> Outcome:
    """An outcome that tells of a job: itself, its id, its address."""
    value = item.values.get(begun.job.id_property or "", item.id)
    whole = item.values if begun.own or same(call.operation, begun.job) else {}
    members = {**(outcome.members or {}), **whole, **dict.fromkeys(naming(call.operation, begun.job), value)}
    address = call.address(begun.job, value)
    headers = dict.fromkeys(_ADDRESSES, address) if address else {}
    return outcome._replace(members=members, headers={**outcome.headers, **headers})


def _key(call: Call, resource: Resource) -> Key:
    return (call.subject_of(resource), "=begun", resource.shelf)
