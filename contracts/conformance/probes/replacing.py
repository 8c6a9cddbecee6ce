"""Does a change take hold, and does the same change made twice do what it does once?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.changing import Spot, changed, settled, spots, state, under
from contracts.conformance.probes.declaring import Fault, Need, Probe
from contracts.conformance.probes.readback import contradicted
from contracts.conformance.probes.scene import Scene, sent
from specs import shapes
from specs.inference.envelopes import reached
from specs.inference.kinds import Kind
from specs.inference.shape import sending, success_shape
from specs.messages import Request
from specs.model import Operation


def _lost(scene: Scene, spot: Spot) -> Iterator[Fault]:
    there = settled(scene, spot)
    before, read = state(scene, there)
    sent = changed(scene, there, before, read.response.header("etag")).request
    after, read = state(scene, there)
    for name in _ignored(_body(spot, sent), before, after, _told(spot.reads)):
        yield Fault(operation=spot.changes.key, exchange=read, facts={"name": name}, before=(*there.before, sent))


def _told(reads: Operation) -> frozenset[str]:
    """The members that an operation tells by its document."""
    shape = success_shape(reads)
    known = shapes.properties(shape.item, shape.root) if shape is not None else {}
    return frozenset(name for name, each in known.items() if not (isinstance(each, dict) and each.get("writeOnly")))


def _ignored(sent: Mapping[str, Any], before: Any, after: Any, known: frozenset[str]) -> Iterator[str]:
    """The members of what was sent that are missing, and the plain ones that are as they were, though others were sent.

    One that was not there before is missing where it is among the ``known`` ones, which are told where there are any.
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    for name, value in sent.items():
        was, now = before.get(name), after.get(name)
        comparable = isinstance(value, str | int | float) and type(value) is type(was) is type(now)
        if comparable and now == was != value and not _alike(was, value):
            yield name
        if now is None and value is not None and (was is not None or name in known):
            yield name


def _alike(one: Any, other: Any) -> bool:
    """Whether two texts are the same to a server that tidies them up."""
    return isinstance(one, str) and isinstance(other, str) and one.strip().lower() == other.strip().lower()


def _body(spot: Spot, request: Request) -> Mapping[str, Any]:
    """The members of the item that a request sends, those that may not be changed left out."""
    resource = spot.resource
    way = sending(spot.changes, resource.shape if resource else success_shape(spot.reads))
    item = reached(sent(request), way.place.path)
    kept = way.writable - {(resource.id_property if resource else None) or "id", "id"}
    return {name: value for name, value in item.items() if name in kept} if isinstance(item, dict) else {}


def _twice(scene: Scene, spot: Spot) -> Iterator[Fault]:
    there = settled(scene, spot)
    start, read = state(scene, there)
    first = changed(scene, there, start, read.response.header("etag")).request
    once, read = state(scene, there)
    tag = read.response.header("etag")
    again = under(first, tag) if first.header("if-match") and tag else first
    second = scene.caller.send(spot.changes, again, tolerant=True)
    before = (*there.before, first)
    if second.response.status >= 400 and second.response.status not in (401, 403, 412, 428, 429):
        facts = {"how": "answered", "what": second.response.status, "value": ""}
        yield Fault(operation=spot.changes.key, exchange=second, facts=facts, before=before)
        return
    twice, read = state(scene, there)
    for name, value in contradicted(once, twice):
        facts = {"how": "changed", "what": name, "value": f" to {value}"}
        yield Fault(operation=spot.changes.key, exchange=read, facts=facts, before=(*before, second.request))


LOST = Probe(
    check=Check(
        rule="change-lost",
        meaning="A change was accepted, and what was changed is as before.",
        message="{operation} was answered well, and {name} is still what it was before, or gone",
        subject="{name}",
        place="body",
        advice="write before answering; refuse what cannot be changed, or mark it readOnly in the document",
    ),
    subjects=lambda scene: spots(scene, Kind.REPLACE, Kind.PATCH),
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
    subjects=lambda scene: spots(scene, Kind.REPLACE),
    judge=_twice,
    lacking="the document has nothing that can be created, replaced and read",
    needs=(Need.WRITES,),
)
"""Source: RFC 9110, 9.2.2 and 9.3.4: PUT is idempotent."""
