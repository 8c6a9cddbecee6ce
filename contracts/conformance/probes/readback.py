"""Is what was created there when it is asked for, as its creation told it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene, Thing, told
from specs import shapes
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.inference.shape import success_shape
from specs.model import Operation

_GONE = frozenset({404, 410})


def readable(scene: Scene) -> Iterator[Resource]:
    """Things that can be created and then read one by one."""
    for resource in scene.resources():
        if Kind.CREATE in resource.operations and resource.reached_by is not None and Kind.READ in resource.operations:
            yield resource


def reads(scene: Scene, thing: Thing) -> Operation:
    """The operation that reads a thing."""
    found = scene.items.operation(thing.item, Kind.READ)
    if found is None:
        raise Inconclusive(f"{thing.resource.name} cannot be read one by one")
    return found


def _judge(scene: Scene, resource: Resource) -> Iterator[Fault]:
    """Two of them, so that one cannot be told for the other."""
    for thing in [scene.create(resource, number) for number in range(2)]:
        operation = reads(scene, thing)
        read = scene.ask(operation, scene.at(operation, thing.item))
        status = read.response.status
        made, now = told(thing.operation, thing.created.response), told(operation, read.response)
        if status in _GONE:
            yield _fault(thing, operation, read, "", f"answered {status}")
        elif status < 300:
            for name, value in contradicted(made, now):
                yield _fault(thing, operation, read, name, f"told another {name}, {value}")
            for name in forgotten(operation, made, now):
                yield _fault(thing, operation, read, name, f"told no {name}")


def forgotten(operation: Operation, before: Any, after: Any) -> Iterator[str]:
    """The plain members that were told, and that an operation tells no more, though the document says that it does."""
    shape = success_shape(operation)
    if shape is None or not isinstance(before, dict) or not isinstance(after, dict):
        return
    known = shapes.properties(shape.item, shape.root)
    for name, value in before.items():
        if isinstance(value, str | int | float) and after.get(name) is None and name in known and not passing(name):
            yield name


def contradicted(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """The plain members by which two states of a thing differ, with the later value.

    Not those that are told but once, such as a new key's secret, nor those that tell of the answer's own time.
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    for name, value in before.items():
        now = after.get(name)
        plain = type(now) is type(value) and isinstance(value, str | int | float | bool)
        if plain and now != value and not passing(name):
            yield name, repr(now)[:60]


def passing(name: str) -> bool:
    """Whether a member may change by itself."""
    known = name.lower()
    return known.endswith(("at", "on", "time", "date", "url", "uri", "href", "status", "state")) or any(
        word in known for word in ("token", "secret", "etag", "version", "expires", "count", "progress", "seen", "used")
    )


def _fault(thing: Thing, operation: Operation, read: Any, name: str, how: str) -> Fault:
    facts = {"created": thing.operation.key, "how": how, "name": name}
    return Fault(operation=operation.key, exchange=read, facts=facts, before=thing.before)


PROBE = Probe(
    check=Check(
        rule="write-not-read-back",
        meaning="What was created is not there when it is asked for, or is told otherwise.",
        message="{operation}, asked for what {created} had just created, {how}",
        subject="{name}",
        place="body",
        advice="answer a creation when it can be read by whoever asks next, and with what will be read",
    ),
    subjects=readable,
    judge=_judge,
    lacking="the document has nothing that can be created and then read",
    needs=(Need.WRITES,),
)
