"""What operations begin that is not done at once, and how its status moves on. Source: RFC 9110, 15.3.3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mockserver.state.effects import said, statuses
from specs import shapes
from specs.inference.kinds import Kind
from specs.inference.links import links
from specs.inference.paths import ends_in_parameter, family_of, named_by, plain
from specs.inference.resources import Resource, Role
from specs.inference.roles import Roles
from specs.inference.shape import success_shape
from specs.model import Document, Operation

_WAITING = "queued pending accepted submitted scheduled waiting created new notstarted received enqueued".split()
_RUNNING = "running inprogress processing started active working executing building".split()
_DONE = "succeeded completed complete done finished success successful ready available processed ok".split()
_CALLED = frozenset("batch execution export import job operation process request run statuse status task".split())
"""What documents call the things that tell how far something is."""


class Track(NamedTuple):
    """How the status of a thing moves on, the first step first."""

    member: str
    steps: tuple[str, ...]

    @property
    def told(self) -> str:
        """For a person."""
        return f"{self.member}: {' → '.join(self.steps)}"


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """What an operation begins.

    Attributes:
        job: the thing that tells how far it is.
        own: whether that is what the operation makes itself.
    """

    job: Resource
    track: Track
    own: bool

    @property
    def told(self) -> str:
        """For a person."""
        return f"{'' if self.own else f'begins {self.job.key}, '}{self.track.told}"


class Beginnings:
    """What the operations of a document begin.

    Args:
        document: whose operations.
        roles: what they do.
    """

    def __init__(self, document: Document, roles: Roles) -> None:
        self._document, self._roles = document, roles
        self._known: dict[str, Begun | None] = {}
        self._moving: dict[str, Track | None] = {}

    def of(self, operation: Operation, role: Role) -> Begun | None:
        """What an operation begins; None where it is done at once, or nothing tells how far it is."""
        if operation.key not in self._known:
            self._known[operation.key] = self._begun(operation, role) if _later(operation) else None
        return self._known[operation.key]

    def moving(self, resource: Resource) -> Track | None:
        """How the status of a resource's items moves on; None where nothing begins one."""
        if resource.key not in self._moving:
            found = track(resource)
            self._moving[resource.key] = found if found and self._any else None
        return self._moving[resource.key]

    @cached_property
    def _any(self) -> bool:
        return any(map(_later, self._document.operations))

    def _begun(self, operation: Operation, role: Role) -> Begun | None:
        own = role.resource if role.kind in (Kind.CREATE, Kind.UPSERT) else None
        moves = track(own) if own and own.id_property else None
        if own and moves:
            return Begun(own, moves, own=True)
        for job in self._jobs(operation):
            moves = track(job)
            if moves and job is not role.resource:
                return Begun(job, moves, own=False)
        return None

    def _jobs(self, operation: Operation) -> Iterator[Resource]:
        """What may tell how far it is: what the answer links to, or is, or names; else the only thing of that kind."""
        link = links(self._document).get(operation.key)
        linked = self._roles.of(link.to).resource if link else None
        if linked:
            yield linked
        found = list({id(each): each for each in self._called()}.values())
        yield from (each for each in found if same(operation, each))
        yield from (each for each in found if naming(operation, each))
        if len(found) == 1:
            yield from found

    def _called(self) -> Iterator[Resource]:
        for operation in self._document.operations:
            called = operation.method == "GET" and family_of(named_by(operation.path)) in _CALLED
            if called and ends_in_parameter(operation.path):
                resource = self._roles.of(operation).resource
                if resource is not None:
                    yield resource


def track(resource: Resource) -> Track | None:
    """How a resource's status moves on; None where the document does not spell that out."""
    shape = resource.shape
    for name, values in statuses(shape.item, shape.root).items() if shape else ():
        waits, runs, done = (said(words, values) for words in (_WAITING, _RUNNING, _DONE))
        if done and (waits or runs):
            return Track(name, tuple(step for step in (waits, runs, done) if step))
    return None


def same(operation: Operation, job: Resource) -> bool:
    """Whether an operation answers with a job, by the name of the schema."""
    told = success_shape(operation)
    return bool(told and job.shape and not told.listed and told.named and told.named == job.shape.named)


def naming(operation: Operation, job: Resource) -> list[str]:
    """The members of an answer that name a job: ``jobId``."""
    told = success_shape(operation)
    wanted = {plain(job.id_parameter or ""), f"{family_of(job.name)}id"} - {"", "id"}
    return [name for name in shapes.properties(told.item, told.root) if plain(name) in wanted] if told else []


def _later(operation: Operation) -> bool:
    """Whether an operation answers that it has begun."""
    return operation.method != "GET" and bool(operation.successes) and operation.successes[0].status == "202"
