"""Which things of an account a request speaks of, and which one an answer says was created."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from contracts.live.ids import told_id
from specs.inference.kinds import Kind
from specs.inference.paths import alike, ends_in_parameter, item_paths
from specs.inference.resources import Resource, Role
from specs.inference.roles import Roles
from specs.messages import Request, Response
from specs.model import Document, Operation
from specs.routes import Routes

_AT_AN_ITEM = frozenset({Kind.CREATE, Kind.READ, Kind.REPLACE, Kind.PATCH, Kind.DELETE, Kind.UPSERT})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the account.

    Attributes:
        resource: what its kind is called: ``Resource.key``.
        values: those of the path parameters that lead to it, percent-encoding undone, its own last.
    """

    resource: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.resource} {', '.join(self.values)}"


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """What a request would do.

    Attributes:
        operation: the one that it is meant for; None where the path is documented and the method is not.
        item: what it would be done to; None where that has no address of its own.
        names: of the path parameters, in the order of the path.
        values: theirs, percent-encoding undone.
        plain: whether its path is written so that no server can take it for another.
    """

    operation: Operation | None
    role: Role | None = None
    item: Item | None = None
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    plain: bool = True


class Items:
    """Knows the things that a document's operations speak of."""

    def __init__(self, document: Document, base: str) -> None:
        """Args: document, whose operations; base, the path at which its paths begin on the server."""
        self._document, self._base = document, base.rstrip("/")
        self._inner = document.base_paths[0].rstrip("/")
        self._routes, self.roles = Routes(document), Roles(document)
        self._known: dict[str, Resource] = {}

    def act(self, request: Request) -> Act | None:
        """What a request would do; None where its path is not documented."""
        if not request.path.startswith(f"{self._base}/"):
            return None
        found = self._routes.find(self._inner + request.path[len(self._base) :])
        if found is None:
            return None
        for route in found.routes:
            operation = route.operations.get(request.method)
            if operation is not None:
                named = found.named(route)
                role, values = self.roles.of(operation), tuple(map(unquote, named.values()))
                item = self._item(operation, role, values)
                return Act(operation, role, item, tuple(named), values, _is_plain(request.path, found.values))
        return Act(None)

    def parents(self, act: Act) -> list[Item]:
        """The items that the path of a request goes through, outermost first, without the one it ends at."""
        names = act.names
        through = act.role.parents if act.role else ()
        return [Item(resource.key, act.values[: names.index(name) + 1]) for resource, name in through if name in names]

    def created(self, act: Act, request: Request, response: Response) -> Item | None:
        """The item that an answer says was created; None where it does not say which."""
        location = response.header("location")
        led = self._at(location, request) if location else None
        if led is not None or act.role is None or act.role.resource is None:
            return led
        resource = act.role.resource
        if act.role.kind is Kind.UPSERT:
            return act.item
        value = told_id(resource, act.operation, response) if act.operation else ""
        return self.below(resource, act.values, value) if value else None

    def below(self, resource: Resource, parents: tuple[str, ...], value: str) -> Item | None:
        """An item by its id and the values that led to its collection; None where they do not lead to an item."""
        if resource.item_path is None:
            return None
        depth = resource.item_path.count("{")
        return Item(resource.key, (*parents, value)[-depth:]) if len(parents) + 1 >= depth else None

    def address(self, item: Item) -> str | None:
        """The path of an item on the server; None where it has none."""
        resource = self._resource(item.resource)
        if resource is None or resource.item_path is None:
            return None
        parts, values = [], iter(item.values)
        for part in resource.item_path.split("/"):
            head, mark, rest = part.partition("{")
            parts.append(f"{head}{quote(next(values), safe='')}{rest.partition('}')[2]}" if mark else part)
        return self._base + "/".join(parts)

    def operation(self, item: Item, *kinds: Kind) -> Operation | None:
        """The operation of one of some kinds at the address of an item."""
        resource = self._resource(item.resource)
        documented = (each for kind in kinds for each in (resource.operations.get(kind, ()) if resource else ()))
        return next((each for each in documented if ends_in_parameter(each.path)), None)

    def _resource(self, key: str) -> Resource | None:
        if not self._known:
            for operation in self._document.operations:
                resource = self.roles.of(operation).resource
                if resource is not None:
                    self._known.setdefault(resource.key, resource)
        return self._known.get(key)

    def _at(self, location: str, request: Request) -> Item | None:
        """The item at an address, as an answer tells it."""
        there = urlsplit(urljoin(request.path, location)).path
        for method in ("GET", "DELETE", "PUT", "PATCH"):
            act = self.act(Request(method, there))
            if act is not None and act.item is not None:
                return act.item
        return None

    def _item(self, operation: Operation, role: Role, values: tuple[str, ...]) -> Item | None:
        if role.resource is None or role.kind in (Kind.LIST, Kind.SEARCH, Kind.SINGLETON):
            return None
        if role.kind is Kind.CREATE and alike(operation.path) != alike(role.resource.item_path or ""):
            return None
        if role.kind in _AT_AN_ITEM and ends_in_parameter(operation.path):
            return Item(role.resource.key, values)
        if not role.parents:
            return None
        resource, _ = role.parents[-1]
        return Item(resource.key, values[: _depth(operation.path)])


def _depth(path: str) -> int:
    """How many parameters lead to the innermost item that a path goes through."""
    return max((each.count("{") for each in item_paths(path)), default=0)


def _is_plain(path: str, values: tuple[str, ...]) -> bool:
    """Whether every server reads a path alike: no dot segments, no slashes or dots in disguise, nothing beside."""
    if "//" in path or "\\" in path or ";" in path:
        return False
    decoded = [unquote(part) for part in path.split("/")]
    return not any(part in (".", "..") for part in decoded) and all(quote(unquote(v), safe="") == v for v in values)
