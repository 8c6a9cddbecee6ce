"""Does a creation that is sent again with its Idempotency-Key create one thing?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene
from specs.inference.kinds import Kind
from specs.inference.paths import plain
from specs.inference.resources import Resource
from specs.model import Location, Operation


def _key(operation: Operation) -> str:
    """The header field by which a creation is told apart from another; empty where there is none."""
    named = (each.name for each in operation.parameters_in(Location.HEADER))
    return next((name for name in named if plain(name).removeprefix("x") == "idempotencykey"), "")


def _subjects(scene: Scene) -> Iterator[Resource]:
    for resource in scene.resources():
        creates = resource.first(Kind.CREATE)
        if creates is not None and _key(creates):
            yield resource


def _judge(scene: Scene, resource: Resource) -> Iterator[Fault]:
    name = _key(resource.operations[Kind.CREATE][0])
    first = scene.create(resource, headers={name: f"ringback-{scene.seed}-{resource.name}"})
    again = replace(first.created.request, headers=_unsigned(first.created.request.headers))
    exchange = scene.caller.send(first.operation, again, tolerant=True)
    if exchange.response.status >= 300:
        if exchange.response.status >= 500:
            raise Inconclusive(f"{first.operation.key} answered {exchange.response.status}")
        return
    second = scene.take(resource, first.operation, exchange)
    if second.item != first.item:
        facts = {"name": name, "first": first.item.values[-1], "second": second.item.values[-1]}
        yield Fault(operation=first.operation.key, exchange=exchange, facts=facts, before=first.before)


def _unsigned(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Fields without those that sending adds again."""
    ours = frozenset({"authorization", "content-length", "user-agent", "accept-encoding", "accept", "connection"})
    return tuple(pair for pair in headers if pair[0].lower() not in ours)


PROBE = Probe(
    check=Check(
        rule="idempotency-key-ignored",
        meaning="A creation that was sent again with the same Idempotency-Key created a second thing.",
        message="{operation}, sent twice with one {name}, created {first} and then {second}",
        advice="keep the key with the answer, and answer the same key with the same answer",
        place="header",
        direction="request",
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="no creation of the document has an Idempotency-Key",
    needs=(Need.WRITES,),
)
"""Source: draft-ietf-httpapi-idempotency-key-header, 2.6."""
