"""A valid request of somebody, as the state stage sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from specs import encoding
from specs.inference.paths import last_parameter, plain
from specs.inference.resources import Resource, Role
from specs.inference.shape import Sending
from specs.messages import Request
from specs.model import Location, Operation
from specs.scalars import whole
from specs.validation import Reading


class Call(NamedTuple):
    """A valid request of somebody.

    Attributes:
        subject: who asks.
        now: seconds since 1970, by the mock's clock.
        sending: where what is sent stands in the request's body.
        base: the base path the request came under.
        seed: for what has to be made up.
        sent: what is sent of an item, without what is wrapped around it.
    """

    operation: Operation
    role: Role
    subject: str
    now: float
    reading: Reading
    request: Request
    base: str
    seed: str
    sending: Sending
    sent: Any

    @property
    def path_values(self) -> Mapping[str, Any]:
        """Decoded path parameters."""
        return self.reading.parameters.get(Location.PATH, {})

    def named(self, resource: Resource) -> Any:
        """What names the item: the path's last parameter, else the body or the query; None where nothing does."""
        if resource.addressed(self.operation):
            return self.path_values.get(last_parameter(self.operation.path), "")
        body, name = self.sent, resource.id_property
        if isinstance(body, dict) and name in body:
            return whole(body[name])
        asked = self.reading.parameters.get(Location.QUERY, {})
        return next((value for key, value in asked.items() if plain(key) in resource.asked_by), None)

    @property
    def documents_absence(self) -> bool:
        """Whether the operation may say that something is not there."""
        return self.operation.response_for(404) is not None or self.operation.response_for(410) is not None

    def documents(self, status: int) -> bool:
        """Whether the operation has an entry for a status, or for all of its kind, and not just for anything else."""
        return any(each.status in (str(status), f"{status // 100}XX") for each in self.operation.responses)

    def subject_of(self, resource: Resource) -> str:
        """Whose items of a resource the call sees."""
        return "" if resource.shared else self.subject

    def address(self, resource: Resource, value: Any) -> str:
        """The path of one item under the same server, or nothing where the document has none for it."""
        reached = resource.reached_by
        if reached is None:
            return ""
        path = encoding.path(reached, {**self.path_values, last_parameter(reached.path): value})
        return "" if "{" in path else self.base + path

    def addresses(self, resource: Resource, value: Any) -> Iterator[str]:
        """The ways to write the address of one item, the shortest first."""
        path = self.address(resource, value)
        if path:
            yield path
            host = self.request.header("host")
            yield f"http://{host or 'localhost'}{path}"
