"""Does a change take hold, and does the same change made twice do what it does once?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.readback import contradicted, reads
from contracts.conformance.probes.scene import Scene, Thing, told
from specs.inference.envelopes import reached
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.inference.shape import sending
from specs.messages import Exchange, Request, is_json, read_json
from specs.model import Operation

_CHANGING = (Kind.REPLACE, Kind.PATCH)


def changeable(scene: Scene) -> Iterator[Resource]:
    """Things that can be created, changed, and read."""
    for resource in scene.resources():
        kinds = resource.operations.keys()
        if {Kind.CREATE, Kind.READ} <= kinds and not kinds.isdisjoint(_CHANGING) and resource.item_path is not None:
            yield resource


def change(scene: Scene, thing: Thing, *kinds: Kind) -> tuple[Operation, Request]:
    """A request that changes a thing.

    Raises:
        Inconclusive: nothing changes it at its address.
    """
    operation = scene.items.operation(thing.item, *kinds)
    if operation is None:
        raise Inconclusive(f"{thing.resource.name} cannot be changed one by one")
    return operation, scene.request(operation, scene.at(operation, thing.item), variant=1)


def state(scene: Scene, thing: Thing) -> tuple[Any, Exchange]:
    """What a thing is like now.

    Raises:
        Inconclusive: it cannot be read.
    """
    operation = reads(scene, thing)
    exchange = scene.caller.send(operation, scene.request(operation, scene.at(operation, thing.item)))
    if exchange.response.status >= 300:
        raise Inconclusive(f"{operation.key} answered {exchange.response.status}")
    return told(operation, exchange.response), exchange


def _lost(scene: Scene, resource: Resource) -> Iterator[Fault]:
    thing = scene.create(resource)
    before, _ = state(scene, thing)
    operation, request = change(scene, thing, *_CHANGING)
    changed = scene.caller.send(operation, request)
    if changed.response.status >= 300 or changed.response.status == 202:
        raise Inconclusive(f"{operation.key} answered {changed.response.status}")
    after, read = state(scene, thing)
    for name in _ignored(_body(operation, resource, request), before, after):
        facts = {"name": name}
        yield Fault(operation=operation.key, exchange=read, facts=facts, before=(*thing.before, changed.request))


def _ignored(sent: Mapping[str, Any], before: Any, after: Any) -> Iterator[str]:
    """The members of what was sent that are gone, and the plain ones that are as they were, though others were sent."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    for name, value in sent.items():
        was, now = before.get(name), after.get(name)
        comparable = isinstance(value, str | int | float) and type(value) is type(was) is type(now)
        if comparable and now == was != value and not _alike(was, value):
            yield name
        if was is not None and now is None and value is not None:
            yield name


def _alike(one: Any, other: Any) -> bool:
    """Whether two texts are the same to a server that tidies them up."""
    return isinstance(one, str) and isinstance(other, str) and one.strip().lower() == other.strip().lower()


def _body(operation: Operation, resource: Resource, request: Request) -> Mapping[str, Any]:
    """The members of the item that a request sends, those that may not be changed left out."""
    if not is_json(request.header("content-type") or ""):
        return {}
    way = sending(operation, resource.shape)
    item = reached(read_json(request.body), way.place.path)
    kept = way.writable - {resource.id_property or "id", "id"}
    return {name: value for name, value in item.items() if name in kept} if isinstance(item, dict) else {}


def _twice(scene: Scene, resource: Resource) -> Iterator[Fault]:
    thing = scene.create(resource)
    operation, request = change(scene, thing, Kind.REPLACE)
    first = scene.caller.send(operation, request)
    if first.response.status >= 300:
        raise Inconclusive(f"{operation.key} answered {first.response.status}")
    once, _ = state(scene, thing)
    second = scene.caller.send(operation, request, tolerant=True)
    before = (*thing.before, first.request)
    if second.response.status >= 400 and second.response.status not in (401, 403, 412, 428, 429):
        facts = {"how": "answered", "what": second.response.status, "value": ""}
        yield Fault(operation=operation.key, exchange=second, facts=facts, before=before)
        return
    twice, read = state(scene, thing)
    for name, value in contradicted(once, twice):
        facts = {"how": "changed", "what": name, "value": f" to {value}"}
        yield Fault(operation=operation.key, exchange=read, facts=facts, before=(*before, second.request))


LOST = Probe(
    check=Check(
        rule="change-lost",
        meaning="A change was accepted, and what was changed is as before.",
        message="{operation} was answered well, and {name} is still what it was before, or gone",
        subject="{name}",
        place="body",
        advice="write before answering; refuse what cannot be changed, or mark it readOnly in the document",
    ),
    subjects=changeable,
    judge=_lost,
    lacking="the document has nothing that can be created, changed and read",
    needs=(Need.WRITES,),
)
TWICE = Probe(
    check=Check(
        rule="put-not-repeatable",
        meaning="The same PUT, sent again, does something else.",
        message="{operation}, sent again just as it was, {how} {what}{value}",
        subject="{what}",
        advice="let PUT set what is sent, whatever was there; clients send it again after a lost answer",
    ),
    subjects=lambda scene: (each for each in changeable(scene) if Kind.REPLACE in each.operations),
    judge=_twice,
    lacking="the document has nothing that can be created, replaced and read",
    needs=(Need.WRITES,),
)
"""Source: RFC 9110, 9.2.2 and 9.3.4: PUT is idempotent."""
