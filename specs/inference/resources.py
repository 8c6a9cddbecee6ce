"""The things that operations speak of, and what each operation does to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from specs import shapes
from specs.extensions import ID_FIELD
from specs.inference.kinds import Kind
from specs.inference.paths import above, alike, ends_in_parameter, last_parameter, plain, singular
from specs.inference.shape import BodyShape, success_shape
from specs.model import Operation


@dataclass(eq=False)
class Resource:
    """Things of one kind.

    Attributes:
        item_path: template that ends in the parameter which names one of them, or None.
        id_property: the property that repeats it, or None where no body tells the id.
        operations: what can be done, by kind, as far as documented.
        linked: the member of answers by which links name an item; empty where none does.
    """

    name: str
    item_path: str | None = None
    id_property: str | None = None
    operations: dict[Kind, list[Operation]] = field(default_factory=dict)
    linked: str = ""

    @cached_property
    def key(self) -> str:
        """What tells the resource from all others of its document."""
        return self.item_path or f"{self.name}[]"

    @cached_property
    def shelf(self) -> str:
        """What tells it from others of all releases of its document, whatever they call its parameters."""
        return alike(self.item_path) if self.item_path else self.key

    @property
    def creatable(self) -> bool:
        """Whether a client can bring one into being."""
        return not {Kind.CREATE, Kind.UPSERT}.isdisjoint(self.operations)

    @cached_property
    def id_parameter(self) -> str | None:
        """The path parameter that names one item."""
        return last_parameter(self.item_path) if self.item_path else None

    @cached_property
    def asked_by(self) -> frozenset[str]:
        """What a parameter of a query that names one item is plainly called."""
        return frozenset(("id", plain(self.id_parameter or "id")))

    def addressed(self, operation: Operation) -> bool:
        """Whether the last parameter of an operation's path names one of them, and not whose they all are."""
        own = self.item_path is None or alike(operation.path) != alike(above(self.item_path))
        return own and ends_in_parameter(operation.path)

    @cached_property
    def shared(self) -> bool:
        """Whether all subjects see one state, because somebody without a name may look at it."""
        return any(operation.anonymous for operations in self.operations.values() for operation in operations)

    @cached_property
    def reached_by(self) -> Operation | None:
        """An operation at the address of an item; None where it has none."""
        found = self.first(Kind.READ, Kind.REPLACE, Kind.PATCH, Kind.DELETE)
        return found if found is not None and ends_in_parameter(found.path) else None

    def first(self, *kinds: Kind) -> Operation | None:
        """The first operation of the first of some kinds."""
        return next((each for kind in kinds for each in self.operations.get(kind, ())), None)

    @cached_property
    def shape(self) -> BodyShape | None:
        """The body that tells most of one item; of items that are read as one thing or another, what is created."""
        told = [
            (kind, shape)
            for kind in (Kind.READ, Kind.CREATE, Kind.UPSERT, Kind.REPLACE, Kind.PATCH, Kind.LIST)
            for each in self.operations.get(kind, ())
            if (shape := success_shape(each)) and (kind is not Kind.LIST or shape.listed)
        ]
        first = next((shape for _, shape in told), None)
        created = [shape for kind, shape in told if kind is Kind.CREATE]
        return next((each for each in created if first and each.one_of(first)), first)


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """What one operation does.

    Attributes:
        parents: the items its path goes through, outermost first, each with the parameter that names it.
        evidence: what in the document tells.
        confidence: ``high``, ``medium`` or ``low``.
    """

    kind: Kind
    resource: Resource | None
    parents: tuple[tuple[Resource, str], ...] = ()
    evidence: str = ""
    confidence: str = "high"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of one operation, which goes before what is inferred.

    Attributes:
        resource: as ``Resource.key`` has it; None leaves that to the inference.
        place: ``file:line`` of where it is said.
    """

    kind: Kind
    resource: str | None
    place: str


_KEYS = ("code", "handle", "key", "name", "number", "slug", "symbol")
"""What else names things: the ``name`` of ``{indexName}``."""


def id_property(resource: Resource) -> str | None:
    """The property that repeats what names an item in a path, or None where no body tells it.

    The schema may say which (``x-id-field``), or a link of an answer; else it is called like the path's parameter.
    """
    shape = resource.shape
    if shape is None:
        return None
    properties = shapes.properties(shape.item, shape.root)
    said = [part[ID_FIELD] for part in shapes.parts(shape.item, shape.root) if ID_FIELD in part]
    known = next((name for name in (*said, resource.linked) if isinstance(name, str) and name in properties), None)
    if known is not None:
        return known
    declared = {plain(name): name for name in reversed(properties)}
    named = plain(resource.id_parameter or "")
    short = named.removeprefix(singular(plain(resource.name)))  # kind of metadataKind
    wanted = [named, "id", _own_id(resource), "uuid", short, *(each for each in _KEYS if named.endswith(each))]
    return next((declared[name] for name in wanted if name in declared), None)


def parent_property(parent: Resource, parameter: str, declared: Iterable[str]) -> str | None:
    """The property by which an item names its parent, such as ``connectorId``; never its own ``id``."""
    wanted = {plain(parameter), _own_id(parent)} - {"id"}
    return next((name for name in declared if plain(name) in wanted), None)


def _own_id(resource: Resource) -> str:
    return f"{singular(plain(resource.name))}id"
