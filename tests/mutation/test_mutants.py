"""Each kind of mutant shows itself, and breaks nothing but its rule; a host without one is as any other."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from provoking import Client, provoke

import specs
from mockserver.access.people import User
from mockserver.errors import MockError
from mockserver.hosts.hosting import Host, Served
from mockserver.mutants.host import MutableHost
from mockserver.mutants.table import KINDS, mutants, named, sampled
from mockserver.mutants.values import Family
from mockserver.settings import Settings
from specs.messages import Exchange, Response
from specs.model import Operation
from specs.validation import check_response, read_request

WORKSHOP, CONDITIONS = (
    str(Path(__file__).with_name("documents") / f"{name}.yaml") for name in ("workshop", "conditions")
)
DOCUMENTS = (WORKSHOP, "phonebridge-webapp@1.3.8", CONDITIONS)
USERS = (User(name="erika@example.org", password="right password"),)
_TRIED = 12

Broken = frozenset[tuple[str, str]]
UNDOCUMENTED: Broken = frozenset({("status", "undocumented")})
UNREADABLE: Broken = frozenset({("body", "unreadable")})
UNTYPED: Broken = frozenset({("content-type", "missing"), ("content-type", "undocumented")})
BY_FAMILY: Mapping[Family, Broken] = {
    Family.STATUSES: UNDOCUMENTED,
    Family.FIELDS: frozenset({("header", "missing"), ("header", "type"), *UNTYPED, *UNREADABLE}),
    Family.WIRE: UNREADABLE,
}
"""What our own judgement may say of answers of a family, by place and rule; of others it says nothing."""
BY_KIND: Mapping[str, Broken] = {
    "valid-request-refused": frozenset(),
    "missing-told-as-found": frozenset(),
    "error-told-as-success": UNTYPED,
    "error-without-body": UNREADABLE,
    "method-told-as-missing": UNDOCUMENTED,
    "deletion-fails-again": UNDOCUMENTED,
}


@cache
def host(name: str) -> MutableHost:
    return MutableHost(specs.load(name), Settings(seed=1, users=USERS if name is WORKSHOP else ()), time.time)


def shown(kind: str) -> tuple[Operation, Exchange, Response]:
    """Where a mutant of a kind has shown itself, how, and what the answer should have been."""
    tried = []
    for name in DOCUMENTS:
        serving = host(name)
        document = serving.mocks[0].document
        for mutant in list(mutants(document, [kind]))[:_TRIED]:
            serving.become(mutant)
            provoke(serving, mutant)
            if serving.fired:
                sighting = serving.sightings[0]
                return document.by_key[mutant.place.operation], sighting.exchange, sighting.right
            tried.append(mutant.id)
    raise AssertionError(f"{kind} was never seen, at {tried}")


def broken(operation: Operation, response: Response) -> Broken:
    return frozenset((each.place, each.rule) for each in check_response(operation, response))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_breaks_its_rule_and_nothing_else(kind: str) -> None:
    operation, exchange, right = shown(kind)
    new = broken(operation, exchange.response) - broken(operation, right)
    family = KINDS[kind].family
    if family is Family.BODIES:
        (violation,) = check_response(operation, exchange.response)
        assert violation.place == "body"
    elif family is Family.REQUESTS:
        raw = dict.fromkeys((each.name for each in operation.parameters), "1")
        assert read_request(operation, exchange.request, raw).violations
        assert exchange.response.status < 300 <= right.status
    else:
        assert new <= BY_KIND.get(kind, BY_FAMILY.get(family, frozenset()))


def test_a_host_without_a_mutant_answers_as_any_other() -> None:
    document = specs.load(WORKSHOP)
    settings = Settings(seed=1, signing_key=b"key")
    one, other = (
        MutableHost(document, settings, lambda: 1.7e9),
        Host([Served(document=document)], settings, lambda: 1.7e9),
    )
    for operation in document.operations[1:]:  # the first issues tokens, none of which is like another
        for seed in range(3):
            request = Client(one, operation).made(operation, seed=seed)
            assert one.answer(request) == other.answer(request)


def test_what_a_mutant_has_seen_is_forgotten_with_it() -> None:
    serving = host(WORKSHOP)
    document = serving.mocks[0].document
    (mutant,) = sampled(document, [Family.STATE], 1, 1)[:1]
    serving.become(mutant)
    provoke(serving, mutant)
    assert serving.fired
    serving.become(None)
    assert (serving.fired, serving.sightings) == (0, [])


def test_a_sample_has_each_kind_at_different_operations() -> None:
    document = specs.load(WORKSHOP)
    chosen = sampled(document, [], 2, 7)
    assert len(chosen) == len({each.id for each in chosen})
    assert chosen == sampled(document, [], 2, 7) != sampled(document, [], 2, 8)
    slow = [each for each in chosen if each.kind.name == "answer-slow"]
    assert len({each.place.operation for each in slow}) == 2


def test_mutants_are_found_by_their_ids() -> None:
    document = specs.load(WORKSHOP)
    wanted = [each.id for each in sampled(document, [Family.LISTS], 1, 1)]
    assert [each.id for each in named(document, wanted)] == wanted
    with pytest.raises(MockError, match="no mutant 'body-tipe@GET:/tools:200'") as error:
        named(document, ["body-tipe@GET:/tools:200"])
    assert error.value.hint


def test_there_are_kinds_enough_in_every_family() -> None:
    assert len(KINDS) >= 60
    assert {kind.family for kind in KINDS.values()} == set(Family)
    assert all(kind.says.endswith(".") for kind in KINDS.values())
