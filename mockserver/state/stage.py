"""Stage 6: what a request finds and what it changes. Everything follows from the roles of the operations."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockserver.outcome import NOTHING_KNOWN, Outcome
from mockserver.response.choosing import instead
from mockserver.response.problems import Refusal
from mockserver.state.call import Call
from mockserver.state.items import Template
from mockserver.state.kinds import Kind
from mockserver.state.lists.fields import Fields
from mockserver.state.lists.listing import listing
from mockserver.state.lists.paging import Paging
from mockserver.state.memory import Item, Store
from mockserver.state.paths import ends_in_parameter
from mockserver.state.population import Parents, Population
from mockserver.state.resources import Resource
from mockserver.state.roles import Roles
from mockserver.state.said import Said
from mockserver.state.shape import sending, success_shape
from mockserver.turn import Turn
from specs.messages import essence
from specs.model import Document, Location, Operation
from specs.scalars import spelled

_MISSING = Refusal(statuses=(404, 410), kind="unknown-resource", detail="There is nothing under this address.")


class State:
    """What the mock remembers of one document.

    Args:
        document: resources are inferred from it.
        items: how many items each collection holds when a subject first looks at it.
        known: from a subject, what objects under a fixed path should say of it, by property name.
        dynamic: whether items are made up although the document has examples of them.
        said: what a person says that operations do.
    """

    def __init__(
        self,
        document: Document,
        items: int,
        known: Callable[[str], Mapping[str, Any]],
        *,
        dynamic: bool,
        said: Sequence[Said] = (),
    ) -> None:
        self._document, self._known = document, known
        self._roles = Roles(document, said)
        self._population = Population(items, dynamic=dynamic)
        self._lock = threading.Lock()
        self._located: dict[str, bool] = {}
        self._pagings: dict[str, Paging] = {}

    def forget(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._population.store = Store()

    def succeed(self, earlier: State) -> None:
        """Go on with what is remembered of an earlier state of the document."""
        self._lock, self._population.store = earlier._lock, earlier._population.store

    def apply(self, turn: Turn) -> Refusal | None:
        """Find or change what a valid request speaks of, unless a stage before knows already what to say."""
        if turn.outcome is not NOTHING_KNOWN:
            return None
        with self._lock:
            outcome = self._apply(turn)
        if isinstance(outcome, Refusal):
            return outcome
        turn.outcome = outcome
        if outcome.status is not None and turn.preferences.code is None:
            instead(turn, outcome.status)
        return None

    def _apply(self, turn: Turn) -> Outcome | Refusal:
        role = self._roles.of(turn.operation)
        told = role.resource.shape if role.resource else success_shape(turn.operation)
        sent = sending(turn.operation, told)
        call = Call(turn.operation, role, turn.subject, turn.reading, turn.request, turn.match.base, turn.seed, sent)
        parents = self._parents(call)
        return parents if isinstance(parents, Refusal) else _BEHAVIOUR[role.kind](self, call, parents)

    def _parents(self, call: Call) -> Parents | Refusal:
        """The ids of the items that the path goes through, each of which must exist."""
        found: Parents = {}
        for resource, parameter in call.role.parents:
            item = self._population.find(call, resource, call.path_values.get(parameter, ""), found)
            if item is None:
                return _MISSING
            found[resource.key] = item.id
        return found

    def _list(self, call: Call, parents: Parents) -> Outcome:
        items = self._population.all(call, _resource(call), parents)
        query = call.reading.parameters.get(Location.QUERY, {})
        asked = {**call.reading.body, **query} if isinstance(call.reading.body, dict) else query
        page = listing(self._paging(call.operation), asked, call.request, items, self._fields(call, items))
        partial = page.ranged and len(page.entries) < len(items) and call.documents(206)
        return Outcome(
            entries=page.entries,
            total=page.total,
            page=page.facts,
            headers=page.headers,
            status=206 if partial else None,
        )

    def _paging(self, operation: Operation) -> Paging:
        if operation.key not in self._pagings:
            self._pagings[operation.key] = Paging(operation)
        return self._pagings[operation.key]

    def _fields(self, call: Call, items: Sequence[Item]) -> Fields:
        template = self._population.template_of(_resource(call))
        return template.fields or Fields({name for item in items for name in item.values}, {})

    def _create(self, call: Call, parents: Parents) -> Outcome:
        resource, sent = _resource(call), call.sent
        named = call.named(resource)
        if call.role.kind is Kind.UPSERT or ends_in_parameter(call.operation.path):
            known = self._population.there(call, resource, named, parents) if named is not None else None
            if known is not None:
                return self._kept(call, resource, known)
        elif not (isinstance(sent, dict) and resource.id_property in sent):
            named = None
        item, value = self._population.create(call, resource, parents, named)
        location = call.address(resource, value) if self._locates(call.operation) else ""
        # the id as the path has it, though what is read later may have another kind for it
        members = item.values | ({resource.id_property: value} if resource.id_property else {})
        return self._told(call, self._population.template_of(resource), members, location)

    def _read(self, call: Call, parents: Parents) -> Outcome | Refusal:
        item = self._named(call, parents)
        return Outcome(members=item.values) if isinstance(item, Item) else item

    def _change(self, call: Call, parents: Parents) -> Outcome | Refusal:
        item = self._named(call, parents)
        return self._kept(call, _resource(call), item) if isinstance(item, Item) else item

    def _delete(self, call: Call, parents: Parents) -> Outcome | Refusal:
        item = self._named(call, parents)
        if not isinstance(item, Item):
            return item
        self._population.remove(call, _resource(call), item)
        return Outcome(members=item.values)

    def _named(self, call: Call, parents: Parents) -> Item | Outcome | Refusal:
        """The item that a request names; nothing is known where it names none."""
        value = call.named(_resource(call))
        if value is None:
            return NOTHING_KNOWN
        return self._population.find(call, _resource(call), value, parents) or _MISSING

    def _kept(self, call: Call, resource: Resource, item: Item) -> Outcome:
        """An item after a change, its id still the same."""
        name = resource.id_property
        fixed = {name: item.values[name]} if name and name in item.values else {}
        return self._changed(call, item, self._population.template_of(resource), fixed)

    def _singleton(self, call: Call, parents: Parents) -> Outcome:  # noqa: ARG002 - one signature for all
        told_by = self._document.by_key.get(f"GET {call.operation.path}", call.operation)
        shape = success_shape(told_by) or success_shape(call.operation)
        reads = call.operation.method == "GET"
        if reads and shape is None:
            return NOTHING_KNOWN
        template = self._population.template(f"={call.operation.path}", shape)
        subject = "" if told_by.anonymous or call.operation.anonymous else call.subject
        key, identity = (subject, f"={call.operation.path}"), "/".join(map(spelled, call.path_values.values()))
        if call.operation.method == "DELETE":
            self._population.store.remove(key, identity)
            return NOTHING_KNOWN
        known = {name: value for name, value in self._known(subject).items() if name in template.properties}
        item = self._population.single(key, identity, lambda: template.made(known, None, frozenset(), call.seed))
        return Outcome(members=item.values) if reads else self._changed(call, item, template, {})

    def _action(self, call: Call, parents: Parents) -> Outcome:
        """An action tells nothing, unless it answers with the very item that it was done to."""
        shape = success_shape(call.operation)
        if not (call.role.parents and shape and shape.named):
            return NOTHING_KNOWN
        (resource, parameter), above = call.role.parents[-1], dict(list(parents.items())[:-1])
        if resource.shape is None or resource.shape.named != shape.named:
            return NOTHING_KNOWN
        item = self._population.find(call, resource, call.path_values.get(parameter, ""), above)
        return Outcome(members=item.values) if item else NOTHING_KNOWN

    def _changed(self, call: Call, item: Item, template: Template, fixed: Mapping[str, Any]) -> Outcome:
        if call.operation.method == "PATCH" or call.role.kind is Kind.PATCH:
            patch = essence(call.request.header("content-type") or "") == "application/merge-patch+json"
            item.values = template.merged(item.values, call.sent, fixed, call.seed, patch=patch)
        else:
            writable = call.sending.writable
            item.values = template.replaced(item.values, call.sent, writable, fixed, call.seed)
        return self._told(call, template, item.values)

    @staticmethod
    def _told(call: Call, template: Template, values: Mapping[str, Any], location: str = "") -> Outcome:
        """An item as a change has left it, and what of the change it could not take."""
        unsaid, headers = template.lost(call.sent, values), {"location": location} if location else {}
        return Outcome(members=values, unsaid=unsaid, schema=template.pointer if unsaid else "", headers=headers)

    def _locates(self, operation: Operation) -> bool:
        """Whether a response may tell the address of what was created."""
        known = self._located.get(operation.key)
        if known is None:
            fields = (field.name.lower() for entry in operation.responses for field in entry.headers)
            known = self._located[operation.key] = "location" in fields
        return known


def _resource(call: Call) -> Resource:
    if call.role.resource is None:  # a role has one to every kind that asks for it
        raise LookupError(call.operation.key)
    return call.role.resource


_Behaviour = Callable[[State, Call, Parents], Outcome | Refusal]
_BEHAVIOUR: dict[Kind, _Behaviour] = {
    Kind.LIST: State._list,  # noqa: SLF001 - the table is part of the class
    Kind.SEARCH: State._list,  # noqa: SLF001
    Kind.CREATE: State._create,  # noqa: SLF001
    Kind.UPSERT: State._create,  # noqa: SLF001
    Kind.READ: State._read,  # noqa: SLF001
    Kind.REPLACE: State._change,  # noqa: SLF001
    Kind.PATCH: State._change,  # noqa: SLF001
    Kind.DELETE: State._delete,  # noqa: SLF001
    Kind.SINGLETON: State._singleton,  # noqa: SLF001
    Kind.ACTION: State._action,  # noqa: SLF001
}
