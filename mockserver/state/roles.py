"""Which operations speak of the same things, worked out from the document alone.

A resource is named by the last fixed segment of a path: ``/users/me/clients`` is the collection and ``/clients/{id}``
the item of ``clients``. Where several would fit, those whose bodies have the same named schema belong together. So
nothing depends on paths of other names, and a name is looked into when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from mockserver.state.resources import (
    Kind,
    Resource,
    Role,
    bare,
    ends_in_parameter,
    id_property,
    item_paths,
    last_parameter,
    named_by,
)
from mockserver.state.shape import BodyShape, success_shape
from specs.model import Document, Operation

_ITEM_KINDS = {"GET": Kind.READ, "PUT": Kind.REPLACE, "PATCH": Kind.MERGE, "DELETE": Kind.DELETE}


class Roles:
    """What the operations of a document do."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._families: dict[str, _Family] = {}
        self._known: dict[str, Role] = {}

    def of(self, operation: Operation) -> Role:
        """The role of an operation; one that is not there has no state."""
        known = self._known.get(operation.key)
        if known is None:
            known = self._known[operation.key] = self._role(operation)
        return known

    def _role(self, operation: Operation) -> Role:
        through = [(self._family(named_by(path)), path) for path in item_paths(operation.path)]
        parents = tuple((family.items[path], last_parameter(path)) for family, path in through)
        for family, _ in through:
            family.complete()
        kind, resource = self._family(named_by(operation.path)).does[operation.key]
        item = kind is not Kind.ACTION and bool(through) and through[-1][1] == bare(operation.path)
        return Role(kind, resource, parents[:-1] if item else parents)

    def _family(self, name: str) -> _Family:
        if name not in self._families:
            self._families[name] = _Family(self._item_paths.get(name, ()), self._operations.get(name, ()))
        return self._families[name]

    @cached_property
    def _operations(self) -> Mapping[str, list[Operation]]:
        found: dict[str, list[Operation]] = {}
        for operation in self._document.operations:
            found.setdefault(named_by(operation.path), []).append(operation)
        return found

    @cached_property
    def _item_paths(self) -> Mapping[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for path in dict.fromkeys(operation.path for operation in self._document.operations):
            for item_path in item_paths(path):
                found.setdefault(named_by(item_path), {})[item_path] = None
        return found


class _Family:
    """The resources of one name.

    Args:
        paths: those that name an item, in the document's order.
        operations: those whose path has the name.
    """

    def __init__(self, paths: Iterable[str], operations: Iterable[Operation]) -> None:
        self._paths, self._operations = tuple(paths), tuple(operations)

    @cached_property
    def items(self) -> Mapping[str, Resource]:
        """The resource of each item path; those whose bodies have one named schema are the same."""
        found: dict[str, Resource] = {}
        same: dict[str, Resource] = {}
        for path in self._paths:
            named = self._named.get(path)
            found[path] = (same.get(named) if named else None) or Resource(named_by(path), path)
            if named:
                same[named] = found[path]
        return found

    @cached_property
    def does(self) -> Mapping[str, tuple[Kind, Resource | None]]:
        """What each operation does, and to what; from then on the resources know of it."""
        found = {operation.key: self._does(operation) for operation in self._operations}
        for operation in self._operations:
            kind, resource = found[operation.key]
            if resource is not None:
                resource.operations.setdefault(kind, []).append(operation)
        for resource in {id(each): each for _, each in found.values() if each}.values():
            resource.id_property = id_property(resource)
        return found

    def complete(self) -> None:
        """See to it that the resources know what is done to them."""
        _ = self.does

    def _does(self, operation: Operation) -> tuple[Kind, Resource | None]:
        path = bare(operation.path)
        if path in self.items:
            return _ITEM_KINDS.get(operation.method, Kind.ACTION), self.items[path]
        resource = self._collections.get(path)
        if resource is not None and operation.method == "POST":
            return Kind.CREATE, resource
        if resource is not None and path in self._lists and operation.method == "GET":
            return Kind.LIST, resource
        return (Kind.SINGLETON if self._singleton(operation) else Kind.ACTION), None

    def _singleton(self, operation: Operation) -> bool:
        shape = self._shapes[operation.key]
        return (
            operation.method in ("GET", "PUT", "PATCH")
            and (shape is None or not shape.listed)
            and (operation.method != "GET" or shape is not None)
        )

    @cached_property
    def _shapes(self) -> Mapping[str, BodyShape | None]:
        return {operation.key: success_shape(operation) for operation in self._operations}

    @cached_property
    def _named(self) -> Mapping[str, str]:
        """What the body of each path is called in the document, by the first operation that tells."""
        found: dict[str, str] = {}
        for operation in self._operations:
            shape = self._shapes[operation.key]
            if shape and shape.named:
                found.setdefault(bare(operation.path), shape.named)
        return found

    @cached_property
    def _lists(self) -> set[str]:
        """The paths that answer with a list."""
        shapes = ((bare(each.path), self._shapes[each.key]) for each in self._operations if each.method == "GET")
        return {path for path, shape in shapes if shape is not None and shape.listed}

    @cached_property
    def _collections(self) -> Mapping[str, Resource]:
        """The resource that each path collects the items of."""
        found: dict[str, Resource] = {}
        for operation in self._operations:
            path = bare(operation.path)
            if ends_in_parameter(path) or path in found or operation.method not in ("GET", "POST"):
                continue
            if path in self._lists or operation.method == "POST":
                resource = self._collected(path) or (Resource(named_by(path)) if path in self._lists else None)
                if resource is not None:
                    found[path] = resource
        return found

    def _collected(self, path: str) -> Resource | None:
        """The resource whose items a collection path collects."""
        if path in self._direct:
            return self._direct[path]
        same = {id(resource): (item, resource) for item, resource in self.items.items()}
        agreeing = [each for item, each in same.values() if self._named.get(item) == self._named.get(path) is not None]
        return agreeing[0] if agreeing else next(iter(same.values()))[1] if len(same) == 1 else None

    @cached_property
    def _direct(self) -> Mapping[str, Resource]:
        """The resource of the items right below each path."""
        found: dict[str, Resource] = {}
        for item_path, resource in self.items.items():
            found.setdefault(item_path.rpartition("/")[0], resource)
        return found
