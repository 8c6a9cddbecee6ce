"""Are conditional requests heeded by whoever tells entity tags?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.replacing import change, changeable, state
from contracts.conformance.probes.scene import Scene
from contracts.findings import Severity
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.model import Location, Operation

_STALE = '"ringback-stale"'


def _subjects(scene: Scene) -> Iterator[Operation]:
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


def _stale(scene: Scene, resource: Resource) -> Iterator[Fault]:
    thing = scene.create(resource)
    _, read = state(scene, thing)
    if not read.response.header("etag"):
        raise Inconclusive(f"{resource.name} have no entity tags")
    operation, request = change(scene, thing, Kind.REPLACE, Kind.PATCH)
    conditional = replace(request, headers=(*request.headers, ("If-Match", _STALE)))
    exchange = scene.caller.send(operation, conditional)
    if exchange.response.status < 300:
        yield Fault(operation=operation.key, exchange=exchange, before=(*thing.before, read.request))


UNCHANGED = Probe(
    check=Check(
        rule="if-none-match-ignored",
        meaning="What has not changed is sent again to whoever says that they have it.",
        message="{operation} answered 200 with the entity tag that If-None-Match had named",
        place="header",
        advice="answer 304 where If-None-Match names the tag of what would be sent, or send no ETag",
        severity=Severity.WARNING,
    ),
    subjects=_subjects,
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
    subjects=changeable,
    judge=_stale,
    lacking="the document has nothing that can be created, changed and read",
    needs=(Need.WRITES,),
)
"""Source: RFC 9110, 13.1.1 and 13.2.2: it must not be carried out."""
