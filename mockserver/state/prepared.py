"""What is worked out once of each operation that changes or tells of a state."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.state.guards import Guard, guards
from mockserver.state.several import Several, several
from specs.inference.resources import Role
from specs.inference.roles import Roles
from specs.inference.shape import Sending, sending, success_shape
from specs.model import Operation


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Prepared:
    """What an operation does, and all that it takes to do so.

    Attributes:
        role: what it does.
        sending: where what is sent stands in its body.
        guards: what it is held to.
        several: what it does to each of several items; None where it speaks of one.
    """

    role: Role
    sending: Sending
    guards: tuple[Guard, ...]
    several: Several | None


def prepared(operation: Operation, roles: Roles) -> Prepared:
    """All that there is to know of an operation before it is asked for."""
    role = roles.of(operation)
    return Prepared(
        role=role,
        sending=sending(operation, role.resource.shape if role.resource else success_shape(operation)),
        guards=guards(operation, role, roles),
        several=several(operation, role, roles),
    )
