"""What can be changed and read: things that are made for it, and those that there are but once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.conformance.probes.declaring import Inconclusive
from contracts.conformance.probes.scene import Scene, sent, told
from specs import shapes
from specs.inference.kinds import Kind
from specs.inference.paths import ends_in_parameter
from specs.inference.resources import Resource
from specs.inference.shape import sending, success_shape
from specs.messages import Exchange, Request, write_json
from specs.model import Location, Operation
from specs.sampling import Mode
from specs.validation import read_request

_TRIES = 6
_METHODS = {Kind.REPLACE: "PUT", Kind.PATCH: "PATCH"}


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Something that one operation changes and another one reads.

    Attributes:
        resource: of which one is made for it; None for what there is but once.
    """

    changes: Operation
    reads: Operation
    resource: Resource | None

    @property
    def named(self) -> str:
        """What a reader may call it."""
        return self.resource.name if self.resource else self.reads.path


@dataclass(frozen=True, slots=True, eq=False)
class There:
    """A spot at which there is something.

    Attributes:
        values: those of the path parameters, in the order of the path.
        before: the requests that it took to make it.
    """

    spot: Spot
    values: tuple[str, ...]
    before: tuple[Request, ...]


def spots(scene: Scene, *kinds: Kind) -> Iterator[Spot]:
    """All that operations of some kinds change."""
    for resource in scene.resources():
        reads = _at_item(resource, Kind.READ)
        for changes in (_at_item(resource, kind) for kind in kinds if Kind.CREATE in resource.operations):
            if reads is not None and changes is not None:
                yield Spot(changes, reads, resource)
    for reads in scene.document.operations:
        if reads.method == "GET" and scene.items.roles.of(reads).kind is Kind.SINGLETON:
            found = (scene.document.by_key.get(f"{_METHODS[kind]} {reads.path}") for kind in kinds if kind in _METHODS)
            yield from (Spot(each, reads, None) for each in found if each is not None and _harmless(each))


def _at_item(resource: Resource, kind: Kind) -> Operation | None:
    return next((each for each in resource.operations.get(kind, ()) if ends_in_parameter(each.path)), None)


def _harmless(changes: Operation) -> bool:
    """Whether what an operation changes can be read and put back: it sets no secret."""
    way = sending(changes, success_shape(changes))
    schemas = [shapes.follow(each, way.root) for each in way.declared.values()]
    secret = [each for each in schemas if isinstance(each, dict)]
    return not any(each.get("writeOnly") or each.get("format") == "password" for each in secret)


def settled(scene: Scene, spot: Spot) -> There:
    """A spot with something at it.

    Raises:
        Inconclusive: nothing can be made for it, or it is told otherwise each time.
    """
    if spot.resource is None:
        there = There(spot, tuple(scene.around(spot.reads).values()), ())
        if state(scene, there)[0] != state(scene, there)[0]:
            raise Inconclusive(f"{spot.reads.key} tells something else each time")
        return there
    thing = scene.create(spot.resource)
    return There(spot, thing.item.values, thing.before)


def state(scene: Scene, there: There) -> tuple[Any, Exchange]:
    """What something is like now.

    Raises:
        Inconclusive: it cannot be read.
    """
    operation = there.spot.reads
    exchange = scene.ask(operation, scene.named(operation, there.values))
    if exchange.response.status >= 300:
        raise Inconclusive(f"{operation.key} answered {exchange.response.status}")
    return told(operation, exchange.response), exchange


def change(scene: Scene, there: There, tag: str | None = None, before: Any = None) -> Request:
    """A request that changes something, under the condition that it has a tag where the document wants one.

    What is sent differs from what was there ``before``, though an example of the document may not.

    Raises:
        Inconclusive: none can be made up.
    """
    operation = there.spot.changes
    values = scene.named(operation, there.values)
    request = scene.request(operation, values, variant=1)
    if _same(sent(request), before):
        edges = (sent(scene.request(operation, values, variant=number, mode=Mode.EDGE)) for number in range(1, _TRIES))
        made = (_with_body(request, body) for edge in edges for body in _otherwise(sent(request), edge))
        request = next((each for each in made if not read_request(operation, each, values).violations), request)
    return under(request, tag) if tag and _conditional(operation) else request


def _same(body: Mapping[str, Any], before: Any) -> bool:
    """Whether to write something would not change what there was."""
    return isinstance(before, dict) and all(before.get(name, value) == value for name, value in body.items())


def _otherwise(body: Mapping[str, Any], edge: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Objects in which one plain member is another."""
    for name, value in edge.items():
        if name in body and body[name] != value and isinstance(value, str | int | float):
            yield {**body, name: value}


def under(request: Request, tag: str) -> Request:
    """A request under the condition that something has a tag."""
    fields = tuple(each for each in request.headers if each[0].lower() != "if-match")
    return replace(request, headers=(*fields, ("If-Match", tag)))


def of_any_version(operation: Operation, request: Request) -> Request:
    """A request under the condition that there is something, where the document wants a condition."""
    return under(request, "*") if _conditional(operation) else request


def _conditional(operation: Operation) -> bool:
    asked = any(each.name.lower() == "if-match" and each.required for each in operation.parameters_in(Location.HEADER))
    return asked or any(each.status == "428" for each in operation.responses)


def changed(scene: Scene, there: There, before: Any, tag: str | None) -> Exchange:
    """Change something that is like ``before`` and has a tag; what there is but once is put back in the end.

    Raises:
        Inconclusive: it was refused, or will be done later.
    """
    operation, request = there.spot.changes, change(scene, there, tag, before)
    if there.spot.resource is None and operation.method == "PUT":
        scene.undone.append((operation, _with_body(request, _writable(operation, before))))
    exchange = scene.caller.send(operation, request)
    if exchange.response.status >= 300 or exchange.response.status == 202:
        raise Inconclusive(f"{operation.key} answered {exchange.response.status}")
    return exchange


def _with_body(request: Request, body: Mapping[str, Any]) -> Request:
    return replace(request, body=write_json(body))


def _writable(operation: Operation, before: Any) -> Mapping[str, Any]:
    """What was read, as far as it may be written."""
    way = sending(operation, success_shape(operation))
    kept: Mapping[str, Any] = before if isinstance(before, dict) else {}
    return {name: value for name, value in kept.items() if name in way.writable}
