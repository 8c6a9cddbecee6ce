"""A run in units: each piece in one of them, what comes of one the same whoever else does what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from items_server import CREDENTIALS, Items, serving

from contracts.conformance import apart
from contracts.conformance.choices import PHASES, PROBES, SINGLE, Choices
from contracts.conformance.probes.selection import selected
from contracts.conformance.units import Unit, units
from contracts.render import as_json
from specs import load
from specs.load import from_mapping
from specs.model import Document

CHOICES = Choices(seed=7, max_examples=2, checks=selected((), ()), phases=(*PHASES, PROBES))


@pytest.mark.parametrize("name", ["phonebridge-webapp@1.3.8", "phonebridge-client@1.3.8"])
def test_every_piece_is_in_one_unit_and_no_path_in_two(name: str) -> None:
    document = load(name)
    made = units(document, CHOICES)
    pieces = Counter(piece for unit in made for piece in unit)
    assert set(pieces.values()) == {1}
    assert {key for phase, key in pieces if phase in SINGLE} == set(document.by_key)
    assert pieces["stateful", ""] == 1
    paths = Counter(path for unit in made for path in {document.by_key[key].path for _, key in unit if " " in key})
    assert set(paths.values()) == {1}


def test_there_are_units_only_of_what_is_chosen(document: Document) -> None:
    choices = replace(CHOICES, phases=("fuzzing",), operations=("GET /items",))
    assert units(document, choices) == (frozenset({("fuzzing", "GET /items")}),)


def api(**sizes: int) -> Document:
    """An operation for each path, with so many parameters."""
    paths = {
        f"/{name}": {"get": {"parameters": parameters(count), "responses": {"200": {"description": "yes"}}}}
        for name, count in sizes.items()
    }
    return from_mapping({"openapi": "3.0.3", "info": {"title": "Sizes", "version": "1"}, "paths": paths})


def parameters(count: int) -> list[object]:
    return [{"name": f"p{number}", "in": "query", "schema": {"type": "integer"}} for number in range(count)]


def test_those_that_may_take_long_are_first() -> None:
    made = units(api(few=10, most=30, some=20), CHOICES)
    assert made[0] == {("stateful", "")}
    assert [key for unit in made[1:4] for phase, key in unit if phase == "fuzzing"] == [
        "GET /most",
        "GET /some",
        "GET /few",
    ]


def test_a_large_document_has_no_more_units_than_a_small_number() -> None:
    document = api(**{f"n{number}": 5 for number in range(1000)})
    assert 20 < len(units(document, CHOICES)) < 75


def known(outcome: apart.Outcome) -> object:
    """What came of a unit, without how long it took and where."""
    parts = [replace(part, seconds=0, took={}) for part in outcome.parts]
    return parts, {each.fingerprint: (each.seen, each.flaky) for each in outcome.findings}


class Stranger(Items):
    """Gives more than it says: a status that no operation documents."""

    def create(self) -> object:
        return ("", 500)


SHORT = replace(CHOICES, phases=("coverage", "fuzzing"), without_operations=("POST /login",))


def done(document: Document, work: list[Unit]) -> Iterator[tuple[Unit, apart.Outcome]]:
    for unit in work:
        with ExitStack() as running:
            url = running.enter_context(serving(Stranger().app())) + "/v1"
            yield unit, apart.done(document, url, SHORT, unit, credentials=CREDENTIALS)


def test_what_comes_of_a_unit_does_not_depend_on_what_was_done_before(document: Document) -> None:
    work = [frozenset((phase, key) for phase in SHORT.phases) for key in ("POST /items", "GET /items")]
    first = dict(done(document, work))
    second = dict(done(document, work[::-1]))
    assert {unit: known(outcome) for unit, outcome in first.items()} == {
        unit: known(outcome) for unit, outcome in second.items()
    }
    report = apart.merged(document, SHORT, [first[unit] for unit in work])
    assert {each.rule for each in report.findings} >= {"server-error"}
    assert len({each.fingerprint for each in report.findings}) == len(report.findings)
    assert report.facts["cases"] == sum(
        times for each in first.values() for part in each.parts for *_, times in part.answered
    )
    assert "server-error" in as_json.render(report)


def test_a_finding_of_two_units_is_one(document: Document) -> None:
    [(_, once)] = done(document, [frozenset({("fuzzing", "POST /items")})])
    report = apart.merged(document, SHORT, [once, once])
    alone = apart.merged(document, SHORT, [once])
    assert [each.fingerprint for each in report.findings] == [each.fingerprint for each in alone.findings]
    assert [each.seen for each in report.findings] == [2 * each.seen for each in alone.findings]
