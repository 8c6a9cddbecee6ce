"""No two items with one id, or with one value of what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.guards.evidence import statuses
from mockserver.state.population import Parents, Population
from specs import shapes
from specs.extensions import UNIQUE
from specs.inference.kinds import Kind
from specs.inference.paths import plain
from specs.inference.resources import Resource, Role
from specs.inference.roles import Roles
from specs.inference.shape import item_schema
from specs.model import Operation
from specs.scalars import spelled, whole

_NAMES = frozenset("username email emailaddress login loginname slug handle sku isbn iban ean vin hostname".split())
"""Properties that tell things apart wherever documents have them."""
_DESCRIBED = re.compile(r"\bunique\b(?! (to|for|within|per))", re.IGNORECASE)
_CLASH = re.compile(r"exist|duplicate|unique|taken|in use|conflict", re.IGNORECASE)
_CHANGES = frozenset({Kind.CREATE, Kind.UPSERT, Kind.REPLACE, Kind.PATCH})


@dataclass(frozen=True, slots=True, eq=False)
class Uniqueness:
    """Refuses a second one.

    Attributes:
        resource: of what.
        names: properties that no two of them share.
        statuses: to refuse with, best first.
        by_id: whether a client that makes one may say its id.
    """

    resource: Resource
    names: tuple[str, ...]
    statuses: tuple[int, ...]
    by_id: bool

    @property
    def told(self) -> str:
        """See ``Guard``."""
        ids = (self.resource.id_property,) if self.by_id and self.resource.id_property else ()
        return f"unique: {', '.join((*ids, *self.names))} ({self.statuses[0]})"

    def __call__(self, call: Call, population: Population, parents: Parents) -> Refusal | None:
        """See ``Guard``."""
        sent = call.sent
        if not isinstance(sent, Mapping):
            return None
        name = self.resource.id_property
        named = whole(sent[name]) if self.by_id and name in sent else None
        if named is not None and population.there(call, self.resource, named, parents) is not None:
            return self._refused(name)
        wanted = {name: sent[name] for name in self.names if sent.get(name) not in (None, "")}
        if not wanted:
            return None
        itself = None if call.role.kind is Kind.CREATE else call.named(self.resource)
        own = None if itself is None else spelled(itself)
        for item in population.all(call, self.resource, parents):
            if item.id != own:
                for each, value in wanted.items():
                    if item.values.get(each) == value:
                        return self._refused(each)
        return None

    def _refused(self, name: str | None) -> Refusal:
        detail = f"There is one already with this {name}."
        return Refusal(statuses=self.statuses, kind="duplicate", detail=detail)


def guard(operation: Operation, role: Role, roles: Roles) -> Uniqueness | None:  # noqa: ARG001 - as all are made
    """What sees to it that an operation makes no second one; None where its document has nothing to say so with."""
    resource = role.resource
    if role.kind not in _CHANGES or resource is None:
        return None
    refused = statuses(operation, (409, 422, 400), _CLASH)
    names = tuple(_unique(resource))
    by_id = role.kind is Kind.CREATE and not resource.addressed(operation) and resource.id_property is not None
    return Uniqueness(resource, names, refused, by_id) if refused and (names or by_id) else None


def _unique(resource: Resource) -> Iterator[str]:
    item = item_schema(resource.shape) if resource.shape else {}
    for name, schema in shapes.properties(item, item).items():
        if name != resource.id_property and _tells_apart(name, list(shapes.parts(schema, item))):
            yield name


def _tells_apart(name: str, parts: list[Mapping[str, Any]]) -> bool:
    said = [part[UNIQUE] for part in parts if UNIQUE in part]
    if said:
        return any(each is True for each in said)
    scalar = not any({"properties", "items"} & part.keys() for part in parts)
    described = any(_DESCRIBED.search(str(part.get("description", ""))) for part in parts)
    return scalar and (plain(name) in _NAMES or described)
