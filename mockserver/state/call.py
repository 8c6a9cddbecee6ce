"""A valid request of somebody, as the state stage sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.state.resources import Resource, Role
from specs import encoding
from specs.messages import Request
from specs.model import Location, Operation
from specs.validation import Reading

_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A valid request of somebody.

    Attributes:
        subject: who asks.
        base: the base path the request came under.
        seed: for what has to be made up.
    """

    operation: Operation
    role: Role
    subject: str
    reading: Reading
    request: Request
    base: str
    seed: str

    @property
    def path_values(self) -> Mapping[str, Any]:
        """Decoded path parameters."""
        return self.reading.parameters.get(Location.PATH, {})

    @property
    def named(self) -> Any:
        """The value of the path's last parameter: what names the item."""
        names = _PARAMETER.findall(self.operation.path)
        return self.path_values.get(names[-1], "") if names else ""

    @property
    def documents_absence(self) -> bool:
        """Whether the operation may say that something is not there."""
        return self.operation.response_for(404) is not None or self.operation.response_for(410) is not None

    def subject_of(self, resource: Resource) -> str:
        """Whose items of a resource the call sees."""
        return "" if resource.shared else self.subject

    def address(self, operation: Operation | None, parameter: str | None, value: Any) -> str:
        """The address of one item under the same server, or nothing where the document has none for it."""
        if operation is None or parameter is None:
            return ""
        path = encoding.path(operation, {**self.path_values, parameter: value})
        return "" if "{" in path else self.base + path
