"""Does a list have what was created for it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.paging import pages, walk
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


def _judge(scene: Scene, there: Collection) -> Iterator[Fault]:
    with suppress(Inconclusive):
        ids(scene, there)  # what is kept of an answer must not outlive what it tells
    thing = scene.create(there.resource)
    found, exchange = ids(scene, there)
    if thing.item.values[-1] not in found:
        facts = {"created": thing.operation.key}
        yield Fault(operation=there.lists.key, exchange=exchange, facts=facts, before=thing.before)


def ids(scene: Scene, there: Collection, who: Who = Who.OWNER) -> tuple[list[str], Exchange]:
    """The ids of all that somebody is shown in a list, with the last page.

    Raises:
        Inconclusive: it cannot be read.
    """
    operation, how = there.lists, pages(there.lists, there.resource)
    if how is not None:
        done = walk(scene, how, min(how.most or _PAGE, _PAGE), who)
        return done.ids, done.exchanges[-1]
    exchange = scene.ask(operation, scene.around(operation), who=who)
    found = entries(there.resource, operation, exchange.response)
    if found is None or not all(key for key, _ in found):
        raise Inconclusive(f"the entries of {operation.key} cannot be told apart")
    return [key for key, _ in found], exchange


PROBE = Probe(
    check=Check(
        rule="list-misses-created",
        meaning="A list does not have what was created for it.",
        message="{operation} does not list what {created} had just created at its address",
        place="body",
        advice="list what there is, or say in the document what is left out",
    ),
    subjects=collections,
    judge=_judge,
    lacking="the document creates nothing at the address of a list",
    needs=(Need.WRITES,),
)
