"""Nothing done under a condition that does not hold. Source: RFC 9110, 13; RFC 6585, 3."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.population import Parents, Population
from mockserver.state.store import Item
from mockserver.state.tags import CONDITIONS, entity_tag, fits, later
from specs.inference.kinds import Kind
from specs.inference.resources import Role
from specs.inference.roles import Roles
from specs.messages import Request
from specs.model import Location, Operation

_CHANGES = frozenset({Kind.UPSERT, Kind.REPLACE, Kind.PATCH, Kind.DELETE})
_OF_CHANGES = CONDITIONS[:3]
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
        resource = call.role.resource
        if resource is None or not (self.demanded or _said(call.request)):
            return None
        named = call.named(resource)
        return self.judged(call, population.there(call, resource, named, parents) if named is not None else None)

    def judged(self, call: Call, item: Item | None) -> Refusal | None:
        """The refusal of a call that would change an item; None where it may go on."""
        if not _said(call.request):
            return _DEMANDED if self.demanded and item else None
        return None if not self.fails or _hold(call.request, item) else _FAILED


def refused(call: Call, item: Item) -> Refusal | None:
    """The refusal of a call that would change the one thing under an address; None where it may go on."""
    held_to = _of(call.operation)
    return held_to.judged(call, item) if held_to else None


def _said(request: Request) -> bool:
    return any(request.header(name) is not None for name in _OF_CHANGES)


def _hold(request: Request, item: Item | None) -> bool:
    """Whether the conditions of a request are true of an item; a tag goes before a time. Source: RFC 9110, 13.2.2."""
    match, none, since = (request.header(name) for name in _OF_CHANGES)
    tag = entity_tag(item.values) if item else None
    if match is not None:
        held = fits(match, tag, strong=True)
    else:
        held = since is None or item is None or not later(item.changed, since)
    return held and (none is None or not fits(none, tag, strong=False))


def guard(operation: Operation, role: Role, roles: Roles) -> Preconditions | None:  # noqa: ARG001 - as all are made
    """What holds an operation to the conditions of its requests; None where its document has nothing to say so with."""
    return _of(operation) if role.kind in _CHANGES else None


def _of(operation: Operation) -> Preconditions | None:
    documented = {entry.status for entry in operation.responses}
    asked = {each.name.lower() for each in operation.parameters_in(Location.HEADER)}
    general = not asked.isdisjoint(CONDITIONS) and operation.response_for(412) is not None
    fails, demanded = "412" in documented or general, "428" in documented
    return Preconditions(fails, demanded) if fails or demanded else None
