"""What operations do to the things that they speak of, and how paths name those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from mockserver.state.shape import BodyShape, success_shape
from specs import shapes
from specs.model import Operation

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
        return last_parameter(self.item_path) if self.item_path else None

    @cached_property
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


def item_paths(path: str) -> Iterator[str]:
    """Each prefix of a path that ends in a parameter with a fixed segment before it."""
    segments = path.split("/")
    for index, segment in enumerate(segments):
        if _PARAMETER.search(segment) and index > 1 and not _PARAMETER.search(segments[index - 1]):
            yield "/".join(segments[: index + 1])


def bare(path: str) -> str:
    """A path without the slashes that it ends in, which name nothing."""
    return path.rstrip("/") or "/"


def last_parameter(path: str) -> str:
    """The last parameter of a path that has one."""
    return str(_PARAMETER.findall(path)[-1])


def ends_in_parameter(path: str) -> bool:
    """Whether the last segment of a path has a parameter."""
    return _PARAMETER.search(path.rpartition("/")[2]) is not None


def named_by(path: str) -> str:
    """The last fixed segment of a path: what its resource is called."""
    return next((part for part in reversed(path.split("/")) if part and not _PARAMETER.search(part)), "")


def id_property(resource: Resource) -> str | None:
    """The property that repeats what names an item in a path, or None where no body tells it."""
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
