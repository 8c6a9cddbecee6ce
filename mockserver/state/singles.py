"""The things of which there is one under an address: settings, a profile, who is asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.outcome import NOTHING_KNOWN, Outcome
from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.changes import changed, kept, told
from mockserver.state.guards import preconditions
from mockserver.state.population import Parents, Population
from mockserver.state.projecting import restored
from mockserver.state.store import Item
from mockserver.varied import varied
from specs import shapes
from specs.inference.paths import above, alike, ends_in_parameter, last_segment, named_by, plain
from specs.inference.resources import Resource
from specs.inference.roles import Roles
from specs.inference.shape import BodyShape, success_shape
from specs.model import Document, Operation
from specs.scalars import spelled

_ASKING = frozenset("current currentuser me myself self user".split())
"""What the last segment of a path calls the one who asks."""
_MAKING = ("POST", "PUT")
_NOTHING = Refusal(statuses=(404, 410), kind="unknown-resource", detail="There is nothing under this address.")


class Singles:
    """What there is one of.

    Args:
        document: whose operations.
        roles: what they do.
        population: the items that some of them stand for.
        known: from a subject, what should be said of it, by property name.

    Attributes:
        planted: what some have from the beginning, by owner (empty for everybody), by path and by the values of its
            parameters with slashes between them.
    """

    def __init__(
        self,
        document: Document,
        roles: Roles,
        population: Population,
        known: Callable[[str], Mapping[str, Any]],
    ) -> None:
        self._document, self._roles, self._population, self._known = document, roles, population, known
        self.planted: Mapping[tuple[str, str, str], Mapping[str, Any]] = {}
        self._meant: dict[str, Resource | None] = {}

    def apart(self, population: Population) -> Singles:
        """The same, of a session's items."""
        return varied(self, _population=population)

    def apply(self, call: Call, parents: Parents) -> Outcome | Refusal:
        """Tell it, change it, or take it away."""
        resource = self._stands_for(call.operation)
        return self._alone(call, parents) if resource is None else self._of_items(call, resource)

    def _alone(self, call: Call, parents: Parents) -> Outcome | Refusal:
        """One that is nothing else. Deleted, it is not there until it is put again; who cannot say so makes it anew."""
        told_by, method, store = self._told_by(call.operation), call.operation.method, self._population.store
        subject = "" if told_by.anonymous or call.operation.anonymous else call.subject
        key, identity = (subject, f"={alike(call.operation.path)}"), "/".join(map(spelled, call.path_values.values()))
        deleted = (*key, "=deleted")
        if method in _MAKING:
            store.remove(deleted, identity)
        elif call.documents_absence and store.get(deleted, identity) is not None:
            return _NOTHING
        if method == "DELETE":
            store.remove(key, identity)
            store.put(deleted, Item(identity, {}, parents))
            return NOTHING_KNOWN
        shape, reads = success_shape(told_by) or success_shape(call.operation), method == "GET"
        if reads and shape is None:
            return NOTHING_KNOWN
        template = self._population.templates.at(f"={call.operation.path}", shape)
        known = {name: value for name, value in self._known(subject).items() if name in template.properties}
        known |= self._planted_for(subject, call.operation.path, identity)
        item = self._population.single(
            key, identity, parents, template, lambda: template.made(known, None, frozenset(), call.seed)
        )
        if reads:
            return Outcome(members=item.values, changed=item.changed)
        refused = preconditions.refused(call, item)
        if refused is not None:
            return refused
        values = changed(call, item.values, template, {})
        after = store.put(key, item._replace(values=restored(item, values)))
        return told(call, template, values, after.changed)

    def _of_items(self, call: Call, resource: Resource) -> Outcome | Refusal:
        """One that stands for an item, which is the same wherever it is looked at."""
        item = self._mine(call, resource)
        if isinstance(item, Refusal):
            return item
        if call.operation.method == "DELETE":
            self._population.remove(call, resource, item)
        elif call.operation.method != "GET":
            return preconditions.refused(call, item) or kept(call, self._population, resource, item)
        return Outcome(members=item.values, changed=item.changed)

    def _mine(self, call: Call, resource: Resource) -> Item | Refusal:
        """The item of the one who asks: remembered, else told by what is known of them, else made."""
        store, key = self._population.store, (call.subject, "=mine", resource.shelf)
        pointer = store.get(key, "")
        if pointer is not None:
            item = self._population.there(call, resource, pointer.values["id"], {})
            if item is not None or call.documents_absence:
                return item or _NOTHING
        properties = self._population.templates.of(resource).properties
        known = {name: value for name, value in self._known(call.subject).items() if name in properties}
        known |= self._planted_for(call.subject, call.operation.path, "")
        if pointer is not None:
            return self._population.find(call, resource, pointer.values["id"], {}, known) or _NOTHING
        there = self._population.all(call, resource, {}) if known else []
        mine = next((each for each in there if known.items() <= each.values.items()), None)
        item = mine or self._population.made(call, resource, known)
        store.put(key, Item("", {"id": item.values.get(resource.id_property or "", item.id)}))
        return item

    def _planted_for(self, subject: str, path: str, identity: str) -> dict[str, Any]:
        common = self.planted.get(("", path, identity), {})
        return {**common, **self.planted.get((subject, path, identity), {})}

    def _told_by(self, operation: Operation) -> Operation:
        return self._document.by_key.get(f"GET {operation.path}", operation)

    def _stands_for(self, operation: Operation) -> Resource | None:
        """The resource of whose items it is one: ``/users/me`` of ``/users/{id}``."""
        if operation.path not in self._meant:
            self._meant[operation.path] = self._meaning(self._told_by(operation))
        return self._meant[operation.path]

    def _meaning(self, operation: Operation) -> Resource | None:
        shape, path = success_shape(operation), operation.path
        if shape is None or shape.listed or plain(last_segment(path)) not in _ASKING or "{" in path:
            return None
        name, beside = named_by(above(path)) or "user", alike(f"{above(path)}/{{}}")
        if plain(last_segment(path)).endswith("user"):
            name = "user"
        fitting = [each for each in self._roles.called(name) if _same(each, shape)]
        near = [each for each in fitting if alike(each.item_path or "") == beside] or fitting
        return near[0] if len(near) == 1 else None


def _same(resource: Resource, shape: BodyShape) -> bool:
    """Whether a body tells an item of a resource that can be asked for."""
    own = resource.shape
    if own is None or resource.reached_by is None or not ends_in_parameter(resource.item_path or ""):
        return False
    if own.named or shape.named:
        return own.named == shape.named
    declared = shapes.properties(shape.item, shape.root)
    return bool(declared) and declared.keys() == shapes.properties(own.item, own.root).keys()
