"""The resources of one name, and what the operations do that speak of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from specs.inference import words
from specs.inference.clues import one_item, queried
from specs.inference.kinds import Kind
from specs.inference.links import NOTHING_LINKED, Linked, made
from specs.inference.paths import above, alike, ends_in_parameter, named_by
from specs.inference.resources import Resource, Told, id_property
from specs.inference.scopes import NO_SCOPES
from specs.inference.shape import BodyShape, sends_list, success_shape
from specs.model import Operation

_ITEM_KINDS = {"GET": Kind.READ, "PUT": Kind.REPLACE, "PATCH": Kind.PATCH, "DELETE": Kind.DELETE}
_ENOUGH = 2
"""Operations on an item that make a resource the obvious one among others of its name."""
NOTHING_SAID: Mapping[str, Told] = MappingProxyType({})


class Found(NamedTuple):
    """What an operation does, to what, what tells so, and how sure that is."""

    kind: Kind
    resource: Resource | None
    evidence: str
    confidence: str = "high"


class Family:
    """The resources of one name.

    Args:
        paths: those that name an item, in the document's order.
        operations: those whose path has the name.
        said: what a person says of operations, by their key.
        linked: what answers link to, by the operation's key.
        scopes: paths that end in a parameter and name no item.
    """

    def __init__(
        self,
        paths: Iterable[str],
        operations: Iterable[Operation],
        said: Mapping[str, Told] = NOTHING_SAID,
        linked: Mapping[str, Linked] = NOTHING_LINKED,
        scopes: frozenset[str] = NO_SCOPES,
    ) -> None:
        self._operations, self._told, self._linked, self._scopes = tuple(operations), said, linked, scopes
        self._methods: dict[str, set[str]] = {}
        for operation in self._operations:
            self._methods.setdefault(alike(operation.path), set()).add(operation.method)
        self._paths = sorted(paths, key=lambda path: alike(path) not in self._methods)

    @cached_property
    def items(self) -> Mapping[str, Resource]:
        """The resource of each item path; those whose bodies have one named schema are the same.

        A path that is only gone through belongs to the one resource that something is done to.
        """
        found: dict[str, Resource] = {}
        scoping: dict[str, Resource] = {}
        same: dict[str, Resource] = {}
        for path in self._paths:
            key, named = alike(path), self._named.get(alike(path))
            if key in self._scopes:
                scoping[key] = Resource(named_by(path), path)
                continue
            resource = found.get(key) or (same.get(named) if named else None)
            through = key not in self._methods and not any(each.startswith(key) for each in self._scopes)
            if resource is None and through and len(set(map(id, found.values()))) == 1:
                resource = next(iter(found.values()))
            found[key] = resource or Resource(named_by(path), path)
            same |= {named: found[key]} if named else {}
        return found | scoping

    @cached_property
    def does(self) -> Mapping[str, Found]:
        """What each operation does, and to what; from then on the resources know of it."""
        found = {operation.key: self._does(operation) for operation in self._operations}
        for operation in self._operations:
            kind, resource = found[operation.key][:2]
            if resource is not None:
                resource.operations.setdefault(kind, []).append(operation)
                link = self._linked.get(operation.key)
                if link and self.items.get(alike(link.to.path)) is resource:
                    resource.linked = resource.linked or link.member
        for resource in {id(each.resource): each.resource for each in found.values() if each.resource}.values():
            resource.id_property = id_property(resource)
        return found

    def complete(self) -> None:
        """See to it that the resources know what is done to them."""
        _ = self.does

    def _does(self, operation: Operation) -> Found:
        told = self._told.get(operation.key)
        if told is None:
            return self._inferred(operation)
        resource = None
        if told.kind not in (Kind.SINGLETON, Kind.ACTION):
            known = None if told.resource else self._inferred(operation).resource
            resource = known or self._keyed(told.resource or f"{named_by(operation.path)}[]")
        return Found(told.kind, resource, f"{told.place} says so", "certain")

    def _keyed(self, key: str) -> Resource:
        """The resource with a key, made where nothing else shows it."""
        known = {each.key: each for each in (*self.items.values(), *self._collections.values(), *self._said.values())}
        at = self.items.get(alike(key)) or known.get(key)
        if at is None:
            item = key if ends_in_parameter(key) else None
            at = self._said[alike(key)] = Resource(named_by(key).removesuffix("[]"), item)
        return at

    def _inferred(self, operation: Operation) -> Found:
        path = alike(operation.path)
        if path in self.items and path not in self._scopes:
            return self._to_item(operation, self.items[path])
        link = self._linked.get(operation.key)
        if link and made(operation, link) and alike(link.to.path) in self.items:
            return Found(Kind.CREATE, self.items[alike(link.to.path)], f"its answer leads to {link.to.key}")
        said = words.spoken(operation.path)
        found = self._spoken(operation, said) if said else None
        resource = self._collections.get(path)
        if found is None and resource is not None:
            found = self._to_collection(operation, resource)
        return found or self._elsewhere(operation)

    def _to_item(self, operation: Operation, resource: Resource) -> Found:
        others = self._methods[alike(operation.path)] - {"POST"}
        if operation.method == "POST" and not others:
            return Found(Kind.ACTION, resource, "nothing else is done at this address", "medium")
        if operation.method == "POST":
            made = words.creates(operation) or not {"PUT", "PATCH"}.isdisjoint(others)
            told = "a POST to the item, " + ("which has another way of being changed" if made else "which has no other")
            return Found(Kind.CREATE if made else Kind.PATCH, resource, told, "medium")
        if operation.method == "PUT" and self._makes(operation):
            return Found(Kind.UPSERT, resource, "a PUT to the item that says it may make one")
        kind = _ITEM_KINDS.get(operation.method, Kind.ACTION)
        return Found(kind, resource, f"{operation.method} of a path that ends in the item's name")

    def _makes(self, operation: Operation) -> bool:
        if words.upserts(operation):
            return True
        posted = any("POST" in self._methods.get(path, ()) for path in self._collections)
        return not posted and words.creates(operation)

    def _spoken(self, operation: Operation, kind: Kind) -> Found | None:
        """What the path's last word says, as far as the method and the body agree."""
        searched = kind in (Kind.SEARCH, Kind.LIST)
        if operation.method not in (("GET", "POST") if searched else ("POST",)):
            return None
        shape = self._shapes[operation.key]
        if searched and shape is not None and not shape.listed:
            return None
        return Found(
            kind, self._about(above(operation.path)), f"the path ends in “{operation.path.rpartition('/')[2]}”"
        )

    def _about(self, path: str) -> Resource:
        """The resource of a collection path, made where no operation on items shows one."""
        known = self._collections.get(alike(path)) or self._collected(path)
        if known is None:
            known = self._said.setdefault(alike(path), Resource(named_by(path)))
        return known

    @cached_property
    def _said(self) -> dict[str, Resource]:
        return {}

    def _to_collection(self, operation: Operation, resource: Resource) -> Found | None:
        path, method = alike(operation.path), operation.method
        if method == "POST":
            kind = Kind.UPSERT if words.upserts(operation) else Kind.CREATE
            return Found(kind, resource, "a POST to the collection" + (" that says so" if kind is Kind.UPSERT else ""))
        if method == "GET":
            return self._listing(path, resource)
        if method == "DELETE":
            return (
                Found(Kind.DELETE, resource, "the query names the item", "medium")
                if queried(operation, resource)
                else None
            )
        shape = self._shapes[operation.key]
        if method == "PUT" and not sends_list(operation) and not (shape and shape.listed):
            kind = Kind.UPSERT if words.upserts(operation) else Kind.REPLACE
            return Found(kind, resource, "a PUT of one item to the collection", "medium")
        return None

    def _listing(self, path: str, resource: Resource) -> Found | None:
        shape = self._answers.get(path)
        if path in self._lists:
            told = "the answer is a list" if shape is None or shape.listed else "the summary speaks of several"
            return Found(Kind.LIST, resource, told)
        if shape is None:
            return Found(Kind.LIST, resource, "items are below this address", "medium")
        item = next((self._answers.get(item) for item, each in self.items.items() if each is resource), None)
        if path in self._direct and not one_item(shape, item):
            return Found(Kind.LIST, resource, "items are below this address, and the answer is none of them", "medium")
        return None

    def _elsewhere(self, operation: Operation) -> Found:
        """What is done at an address that is neither a collection's nor an item's."""
        verb, shape = words.verb(operation.path), self._shapes[operation.key]
        if verb:
            return Found(Kind.ACTION, None, f"the path ends in the verb “{verb}”")
        if self._singleton(operation, shape):
            return Found(Kind.SINGLETON, None, "an address of one thing", "medium")
        return Found(Kind.ACTION, None, "nothing tells of a thing that is kept", "low")

    def _singleton(self, operation: Operation, shape: BodyShape | None) -> bool:
        path, method = alike(operation.path), operation.method
        methods = self._methods[path]
        if method == "GET":
            return shape is None or not shape.listed
        if method in ("PUT", "PATCH"):
            return (operation.body is not None or "GET" in methods) and not (shape and shape.listed)
        told = self._answers.get(path)
        if method == "DELETE":
            return path not in self._lists and path not in self._collections and bool(methods & {"GET", "PUT"})
        return method == "POST" and bool(
            told and shape and told.named and told.named == shape.named and not told.listed
        )

    @cached_property
    def _shapes(self) -> Mapping[str, BodyShape | None]:
        return {operation.key: success_shape(operation) for operation in self._operations}

    @cached_property
    def _answers(self) -> Mapping[str, BodyShape]:
        """What a GET of each path answers with."""
        told = ((alike(each.path), self._shapes[each.key]) for each in self._operations if each.method == "GET")
        return {path: shape for path, shape in told if shape is not None}

    @cached_property
    def _named(self) -> Mapping[str, str]:
        """What the body of each path is called in the document, by the first operation that tells."""
        found: dict[str, str] = {}
        for operation in self._operations:
            shape = self._shapes[operation.key]
            if shape and shape.named:
                found.setdefault(alike(operation.path), shape.named)
        return found

    @cached_property
    def _lists(self) -> set[str]:
        """The paths that answer with a list, or say that they do."""
        listed = {path for path, shape in self._answers.items() if shape.listed}
        return listed | {alike(each.path) for each in self._operations if words.lists(each)}

    @cached_property
    def _collections(self) -> Mapping[str, Resource]:
        """The resource that each path collects the items of."""
        found: dict[str, Resource] = {}
        for operation in self._operations:
            path = alike(operation.path)
            if path not in found and self._collects(operation):
                resource = self._collected(operation.path)
                if resource is not None or path in self._lists:
                    found[path] = resource or Resource(named_by(operation.path))
        return found

    def _collects(self, operation: Operation) -> bool:
        """Whether an operation may show that its path is a collection's."""
        path = alike(operation.path)
        if (ends_in_parameter(operation.path) and path not in self._scopes) or words.spoken(operation.path):
            return False
        if path in self._direct or path in self._lists:
            return True
        posted = operation.method == "POST" and not words.verb(operation.path)
        return posted or (operation.method == "GET" and path not in self._answers)

    def _collected(self, path: str) -> Resource | None:
        """The resource whose items a collection path collects."""
        path = alike(path)
        if path in self._direct:
            return self._direct[path]
        same = {id(resource): (item, resource) for item, resource in self.items.items() if item not in self._scopes}
        free = {key: each for key, each in same.items() if above(each[0]) not in self._scopes}
        same = free or same
        agreeing = [each for item, each in same.values() if self._named.get(item) == self._named.get(path) is not None]
        if agreeing or len(same) == 1:
            return agreeing[0] if agreeing else next(iter(same.values()))[1]
        much = sorted(((len(self._methods.get(item, ())), item) for item, _ in same.values()), reverse=True)
        obvious = len(much) > 1 and much[0][0] >= _ENOUGH and much[0][0] > much[1][0]
        return self.items[much[0][1]] if obvious else None

    @cached_property
    def _direct(self) -> Mapping[str, Resource]:
        """The resource of the items right below each path."""
        found: dict[str, Resource] = {}
        for item_path, resource in self.items.items():
            found.setdefault(item_path.rpartition("/")[0] or "/", resource)
        return found
