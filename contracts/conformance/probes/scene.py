"""What probes have to do with: the document's things, requests that are made up, and a way to send them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from contracts.conformance.probes.calling import Caller, Who
from contracts.conformance.probes.declaring import Inconclusive
from contracts.live.ids import identified, listed
from contracts.live.items import Item, Items
from specs import encoding, paths
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.inference.shape import success_shape
from specs.messages import Exchange, Request, Response, is_json, read_json
from specs.model import Document, Operation
from specs.sampling import Mode, Unsatisfiable
from specs.sampling.exchange import sample_request

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_TRIES = 3
"""Bodies that are made up for something that is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Something that a probe has created.

    Attributes:
        item: what it is.
        created: the exchange that made it.
        operation: the one that was asked for it.
        before: the requests that it takes to make it again, its own last.
    """

    resource: Resource
    item: Item
    operation: Operation
    created: Exchange
    before: tuple[Request, ...]


@dataclass(slots=True)
class Scene:
    """What is there for probes.

    Attributes:
        base: the path at which the document's paths start on the server.
        writes: whether things may be created and changed.
        made: what was created and has not been deleted.
        undone: requests that put back what was changed, with their operations.
    """

    document: Document
    base: str
    caller: Caller
    seed: int
    writes: bool
    items: Items = field(init=False)
    made: list[Thing] = field(default_factory=list)
    undone: list[tuple[Operation, Request]] = field(default_factory=list)
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = Items(self.document, self.base)

    def resources(self) -> Iterator[Resource]:
        """The kinds of things that there are."""
        seen: dict[str, Resource] = {}
        for operation in self.document.operations:
            resource = self.items.roles.of(operation).resource
            if resource is not None:
                seen.setdefault(resource.key, resource)
        yield from seen.values()

    def lists(self) -> Iterator[tuple[Operation, Resource]]:
        """The operations that list things, and which."""
        for operation in self.document.operations:
            role = self.items.roles.of(operation)
            if role.kind in (Kind.LIST, Kind.SEARCH) and role.resource is not None and operation.method == "GET":
                yield operation, role.resource

    def request(
        self,
        operation: Operation,
        values: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        *,
        variant: int = 0,
        mode: Mode = Mode.TYPICAL,
    ) -> Request:
        """A request that is valid, with no more than what is required beside its body.

        Args:
            operation: that is asked.
            values: of path parameters; the others are made up.
            query: parameters of the query.
            variant: another body for each, unless the document has an example.
            mode: of the body; edge cases are no examples.

        Raises:
            Inconclusive: none can be made up.
        """
        asked = query or {}
        needed = tuple(each for each in operation.parameters if each.required and each.name not in asked)
        plain = replace(operation, parameters=needed, security=())
        try:
            made = sample_request(plain, self.document, f"{self.seed}/{variant}" if variant else self.seed, mode)
        except Unsatisfiable as error:
            raise Inconclusive(f"no request of {operation.key} can be made up") from error
        inner = self.document.base_paths_of(operation)[0]
        raw = {**(paths.match(operation.path, made.path[len(inner) :]) or {})}
        raw |= {name: quote(value, safe="") for name, value in (values or {}).items()}
        path = self.base + _PARAMETER.sub(lambda found: raw.get(found[1], found[0]), operation.path)
        parts = (made.query, encoding.query(operation, asked) if asked else "")
        return replace(made, path=path, query="&".join(filter(None, parts)))

    def ask(
        self,
        operation: Operation,
        values: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        who: Who = Who.OWNER,
    ) -> Exchange:
        """Send a request of an operation that changes nothing."""
        return self.caller.send(operation, self.request(operation, values, query), who)

    def around(self, operation: Operation) -> dict[str, str]:
        """Values of the path parameters that name what an operation's path goes through.

        Raises:
            Inconclusive: there is no such thing, and none can be made.
        """
        found: dict[str, str] = {}
        for resource, name in self.items.roles.of(operation).parents:
            found[name] = self._one(resource)[-1]
        return found

    def somewhere(self, operation: Operation) -> dict[str, str]:
        """Values of all path parameters of an operation that reads, at something that is there.

        Raises:
            Inconclusive: there is nothing.
        """
        role = self.items.roles.of(operation)
        if role.kind is Kind.READ and role.resource is not None:
            return self.named(operation, self._one(role.resource))
        return self.around(operation)

    def at(self, operation: Operation, item: Item) -> dict[str, str]:
        """Values of the path parameters of an operation at an item."""
        return self.named(operation, item.values)

    def named(self, operation: Operation, values: tuple[str, ...]) -> dict[str, str]:
        """Values of the path parameters of an operation, by their names."""
        return dict(zip(_PARAMETER.findall(operation.path), values, strict=False))

    def create(self, resource: Resource, variant: int = 0, headers: Mapping[str, str] | None = None) -> Thing:
        """Make a thing.

        Raises:
            Inconclusive: the server refused what was made up, or did not say what it made.
        """
        operation = resource.first(Kind.CREATE)
        if operation is None:
            raise Inconclusive(f"{resource.name} cannot be created")
        values = self.around(operation)
        requests = [self.request(operation, values, variant=variant * _TRIES + number) for number in range(_TRIES)]
        for made in sorted(requests, key=lambda each: -len(sent(each))):  # much shows more than little
            fields = tuple(pair for pair in made.headers if pair[0] not in (headers or {}))
            request = replace(made, headers=(*fields, *(headers or {}).items()))
            exchange = self.caller.send(operation, request)
            if exchange.response.status < 300:
                return self.take(resource, operation, exchange)
        raise Inconclusive(f"{operation.key} answered {exchange.response.status} to what was made up")

    def clean(self) -> None:
        """Put back what was changed, and delete what was made, newest first, as far as that is possible."""
        while self.undone:
            with suppress(Inconclusive):
                self.caller.send(*self.undone.pop())
        while self.made:
            thing = self.made.pop()
            operation = self.items.operation(thing.item, Kind.DELETE)
            if operation is not None:
                with suppress(Inconclusive):
                    self.caller.send(operation, self.request(operation, self.at(operation, thing.item)))
        self._known.clear()  # what was found there may be gone

    def take(self, resource: Resource, operation: Operation, exchange: Exchange) -> Thing:
        """What an exchange has created, which is deleted in the end.

        Raises:
            Inconclusive: the server did not say what it made.
        """
        act = self.items.act(exchange.request)
        item = self.items.created(act, exchange.request, exchange.response) if act else None
        if item is None:
            raise Inconclusive(f"{operation.key} did not tell what it had created")
        thing = Thing(resource, item, operation, exchange, (exchange.request,))
        self.made.append(thing)
        return thing

    def _one(self, resource: Resource) -> tuple[str, ...]:
        """The values of the path parameters that lead to one thing of a kind."""
        if resource.key not in self._known:
            found = self._listed(resource)
            if found is None and self.writes:
                found = self.create(resource).item.values
            if found is None:
                raise Inconclusive(f"there is none of {resource.name}")
            self._known[resource.key] = found
        return self._known[resource.key]

    def _listed(self, resource: Resource) -> tuple[str, ...] | None:
        for operation in resource.operations.get(Kind.LIST, ()):
            if operation.method == "GET":
                before = self.around(operation)
                exchange = self.ask(operation, before)
                entries = listed(resource, operation, exchange.response)
                for key, _ in entries or ():
                    return (*before.values(), key)
        return None


def entries(resource: Resource, operation: Operation, response: Response) -> list[tuple[str, Any]] | None:
    """The entries of a list with their ids, those without one included; None where there is no list."""
    body = read(response)
    shape = success_shape(operation)
    found = shape.place.find(body) if shape is not None else body
    if not isinstance(found, list):
        return None
    return [(identified(resource, each), each) for each in found]


def read(response: Response) -> Any:
    """The JSON of an answer; None where it has none."""
    if not is_json(response.header("content-type") or ""):
        return None
    try:
        return read_json(response.body)
    except ValueError:
        return None


def sent(request: Request) -> Mapping[str, Any]:
    """The object that a request sends; an empty one where it sends none."""
    if not is_json(request.header("content-type") or ""):
        return {}
    body = read_json(request.body)
    return body if isinstance(body, dict) else {}


def split(url: str) -> str:
    """The path of a base URL without the slash at its end."""
    return urlsplit(url).path.rstrip("/")


def told(operation: Operation, response: Response) -> Any:
    """The item that an answer tells, without what is wrapped around it; None where it tells none."""
    body = read(response)
    shape = success_shape(operation)
    return shape.place.find(body) if shape is not None else body
