"""Nothing done under a condition that does not hold. Source: RFC 9110, 13; RFC 6585, 3."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.kinds import Kind
from mockserver.state.population import Parents, Population
from mockserver.state.resources import Role
from mockserver.state.roles import Roles
from mockserver.state.tags import CONDITIONS, entity_tag, fits
from specs.model import Location, Operation

_CHANGES = frozenset({Kind.UPSERT, Kind.REPLACE, Kind.PATCH, Kind.DELETE})
_FAILED = Refusal(statuses=(412,), kind="precondition-failed", detail="What is there is not what the request expects.")
_DEMANDED = Refusal(statuses=(428,), kind="precondition-required", detail="The request has to say If-Match.")


@dataclass(frozen=True, slots=True)
class Preconditions:
    """Refuses a change of what has become another thing.

    Attributes:
        fails: whether the document has a status for a condition that does not hold.
        demanded: whether it has one for a change without any condition.
    """

    fails: bool
    demanded: bool

    @property
    def told(self) -> str:
        """See ``Guard``."""
        there = [text for said, text in ((self.fails, "412"), (self.demanded, "428")) if said]
        return f"conditions ({', '.join(there)})"

    def __call__(self, call: Call, population: Population, parents: Parents) -> Refusal | None:
        """See ``Guard``."""
        match, none = (call.request.header(name) for name in CONDITIONS)
        resource, named = call.role.resource, None
        if (match is None and none is None and not self.demanded) or resource is None:
            return None
        named = call.named(resource)
        item = population.there(call, resource, named, parents) if named is not None else None
        if match is None and none is None:
            return _DEMANDED if item else None
        tag = entity_tag(item.values) if item else None
        held = (match is None or fits(match, tag, strong=True)) and (none is None or not fits(none, tag, strong=False))
        return _FAILED if self.fails and not held else None


def guard(operation: Operation, role: Role, roles: Roles) -> Preconditions | None:  # noqa: ARG001 - as all are made
    """What holds an operation to the conditions of its requests; None where its document has nothing to say so with."""
    if role.kind not in _CHANGES:
        return None
    documented = {entry.status for entry in operation.responses}
    asked = {each.name.lower() for each in operation.parameters_in(Location.HEADER)}
    general = not asked.isdisjoint(CONDITIONS) and operation.response_for(412) is not None
    fails, demanded = "412" in documented or general, "428" in documented
    return Preconditions(fails, demanded) if fails or demanded else None
