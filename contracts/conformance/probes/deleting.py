"""Is what was deleted gone, and does deleting it again do no harm?"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene, Thing, told
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.messages import Exchange
from specs.model import Operation

_GONE = frozenset({404, 410})


def _subjects(scene: Scene) -> Iterator[Resource]:
    for resource in scene.resources():
        if {Kind.CREATE, Kind.DELETE} <= resource.operations.keys() and resource.item_path is not None:
            yield resource


def _judge(scene: Scene, resource: Resource) -> Iterator[Fault]:
    thing = scene.create(resource)
    delete, reading = (scene.items.operation(thing.item, kind) for kind in (Kind.DELETE, Kind.READ))
    if delete is None:
        raise Inconclusive(f"{resource.name} cannot be deleted one by one")
    if reading is not None:  # whatever keeps answers has this one now
        scene.ask(reading, scene.at(reading, thing.item))
    request = scene.request(delete, scene.at(delete, thing.item))
    first = scene.caller.send(delete, request)
    if first.response.status >= 300:
        raise Inconclusive(f"{delete.key} answered {first.response.status}")
    scene.made.remove(thing)
    before = (*thing.before, first.request)
    if reading is not None:
        read = scene.ask(reading, scene.at(reading, thing.item))
        if _is_there(thing, reading, read) and first.response.status != 202:
            facts = {"deleted": delete.key, "asked": reading.key}
            yield Fault(operation=delete.key, exchange=read, facts=facts, before=before)
            return
    second = scene.caller.send(delete, request, tolerant=True)
    status = second.response.status
    if status >= 300 and status not in _GONE and status not in (401, 403, 429):
        facts = {
            "deleted": delete.key,
            "how": "answered",
            "status": f" {status}",
            "asked": f"{delete.key}, sent again,",
        }
        yield Fault(operation=delete.key, exchange=second, facts=facts, before=before)


def _is_there(thing: Thing, reading: Operation, read: Exchange) -> bool:
    """Whether an answer tells a thing; one that may not be 404 by the document has to tell the very thing."""
    if read.response.status >= 300:
        return False
    documented = any(reading.response_for(status) is not None for status in _GONE)
    return documented or told(reading, read.response) == told(thing.operation, thing.created.response)


PROBE = Probe(
    check=Check(
        rule="delete-not-repeatable",
        meaning="What was deleted is still there, or deleting it once more fails.",
        message="after {deleted}, {asked} answered {status}",
        subject="{status}",
        advice="delete before answering, and answer a second deletion with the first one's status, 404 or 410",
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="the document has nothing that can be created and then deleted",
    needs=(Need.WRITES,),
)
"""Source: RFC 9110, 9.2.2 and 9.3.5: DELETE is idempotent, as clients send it again after a lost answer."""
