"""Does a list have what was created for it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.paging import pages, walk
from contracts.conformance.probes.readback import passing
from contracts.conformance.probes.scene import Scene, entries
from specs.inference.kinds import Kind
from specs.inference.paths import alike
from specs.inference.resources import Resource
from specs.messages import Exchange
from specs.model import Operation

_PAGE = 100


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """What is created and listed at one address."""

    resource: Resource
    lists: Operation


def collections(scene: Scene) -> Iterator[Collection]:
    """What is created and listed at one address."""
    for resource in scene.resources():
        creates = resource.first(Kind.CREATE)
        for operation in resource.operations.get(Kind.LIST, ()):
            if creates is not None and operation.method == "GET" and alike(operation.path) == alike(creates.path):
                yield Collection(resource, operation)


def _missed(scene: Scene, there: Collection) -> Iterator[Fault]:
    with suppress(Inconclusive):
        ids(scene, there)  # what is kept of an answer must not outlive what it tells
    things = [scene.create(there.resource, number) for number in range(2)]  # one of them may be on neither end
    found, exchanges = ids(scene, there)
    for thing in things:
        if thing.item.values[-1] not in found:
            facts = {"created": thing.operation.key}
            yield Fault(operation=there.lists.key, exchange=exchanges[-1], facts=facts, before=thing.before)
            return


def _doubled(scene: Scene, there: Collection) -> Iterator[Fault]:
    """Another thing that is new, and just like the one that was created; what others create meanwhile is not."""
    before, _ = ids(scene, there)
    thing = scene.create(there.resource)
    after, exchanges = ids(scene, there)
    own = thing.item.values[-1]
    new = [each for each in after if each not in before and each != own]
    if own not in after or not new:
        return
    told = {key: each for one in exchanges for key, each in entries(there.resource, there.lists, one.response) or ()}
    for each in new:
        if own in told and each in told and _alike(there.resource, told[own], told[each]):
            facts = {"created": thing.operation.key, "first": own, "second": each}
            yield Fault(operation=thing.operation.key, exchange=exchanges[-1], facts=facts, before=thing.before)
            return


def _alike(resource: Resource, one: Any, other: Any) -> bool:
    """Whether two entries are the same but for what names them, and when they were made."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    sent = {name for name, value in one.items() if isinstance(value, str | int | float) and name in other}
    kept = {name for name in sent if not passing(name)} - {resource.id_property or "id", "id"}
    return bool(kept) and all(one[name] == other[name] for name in kept)


def ids(scene: Scene, there: Collection, who: Who = Who.OWNER) -> tuple[list[str], list[Exchange]]:
    """The ids of all that somebody is shown in a list, with its pages.

    Raises:
        Inconclusive: it cannot be read.
    """
    operation, how = there.lists, pages(there.lists, there.resource)
    if how is not None:
        done = walk(scene, how, min(how.most or _PAGE, _PAGE), who)
        return done.ids, done.exchanges
    exchange = scene.ask(operation, scene.around(operation), who=who)
    found = entries(there.resource, operation, exchange.response)
    if found is None or not all(key for key, _ in found):
        raise Inconclusive(f"the entries of {operation.key} cannot be told apart")
    return [key for key, _ in found], [exchange]


MISSED = Probe(
    check=Check(
        rule="list-misses-created",
        meaning="A list does not have what was created for it.",
        message="{operation} does not list what {created} had just created at its address",
        place="body",
        advice="list what there is, or say in the document what is left out",
    ),
    subjects=collections,
    judge=_missed,
    lacking="the document creates nothing at the address of a list",
    needs=(Need.WRITES,),
)
DOUBLED = Probe(
    check=Check(
        rule="creation-doubled",
        meaning="What was created once is there twice.",
        message="{created}, sent once, created {first} and {second}",
        advice="create once: look for a request that is carried out again, by a retry or by two handlers",
        direction="request",
    ),
    subjects=collections,
    judge=_doubled,
    lacking="the document creates nothing at the address of a list",
    needs=(Need.WRITES,),
)
