"""Do entity tags tell whether something has changed?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.changing import Spot, changed, settled, spots, state
from contracts.conformance.probes.conditions import STALE_TAG, readable
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.listed import Collection, collections
from contracts.conformance.probes.scene import Scene
from contracts.findings import Severity
from specs.inference.kinds import Kind
from specs.messages import Exchange
from specs.model import Operation

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
"""Source: RFC 9110, 8.8.3."""


def _judge(scene: Scene, operation: Operation) -> Iterator[Fault]:
    values = scene.somewhere(operation)
    first = scene.ask(operation, values)
    tag = first.response.header("etag")
    if first.response.status != 200 or not (tag or _promised(operation)):
        raise Inconclusive(f"{operation.key} tells no entity tag")
    if not tag:
        if first.response.header("last-modified") is None:
            yield _fault(operation, first, "there is none, though the document has 304")
        return
    if not _TAG.fullmatch(tag):
        yield _fault(operation, first, "it is none: it does not stand in quotation marks")
        return
    again = scene.ask(operation, values)
    if again.response.body == first.response.body and again.response.header("etag") != tag:
        yield _fault(operation, again, "it is another, and nothing has changed", first)
    request = scene.request(operation, values)
    asked = replace(request, headers=(*request.headers, ("If-None-Match", STALE_TAG)))
    stale = scene.caller.send(operation, asked)
    if stale.response.status == 304:
        yield _fault(operation, stale, "304 was answered to a tag that nothing has")


def _promised(operation: Operation) -> bool:
    return any(each.status == "304" for each in operation.responses)


def _fault(operation: Operation, exchange: Exchange, how: str, *before: Exchange) -> Fault:
    requests = tuple(each.request for each in before)
    return Fault(operation=operation.key, exchange=exchange, facts={"how": how}, before=requests)


def _changing(scene: Scene) -> Iterator[Spot | Collection]:
    yield from spots(scene, Kind.REPLACE, Kind.PATCH)
    yield from collections(scene)


def _constant(scene: Scene, subject: Spot | Collection) -> Iterator[Fault]:
    operation, before, after = _around(scene, subject)
    tag = before.response.header("etag")
    if not tag:
        raise Inconclusive(f"{operation.key} tells no entity tag")
    if after.response.header("etag") == tag and after.response.body != before.response.body:
        yield Fault(operation=operation.key, exchange=after, before=(before.request,))


def _around(scene: Scene, subject: Spot | Collection) -> tuple[Operation, Exchange, Exchange]:
    """The operation that reads something, and what it answered before and after a change."""
    if isinstance(subject, Collection):
        first = scene.ask(subject.lists, scene.around(subject.lists))
        scene.create(subject.resource)
        return subject.lists, first, scene.ask(subject.lists, scene.around(subject.lists))
    there = settled(scene, subject)
    told, first = state(scene, there)
    changed(scene, there, told, first.response.header("etag"))
    return subject.reads, first, state(scene, there)[1]


UNUSABLE = Probe(
    check=Check(
        rule="entity-tag-wrong",
        meaning="The entity tag of an answer is missing, malformed, or tells changes where there are none.",
        message="the entity tag of {operation}: {how}",
        subject="{how}",
        place="header",
        advice="make the tag of what is sent, in quotation marks, and compare it with all that If-None-Match names",
        severity=Severity.WARNING,
    ),
    subjects=readable,
    judge=_judge,
    lacking="the document has nothing that is read",
)
"""Source: RFC 9110, 8.8.3 and 13.1.2."""
CONSTANT = Probe(
    check=Check(
        rule="entity-tag-kept",
        meaning="The entity tag of something stays as it was when that changes.",
        message="{operation} told the same entity tag as before, and something else",
        place="header",
        advice="make the tag of what is sent, or of a number that each change makes greater",
    ),
    subjects=_changing,
    judge=_constant,
    lacking="the document has nothing that can be changed and read",
    needs=(Need.WRITES,),
)
"""Source: RFC 9110, 8.8.1 and 8.8.3: clients keep what is old, and overwrite what is new."""
