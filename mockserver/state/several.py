"""Operations that make, change or delete several items at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.outcome import Outcome
from mockserver.state.call import Call
from specs import shapes
from specs.inference.kinds import Kind
from specs.inference.paths import above, alike, ends_in_parameter, last_segment, named_by, plain
from specs.inference.resources import Resource, Role
from specs.inference.roles import Roles
from specs.inference.shape import sending, success_shape
from specs.model import Location, Operation

_WORDS = re.compile(
    r"(bulk|batch)(?P<does>.*)|(?P<made>create|add|insert|update|delete|remove)(with|many|multiple|batch|bulk).*"
)
_BY_WORD = {
    "create": Kind.CREATE,
    "add": Kind.CREATE,
    "insert": Kind.CREATE,
    "update": Kind.PATCH,
    "delete": Kind.DELETE,
    "remove": Kind.DELETE,
}
_BY_METHOD = {"POST": Kind.CREATE, "PATCH": Kind.PATCH, "PUT": Kind.REPLACE, "DELETE": Kind.DELETE}
_AT_COLLECTIONS = (Kind.PATCH, Kind.DELETE, Kind.REPLACE)
"""What may be done to each item at the collection itself."""
_COUNTS = re.compile(
    r"(total|num|number|of|records|rows|items|created|inserted|added|updated|modified|deleted|removed|count|affected)+"
)


@dataclass(frozen=True, slots=True, eq=False)
class Several:
    """What is done to each of several items.

    Attributes:
        ids: the parameter of the query, or the member of the body, that lists ids; empty where the body does itself.
        all: whether the list is what there is from then on: a PUT to the collection. Source: RFC 9110, 9.3.4.
    """

    kind: Kind
    resource: Resource
    ids: str | None = None
    all: bool = False

    @property
    def told(self) -> str:
        """For a person."""
        return f"{'replace of all' if self.all else f'{self.kind.value} of several'} {self.resource.key}"

    def calls(self, call: Call) -> list[Call] | None:
        """A call for each item that a request lists; None where it lists none."""
        role, sent = replace(call.role, kind=self.kind, resource=self.resource), self._sent(call)
        return None if sent is None else [call._replace(role=role, sent=each) for each in sent if each is not None]

    def _sent(self, call: Call) -> Sequence[Any] | None:
        if self.ids is None:
            return call.sent if isinstance(call.sent, list) else None
        asked = call.reading.parameters.get(Location.QUERY, {})
        body = call.reading.body
        found = asked.get(self.ids, body.get(self.ids) if isinstance(body, dict) else body)
        if found is None:
            return None
        name = self.resource.id_property or "id"
        return [{name: each} for each in (found if isinstance(found, list) else str(found).split(","))]


def several(operation: Operation, role: Role, roles: Roles) -> Several | None:
    """What an operation does to several items; None where it does nothing of the kind."""
    if role.kind is Kind.CREATE and role.resource and _listed(operation, role.resource):
        return Several(Kind.CREATE, role.resource)
    if role.kind not in (Kind.ACTION, Kind.SINGLETON) or ends_in_parameter(operation.path):
        return None
    word = _WORDS.fullmatch(plain(last_segment(operation.path)))
    kind = _BY_METHOD.get(operation.method)
    path = above(operation.path) if word else operation.path
    resource = _collected(path, roles) if kind and (word or kind in _AT_COLLECTIONS) else None
    if kind is None or resource is None:
        return None
    if word and operation.method == "POST":
        kind = _BY_WORD.get(word["does"] or word["made"] or "", kind)
    ids = _ids(operation, resource) if kind is Kind.DELETE else None
    if ids is None and not _listed(operation, resource):
        return None
    if resource.id_property is None and kind is not Kind.CREATE:
        return None
    whole = kind is Kind.REPLACE and not word
    return Several(Kind.UPSERT if whole else kind, resource, ids, all=whole)


def answer(call: Call, outcomes: Sequence[Outcome]) -> Outcome:
    """What is told of several: the items, how many they are, or the last of them."""
    entries = tuple(each.members for each in outcomes if each.members is not None)
    shape = success_shape(call.operation)
    members = dict(entries[-1]) if entries else {}
    if shape is not None and not shape.listed:
        declared = shapes.properties(shape.item, shape.root)
        whole = {name for name, schema in declared.items() if shapes.types(schema, shape.root) <= {"integer", "number"}}
        counts = {name: len(entries) for name in whole if _COUNTS.fullmatch(plain(name))}
        members = counts or members
    return Outcome(members=members, entries=entries, total=len(entries))


def _listed(operation: Operation, resource: Resource) -> bool:
    return sending(operation, resource.shape).place.listed


def _collected(path: str, roles: Roles) -> Resource | None:
    below = f"{alike(path)}/{{}}"
    return next((each for each in roles.called(plain(named_by(path))) if alike(each.item_path or "") == below), None)


def _ids(operation: Operation, resource: Resource) -> str | None:
    """What lists the ids of items to be deleted; None where nothing does."""
    wanted = {"ids", f"{plain(resource.id_parameter or 'id')}s", f"{plain(resource.id_property or 'id')}s"}
    return next((name for name in _lists(operation) if not name or plain(name) in wanted), None)


def _lists(operation: Operation) -> Iterator[str]:
    for parameter in operation.parameters_in(Location.QUERY):
        yield parameter.name
    sent = sending(operation, None)
    if shapes.container(sent.root, sent.root) == "array":
        if shapes.container(shapes.items(sent.root, sent.root), sent.root) is None:
            yield ""
    else:
        yield from sent.declared
