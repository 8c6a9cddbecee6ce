"""What an operation is held to before it changes anything, as far as its document has a status to refuse it with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.guards import expiry, preconditions, references, uniqueness
from mockserver.state.population import Parents, Population
from specs.inference.resources import Role
from specs.inference.roles import Roles
from specs.model import Operation


class Guard(Protocol):
    """Refuses what an operation must not do."""

    @property
    def told(self) -> str:
        """What it sees to, for a person: ``unique: email (409)``."""

    def __call__(self, call: Call, population: Population, parents: Parents) -> Refusal | None:
        """The refusal of a call; None where it may go on."""


_GUARDS: tuple[Callable[[Operation, Role, Roles], Guard | None], ...] = (
    expiry.guard,  # first, for what is over is not there for the others
    references.guard,
    uniqueness.guard,
    preconditions.guard,  # last, for they are of no account where the call is refused anyway: RFC 9110, 13.2.1
)


def guards(operation: Operation, role: Role, roles: Roles) -> tuple[Guard, ...]:
    """What an operation is held to, in order; nothing for most."""
    return tuple(guard for make in _GUARDS if (guard := make(operation, role, roles)) is not None)
