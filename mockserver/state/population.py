"""The items there are: found, made, filled in, taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from mockserver.state.call import Call
from mockserver.state.identities import Identities
from mockserver.state.items import Template
from mockserver.state.projecting import Projecting, restored
from mockserver.state.store import NO_PARENTS, Item, Key, Store
from mockserver.state.templates import Templates
from mockserver.varied import varied
from specs.inference.kinds import Kind
from specs.inference.resources import Resource, parent_property
from specs.scalars import spelled

_FEW = 2
_UNKNOWN: Mapping[str, Any] = MappingProxyType({})
Parents = dict[str, str]
"""Ids of the items that something belongs to, by their resource's shelf, outermost first."""


class Plant(NamedTuple):
    """An item that is there from the beginning.

    Attributes:
        id: None where it has none yet.
        parents: ids of the items it belongs to, by their resource's shelf.
        owner: who sees it; empty for everybody, and so where everybody sees the same.
    """

    id: Any
    values: dict[str, Any]
    parents: Parents
    owner: str = ""


class Population:
    """All items of one mock.

    Args:
        items: how many each collection holds when a subject first looks at it.
        refers: what properties of a resource's items refer to, and by which member, as ``references.linked`` tells it.
        dynamic: whether items are made up although the document has examples of them.

    Attributes:
        store: where they are.
        templates: what they look like.
        projecting: shows what other releases remember; None where there are none.
        planted: items that are there from the beginning, by their resource's key; such a resource has no others then.
    """

    def __init__(
        self,
        items: int,
        store: Store,
        refers: Callable[[Resource], Mapping[str, tuple[Resource, str]]],
        *,
        dynamic: bool,
    ) -> None:
        self._items, self.store = items, store
        self.templates = Templates(dynamic=dynamic)
        self._ids: dict[str, Identities] = {}
        self._refers = refers
        self._links: dict[str, Mapping[str, tuple[Resource, str]]] = {}
        self.planted: Mapping[str, Sequence[Plant]] = {}
        self.projecting: Projecting | None = None

    def apart(self, store: Store) -> Population:
        """The same of another store; what has been worked out of the document is shared."""
        return varied(self, store=store)

    def all(self, call: Call, resource: Resource, parents: Parents) -> list[Item]:
        """The items of a collection, oldest first."""
        key = self._opened(call, resource, parents)
        items = self.store.items(key)
        if self.projecting is not None:
            items = [self._shown(resource, item) for item in items]
        return [item for item in items if item.parents.items() >= parents.items()] if parents else items

    def find(
        self, call: Call, resource: Resource, value: Any, parents: Parents, known: Mapping[str, Any] = _UNKNOWN
    ) -> Item | None:
        """The item with an id; made on the spot where no client can create it, or its absence cannot be told.

        What was taken away, or lies below such a thing, is not there again for that: it is made for this call alone.
        """
        key, identity = _key(call, resource), spelled(value)
        item = self.store.get(key, identity) or self.store.get(self._opened(call, resource, parents), identity)
        if item is not None:
            belongs = all(item.parents.get(name, each) == each for name, each in parents.items())
            return self._shown(resource, item) if belongs or not call.documents_absence else None
        gone = self.store.gone(key, identity)
        if call.documents_absence and (resource.creatable or gone):
            return None
        item = self._item(call, resource, parents, known, value)
        return item if gone or self._lost(call, parents) else self.store.put(key, item)

    def above(self, call: Call, resource: Resource, value: Any, parents: Parents) -> Item | None:
        """The item that others belong to, as ``find``.

        Where collections begin with items, reading what is below one that nobody has made or removed makes it, too.
        """
        item = self.find(call, resource, value, parents)
        key, identity = _key(call, resource), spelled(value)
        if item is not None or not self._items or call.operation.method != "GET":
            return item
        if self.store.used(key, identity):
            return None
        return self._made(call, resource, parents, {}, value)

    def there(self, call: Call, resource: Resource, value: Any, parents: Parents) -> Item | None:
        """The item with an id, as far as there is one already."""
        item = self.store.get(self._opened(call, resource, parents), spelled(value))
        return self._shown(resource, item) if item is not None else None

    def has(self, call: Call, resource: Resource, value: Any) -> bool:
        """Whether there is an item with an id, whatever it belongs to."""
        nested = (resource.item_path or "").count("{") > 1 and resource.key not in self.planted
        key = _key(call, resource) if nested else self._opened(call, resource, {})
        return self.store.get(key, spelled(value)) is not None

    def create(self, call: Call, resource: Resource, parents: Parents, named: Any) -> tuple[Item, Any]:
        """A new item from what was sent, and its id as its type has it: ``named``, as far as a path can name it so."""
        key, value = self._opened(call, resource, parents), named
        if value is None or not self._identities(resource).addressable(value):
            value = self._identities(resource).fresh(self.store, key, call.seed)
        return self._made(call, resource, parents, {}, value, call.sent, call.sending.writable), value

    def identified(self, store: Store, resource: Resource, plant: Plant) -> Plant:
        """An item with an id that no other of a store has, unless it has one."""
        identity = plant.id
        if identity is None:
            identity = self._identities(resource).fresh(store, ("", resource.shelf), f"planted/{resource.key}")
        name = resource.id_property
        values = {**plant.values, name: identity} if name and name not in plant.values else plant.values
        whole = plant._replace(id=identity, values=values)
        self.keep(store, resource, whole)
        return whole

    @staticmethod
    def keep(store: Store, resource: Resource, plant: Plant, subject: str = "") -> None:
        """Put an item that is there from the beginning into a store."""
        store.put((subject, resource.shelf), Item(spelled(plant.id), plant.values, plant.parents))

    def made(self, call: Call, resource: Resource, known: Mapping[str, Any]) -> Item:
        """A new item of which something is known, and that belongs to nothing."""
        key, value = self._opened(call, resource, {}), known.get(resource.id_property or "")
        if value is None:
            value = self._identities(resource).fresh(self.store, key, call.seed)
        item = self._item(call, resource, {}, known, value)
        return item if self.store.gone(key, item.id) else self.store.put(key, item)

    def remove(self, call: Call, resource: Resource, item: Item) -> None:
        """Take an item away, and what belongs to it."""
        self.store.remove(_key(call, resource), item.id)
        self.store.remove_children(call.subject_of(resource), resource.shelf, item.id)

    def keep_only(self, call: Call, resource: Resource, parents: Parents, told: Iterable[Mapping[str, Any]]) -> None:
        """Take away the items of a collection that are none of those that were told."""
        named = {spelled(each.get(resource.id_property or "")) for each in told}
        for item in self.all(call, resource, parents):
            if spelled(_own(resource, item)) not in named:
                self.remove(call, resource, item)

    def change(self, call: Call, resource: Resource, item: Item, values: dict[str, Any]) -> Item:
        """Let an item have other properties from now on; the item as it is then.

        One that is made for this call alone is not kept, unless the whole of it is put. Source: RFC 9110, 9.3.4.
        """
        after = item._replace(values=restored(item, values))
        keeps = item.version or call.role.kind is Kind.REPLACE
        return self.store.put(_key(call, resource), after) if keeps else after

    def single(
        self, key: Key, identity: str, parents: Parents, template: Template, make: Callable[[], dict[str, Any]]
    ) -> Item:
        """The one thing under a fixed path, made when first looked at."""
        item = self.store.get(key, identity)
        if item is None:
            return self.store.put(key, Item(identity, make(), parents))
        return item if self.projecting is None else self.projecting.shown(item, template, key[1])

    def _shown(self, resource: Resource, item: Item) -> Item:
        """An item as this release tells it."""
        if self.projecting is None:
            return item
        return self.projecting.shown(item, self.templates.of(resource), resource.shelf)

    def _identities(self, resource: Resource) -> Identities:
        if resource.key not in self._ids:
            self._ids[resource.key] = Identities(resource)
        return self._ids[resource.key]

    def _opened(self, call: Call, resource: Resource, parents: Parents) -> Key:
        """The table of a resource, filled when it is first looked at."""
        key = _key(call, resource)
        planted = self.planted.get(resource.key)
        if planted is not None:
            if not self.store.opened((*key, "=planted")):
                for plant in planted:
                    if not key[0] or plant.owner in ("", key[0]):
                        self.keep(self.store, resource, plant, key[0])
        elif not self.store.opened((*key, *parents.values())):
            few = 0 if resource.creatable or not resource.first(Kind.LIST) else _FEW
            count = 0 if self._lost(call, parents) else self._items or few
            fresh = partial(self._identities(resource).fresh, self.store, key, call.seed)
            made = [self._made(call, resource, parents, {}, fresh()) for _ in range(count)]
            for item in made:  # not before all are there: what they refer to may refer to them
                self._link(call, resource, item)
        return key

    def _link(self, call: Call, resource: Resource, item: Item) -> None:
        """Let an item refer to others that are there."""
        links = self._links.get(resource.key)
        if links is None:
            links = self._links[resource.key] = self._refers(resource)
        values, template = item.values, self.templates.of(resource)
        for name, (other, inner) in links.items():
            if name in values:
                there = self.store.items(self._opened(call, other, {}))
                values = template.referring(values, name, inner, [_own(other, each) for each in there], call.seed)
        if values is not item.values:
            self.change(call, resource, item, values)

    def _lost(self, call: Call, parents: Parents) -> bool:
        """Whether a call goes through something that is not there, as it has no word for that."""
        above = [resource for resource, _ in call.role.parents if resource.shelf in parents]
        return any(self.store.get(_key(call, each), parents[each.shelf]) is None for each in above)

    def _made(
        self,
        call: Call,
        resource: Resource,
        parents: Parents,
        known: Mapping[str, Any],
        value: Any,
        sent: Any = None,
        writable: frozenset[str] = frozenset(),
    ) -> Item:
        item = self._item(call, resource, parents, known, value, sent, writable)
        return self.store.put(_key(call, resource), item)

    def _item(
        self,
        call: Call,
        resource: Resource,
        parents: Parents,
        known: Mapping[str, Any],
        value: Any,
        sent: Any = None,
        writable: frozenset[str] = frozenset(),
    ) -> Item:
        """An item that is not kept yet."""
        template, identity = self.templates.of(resource), spelled(value)
        fixed = {**known, **_belonging(call, template)}
        if resource.id_property:
            fixed[resource.id_property] = value
        seed = f"{call.seed}/{resource.key}/{identity}"
        values = template.made(fixed, sent, writable, seed)
        values = template.addressed(values, sent, call.addresses(resource, value))
        return Item(identity, values, dict(parents) if parents else NO_PARENTS, changed=call.now)


def _key(call: Call, resource: Resource) -> Key:
    return (call.subject_of(resource), resource.shelf)


def _own(resource: Resource, item: Item) -> Any:
    """An item's id as it tells it itself, or else as text."""
    return item.values.get(resource.id_property or "", item.id)


def _belonging(call: Call, template: Template) -> dict[str, Any]:
    """The properties by which an item tells what it belongs to, such as ``connectorId``."""
    found: dict[str, Any] = {}
    for resource, parameter in call.role.parents:
        name = parent_property(resource, parameter, template.properties)
        if name and parameter in call.path_values:
            found[name] = call.path_values[parameter]
    return found
