"""Can one user reach what another has?"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.changing import of_any_version
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.listed import Collection, collections, ids
from contracts.conformance.probes.scene import Scene, Thing
from specs.inference.kinds import Kind
from specs.model import Operation

_REACHING = (Kind.READ, Kind.REPLACE, Kind.PATCH, Kind.DELETE)


def _subjects(scene: Scene) -> Iterator[Collection]:
    for there in collections(scene):
        reaching = [each for kind in _REACHING for each in there.resource.operations.get(kind, ())]
        if reaching and not there.lists.anonymous and not any(each.anonymous for each in reaching):
            yield there


def _judge(scene: Scene, there: Collection) -> Iterator[Fault]:
    """A list that the other user is shown without it tells that a thing is none of theirs."""
    thing = scene.create(there.resource)
    known = thing.item.values[-1]
    theirs, _ = ids(scene, there, Who.OTHER)
    if known in theirs:
        raise Inconclusive(f"{there.resource.name} are shared by the two accounts")
    if known not in ids(scene, there)[0]:
        raise Inconclusive(f"{there.lists.key} does not list what was created")
    _reached(scene, thing)
    for kind in _REACHING:
        operation = scene.items.operation(thing.item, kind)
        if operation is not None:
            yield from _tried(scene, thing, operation)


def _reached(scene: Scene, thing: Thing) -> None:
    """Let the owner reach it, so that what is kept of answers has this one."""
    reading = scene.items.operation(thing.item, Kind.READ)
    if reading is not None:
        scene.ask(reading, scene.at(reading, thing.item))


def _tried(scene: Scene, thing: Thing, operation: Operation) -> Iterator[Fault]:
    request = scene.request(operation, scene.at(operation, thing.item), variant=1)
    exchange = scene.caller.send(operation, of_any_version(operation, request), Who.OTHER)
    if exchange.response.status < 300:
        facts = {"name": thing.resource.name}
        yield Fault(operation=operation.key, exchange=exchange, facts=facts, before=thing.before)


PROBE = Probe(
    check=Check(
        rule="foreign-item-reached",
        meaning="One user can read, change or delete what another has.",
        message="{operation} let a second user reach one of {name} that a first one had created",
        direction="request",
        advice="look whose it is at every operation, not only in lists; answer 404 to anybody else",
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="the document has nothing that is created, listed and reached with credentials alone",
    needs=(Need.WRITES, Need.TWO_USERS),
)
"""Source: OWASP API Security Top 10, API1:2023, broken object level authorization."""
