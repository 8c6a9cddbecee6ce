"""Things that are there until a time that they tell, where the document speaks of what is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from mockserver.response.problems import Refusal
from mockserver.state import bygone
from mockserver.state.call import Call
from mockserver.state.guards.evidence import statuses
from mockserver.state.population import Parents, Population
from mockserver.state.store import Item
from specs import shapes
from specs.inference.paths import plain
from specs.inference.resources import Resource, Role
from specs.inference.roles import Roles
from specs.model import Operation
from specs.scalars import spelled

_UNTIL = frozenset("expiresat expires expireson expiry expiryat expirationtime validuntil".split())
_FOR = frozenset("ttl ttlseconds expiresin expiresinseconds timetolive validfor".split())
"""Seconds from when a thing was last changed."""
_GONE = re.compile("gone|expire", re.IGNORECASE)
_MILLISECONDS = 100_000_000_000
"""Seconds until the year 5138; more are thousandths."""


@dataclass(frozen=True, slots=True, eq=False)
class Expiry:
    """Takes away what is over before anything else is done.

    Attributes:
        resource: of what.
        member: that tells until when, or for how long it is there.
        statuses: to refuse with; none where the operation has no word for it.
    """

    resource: Resource
    member: str
    statuses: tuple[int, ...]

    @property
    def told(self) -> str:
        """See ``Guard``."""
        return f"gone after: {self.member}" + (f" ({self.statuses[0]})" if self.statuses else "")

    def __call__(self, call: Call, population: Population, parents: Parents) -> Refusal | None:
        """See ``Guard``."""
        for item in population.all(call, self.resource, parents):
            if self._over(item, call.now):
                bygone.expire(population, call, self.resource, item)
        named = call.named(self.resource) if self.statuses else None
        if named is None or not bygone.expired(population, call, self.resource, spelled(named)):
            return None
        return Refusal(
            statuses=self.statuses, kind="unknown-resource", detail="What was under this address has expired."
        )

    def _over(self, item: Item, now: float) -> bool:
        """Whether the time has come since the item was last changed: of what is made up it is often long past."""
        end = _moment(item.values.get(self.member), item.changed, relative=plain(self.member) in _FOR)
        return end is not None and item.changed < end <= now


def guard(operation: Operation, role: Role, roles: Roles) -> Expiry | None:  # noqa: ARG001 - one signature for all
    """The guard of an operation; None where the document does not say that its things come to an end."""
    resource = role.resource
    shape = resource.shape if resource else None
    if resource is None or shape is None or not _speaks_of_the_end(resource):
        return None
    found = (name for name in shapes.properties(shape.item, shape.root) if plain(name) in _UNTIL | _FOR)
    member = next(found, None)
    return Expiry(resource, member, statuses(operation, (410, 404), _GONE)) if member else None


def _speaks_of_the_end(resource: Resource) -> bool:
    """Whether an operation has a word of its own for what is gone. Source: RFC 9110, 15.5.11."""
    operations = chain.from_iterable(resource.operations.values())
    return any(entry.status == "410" for each in operations for entry in each.responses)


def _moment(told: object, since: float, *, relative: bool) -> float | None:
    """Seconds since 1970 of what an item tells; None where it tells no time."""
    if isinstance(told, str):
        try:
            found = datetime.fromisoformat(told)
        except ValueError:
            return None
        return found.timestamp() if found.tzinfo else None
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return since + told if relative else told / 1000 if told > _MILLISECONDS else told
