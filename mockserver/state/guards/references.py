"""Nothing that refers to what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.guards.evidence import statuses
from mockserver.state.population import Parents, Population
from mockserver.state.references import references
from specs.inference.kinds import Kind
from specs.inference.resources import Resource, Role
from specs.inference.roles import Roles
from specs.inference.shape import sending
from specs.model import Operation

_CHANGES = frozenset({Kind.CREATE, Kind.UPSERT, Kind.REPLACE, Kind.PATCH})
_ABSENT = re.compile(r"not (be )?found|no such|unknown|not exist|referenc|missing (parent|relat)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """Refuses a reference to nothing.

    Attributes:
        to: what some properties refer to.
        statuses: to refuse with, best first.
    """

    to: Mapping[str, Resource]
    statuses: tuple[int, ...]

    @property
    def told(self) -> str:
        """See ``Guard``."""
        return f"refers to: {', '.join(f'{name} → {to.key}' for name, to in self.to.items())} ({self.statuses[0]})"

    def __call__(self, call: Call, population: Population, parents: Parents) -> Refusal | None:  # noqa: ARG002 - see there
        """See ``Guard``."""
        sent = call.sent
        for name, resource in self.to.items() if isinstance(sent, Mapping) else ():
            value = sent.get(name)
            for each in value if isinstance(value, list) else [value]:
                if each is not None and not population.has(call, resource, each):
                    detail = f"There is nothing that {name} could mean."
                    return Refusal(statuses=self.statuses, kind="unknown-reference", detail=detail)
        return None


def guard(operation: Operation, role: Role, roles: Roles) -> References | None:
    """What sees to it that an operation refers to what is there; None where its document has nothing to say so with."""
    if role.kind not in _CHANGES or role.resource is None:
        return None
    refused = statuses(operation, (404, 409, 422, 400), _ABSENT)
    to = dict(_references(operation, role, roles)) if refused else {}
    return References(to, refused) if to else None


def _references(operation: Operation, role: Role, roles: Roles) -> Iterator[tuple[str, Resource]]:
    sent = sending(operation, role.resource.shape if role.resource else None)
    known = references(sent.place.item, sent.root, roles)
    return ((name, resource) for name, resource in known if resource.creatable and resource is not role.resource)
