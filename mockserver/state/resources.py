"""Which operations speak of the same things: resources, worked out from the document alone.

A resource is named by the last fixed segment of a path: ``/users/me/clients`` is the collection and ``/clients/{id}``
the item of ``clients``. Where several would fit, those whose bodies have the same named schema belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from mockserver.state.shape import BodyShape, success_shape
from specs import shapes
from specs.model import Document, Operation

_PARAMETER = re.compile(r"\{([^{}]+)\}")


class Kind(StrEnum):
    """What an operation does to its resource."""

    LIST = "list"
    CREATE = "create"
    READ = "read"
    REPLACE = "replace"
    MERGE = "merge"
    DELETE = "delete"
    SINGLETON = "singleton"
    ACTION = "action"


_ITEM_KINDS = {"GET": Kind.READ, "PUT": Kind.REPLACE, "PATCH": Kind.MERGE, "DELETE": Kind.DELETE}


@dataclass(eq=False)
class Resource:
    """Things of one kind.

    Attributes:
        item_path: template that ends in the parameter which names one of them, or None.
        id_property: the property that repeats it, or None where no body tells the id.
        operations: what can be done, by kind, as far as documented.
    """

    name: str
    item_path: str | None = None
    id_property: str | None = None
    operations: dict[Kind, list[Operation]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells the resource from all others of its document."""
        return self.item_path or f"{self.name}[]"

    @property
    def creatable(self) -> bool:
        """Whether a client can bring one into being."""
        return Kind.CREATE in self.operations

    @property
    def id_parameter(self) -> str | None:
        """The path parameter that names one item."""
        return _PARAMETER.findall(self.item_path)[-1] if self.item_path else None

    @property
    def shared(self) -> bool:
        """Whether all subjects see one state, because somebody without a name may look at it."""
        return any(operation.anonymous for operations in self.operations.values() for operation in operations)

    def first(self, *kinds: Kind) -> Operation | None:
        """The first operation of the first of some kinds."""
        return next((each for kind in kinds for each in self.operations.get(kind, ())), None)

    @cached_property
    def shape(self) -> BodyShape | None:
        """The body that tells most of one item."""
        told = (
            success_shape(each)
            for kind in (Kind.READ, Kind.CREATE, Kind.REPLACE, Kind.MERGE, Kind.LIST)
            for each in self.operations.get(kind, ())
        )
        return next((each for each in told if each is not None), None)


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """What one operation does.

    Attributes:
        parents: the items its path goes through, outermost first, each with the parameter that names it.
    """

    kind: Kind
    resource: Resource | None
    parents: tuple[tuple[Resource, str], ...] = ()


def infer(document: Document) -> Mapping[str, Role]:
    """The role of each operation by its key; an operation that is not there has no state."""
    resources = _Resources(document)
    roles = {operation.key: resources.role(operation) for operation in document.operations}
    for key, role in roles.items():
        if role.resource is not None:
            role.resource.operations.setdefault(role.kind, []).append(document.by_key[key])
    for resource in {id(role.resource): role.resource for role in roles.values() if role.resource}.values():
        resource.id_property = _id_property(resource)
    return roles


class _Resources:
    """The resources of a document by the paths that lead to them."""

    def __init__(self, document: Document) -> None:
        self._by_item: dict[str, Resource] = {}
        self._by_collection: dict[str, Resource] = {}
        self._shapes = {operation.key: success_shape(operation) for operation in document.operations}
        self._named: dict[str, str | None] = {}
        for operation in document.operations:
            shape = self._shapes[operation.key]
            if shape and shape.named:
                self._named.setdefault(operation.path, shape.named)
        for path in dict.fromkeys(operation.path for operation in document.operations):
            for item_path in _item_paths(path):
                self._item(item_path)
        self._lists = {o.path for o in document.operations if o.method == "GET" and self._listed(o)}
        for operation in document.operations:
            self._collection(operation)

    def role(self, operation: Operation) -> Role:
        parents = tuple(self._parents(operation.path))
        if operation.path in self._by_item:
            kind = _ITEM_KINDS.get(operation.method, Kind.ACTION)
            return Role(kind, self._by_item[operation.path], parents[:-1] if kind is not Kind.ACTION else parents)
        resource = self._by_collection.get(operation.path)
        if resource is not None and operation.method == "POST":
            return Role(Kind.CREATE, resource, parents)
        if resource is not None and operation.path in self._lists and operation.method == "GET":
            return Role(Kind.LIST, resource, parents)
        if self._singleton(operation):
            return Role(Kind.SINGLETON, None, parents)
        return Role(Kind.ACTION, None, parents)

    def _singleton(self, operation: Operation) -> bool:
        shape = self._shapes[operation.key]
        return (
            operation.method in ("GET", "PUT", "PATCH")
            and (shape is None or not shape.listed)
            and (operation.method != "GET" or shape is not None)
        )

    def _listed(self, operation: Operation) -> bool:
        shape = self._shapes[operation.key]
        return shape is not None and shape.listed

    def _item(self, path: str) -> None:
        """Register an item path; one that has the same name and schema as another is the same resource."""
        if path in self._by_item:
            return
        name, named = _name(path), self._named.get(path)
        for other, resource in self._by_item.items():
            if named and resource.name == name and self._named.get(other) == named:
                self._by_item[path] = resource
                return
        self._by_item[path] = Resource(name, path)

    def _collection(self, operation: Operation) -> None:
        path = operation.path
        if _PARAMETER.search(path.rpartition("/")[2]):
            return
        if path in self._by_item or path in self._by_collection or operation.method not in ("GET", "POST"):
            return
        resource = self._item_of(path)
        if resource is None and path in self._lists:
            resource = Resource(_name(path))
        if resource is not None and (path in self._lists or operation.method == "POST"):
            self._by_collection[path] = resource

    def _item_of(self, path: str) -> Resource | None:
        """The resource whose items a collection path collects."""
        direct = [res for item, res in self._by_item.items() if _parent_path(item) == path]
        if direct:
            return direct[0]
        same = {id(res): (item, res) for item, res in self._by_item.items() if res.name == _name(path)}
        agreeing = [res for item, res in same.values() if self._named.get(item) == self._named.get(path) is not None]
        return agreeing[0] if agreeing else next(iter(same.values()))[1] if len(same) == 1 else None

    def _parents(self, path: str) -> Iterator[tuple[Resource, str]]:
        for item_path in _item_paths(path):
            yield self._by_item[item_path], _PARAMETER.findall(item_path)[-1]


def _item_paths(path: str) -> Iterator[str]:
    """Each prefix of a path that ends in a parameter with a fixed segment before it."""
    segments = path.split("/")
    for index, segment in enumerate(segments):
        if _PARAMETER.search(segment) and index > 1 and not _PARAMETER.search(segments[index - 1]):
            yield "/".join(segments[: index + 1])


def _parent_path(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return next((part for part in reversed(path.split("/")) if part and not _PARAMETER.search(part)), "")


def _id_property(resource: Resource) -> str | None:
    shape = resource.shape
    if shape is None:
        return None
    declared = {_plain(name): name for name in reversed(shapes.properties(shape.item, shape.root))}
    wanted = [_plain(resource.id_parameter or ""), "id", _own_id(resource), "uuid"]
    return next((declared[name] for name in wanted if name in declared), None)


def parent_property(parent: Resource, parameter: str, declared: Iterable[str]) -> str | None:
    """The property by which an item names its parent, such as ``connectorId``; never its own ``id``."""
    wanted = {_plain(parameter), _own_id(parent)} - {"id"}
    return next((name for name in declared if _plain(name) in wanted), None)


def _own_id(resource: Resource) -> str:
    return f"{_singular(_plain(resource.name))}id"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _singular(name: str) -> str:
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
