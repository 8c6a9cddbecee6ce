"""Are conditional requests heeded by whoever tells entity tags?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.changing import Spot, change, settled, spots, state, under
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene
from contracts.findings import Severity
from specs.inference.kinds import Kind
from specs.model import Location, Operation

_CHANGING = (Kind.REPLACE, Kind.PATCH, Kind.DELETE)
STALE_TAG = '"ringback-stale"'


def readable(scene: Scene) -> Iterator[Operation]:
    """What can be read without knowing more than whose it is."""
    for operation in scene.document.operations:
        needed = [each for each in operation.parameters if each.required and each.location is not Location.PATH]
        role = scene.items.roles.of(operation)
        if operation.method == "GET" and not needed and role.kind in (Kind.READ, Kind.LIST, Kind.SINGLETON):
            yield operation


def _unchanged(scene: Scene, operation: Operation) -> Iterator[Fault]:
    values = scene.somewhere(operation)
    first = scene.ask(operation, values)
    tag = first.response.header("etag")
    if first.response.status != 200 or not tag:
        raise Inconclusive(f"{operation.key} tells no entity tag")
    request = scene.request(operation, values)
    again = scene.caller.send(operation, replace(request, headers=(*request.headers, ("If-None-Match", tag))))
    if again.response.status == 200 and again.response.header("etag") == tag:
        yield Fault(operation=operation.key, exchange=again, before=(first.request,))


def _conditional(scene: Scene) -> Iterator[Spot]:
    """What is changed under conditions, by the document: it tells tags where it is read, or speaks of them there."""
    for spot in spots(scene, *_CHANGING):
        tagged = any(field.name.lower() == "etag" for entry in spot.reads.successes for field in entry.headers)
        asked = any(each.name.lower() == "if-match" for each in spot.changes.parameters_in(Location.HEADER))
        if asked or _has(spot.changes, "412", "428") or (tagged and spot.changes.method != "DELETE"):
            yield spot


def _has(operation: Operation, *statuses: str) -> bool:
    return any(each.status in statuses for each in operation.responses)


def _stale(scene: Scene, spot: Spot) -> Iterator[Fault]:
    there = settled(scene, spot)
    _, read = state(scene, there)
    if not read.response.header("etag"):
        raise Inconclusive(f"{spot.named} has no entity tag")
    exchange = scene.caller.send(spot.changes, under(change(scene, there), STALE_TAG))
    if exchange.response.status < 300:
        yield Fault(operation=spot.changes.key, exchange=exchange, before=(*there.before, read.request))


def _unconditional(scene: Scene) -> Iterator[Spot]:
    """What the document says not to change without a condition."""
    yield from (each for each in spots(scene, *_CHANGING) if _has(each.changes, "428"))


def _undemanded(scene: Scene, spot: Spot) -> Iterator[Fault]:
    there = settled(scene, spot)
    exchange = scene.caller.send(spot.changes, change(scene, there))
    if exchange.response.status < 300:
        yield Fault(operation=spot.changes.key, exchange=exchange, before=there.before)


UNCHANGED = Probe(
    check=Check(
        rule="if-none-match-ignored",
        meaning="What has not changed is sent again to whoever says that they have it.",
        message="{operation} answered 200 with the entity tag that If-None-Match had named",
        place="header",
        advice="answer 304 where If-None-Match names the tag of what would be sent, or send no ETag",
        severity=Severity.WARNING,
    ),
    subjects=readable,
    judge=_unchanged,
    lacking="the document has nothing that is read",
)
"""Source: RFC 9110, 13.1.2 and 13.2.2."""
STALE = Probe(
    check=Check(
        rule="if-match-ignored",
        meaning="A change was carried out whose condition was not met, so that changes of others are lost.",
        message="{operation} answered {status} to an If-Match that names another entity tag than the thing has",
        place="header",
        direction="request",
        advice="answer 412 and change nothing where If-Match does not name the current tag, or send no ETag",
    ),
    subjects=_conditional,
    judge=_stale,
    lacking="the document has nothing that is changed under a condition",
    needs=(Need.WRITES,),
)
"""Source: RFC 9110, 13.1.1 and 13.2.2: it must not be carried out."""
UNDEMANDED = Probe(
    check=Check(
        rule="condition-not-demanded",
        meaning="A change was carried out without the condition that the document demands.",
        message="{operation} answered {status} to a change without If-Match, though the document has 428",
        place="header",
        direction="request",
        advice="answer 428 where If-Match is missing, so that nobody overwrites what they have not seen",
    ),
    subjects=_unconditional,
    judge=_undemanded,
    lacking="the document has no change that is answered 428",
    needs=(Need.WRITES,),
)
"""Source: RFC 6585, 3."""
