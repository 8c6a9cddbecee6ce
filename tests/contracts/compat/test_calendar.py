"""What a series announces to go: since when, until when, and what went without a word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts.compat.calendar import Going, calendar
from contracts.compat.policy.values import Step
from contracts.compat.policy.versions import NUMBERS, claim
from contracts.findings import Finding, Level, Severity, Verdict
from specs.load import from_mapping

OK = {"responses": {"200": {"description": "."}}}
OLD = {"deprecated": True}
DAY = date(2027, 1, 31)


def api(schemas: dict[str, Any] | None = None, **paths: dict[str, Any]) -> dict[str, Any]:
    items = {f"/{name}": {"get": OK | said} for name, said in paths.items()}
    info = {"title": "T", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": items, "components": {"schemas": schemas or {}}}


def size(**said: Any) -> dict[str, Any]:
    return {"parameters": [{"name": "size", "in": "query", "schema": {"type": "integer"}, **said}]}


def pet(**said: Any) -> dict[str, Any]:
    return {"Pet": {"type": "object", "properties": {"age": {"type": "integer", **said}}}}


def going(what: str, announced: int | None, gone: int | None, sunset: date | None = None) -> Going:
    return Going(what=what, announced=announced, sunset=sunset, gone=gone)


@pytest.mark.parametrize(
    ("series", "told"),
    [
        ([api(a={}), api(a={})], []),
        ([api(a={}, b={}), api(a={})], [going("GET /b", None, 1)]),
        ([api(a={}), api(a=OLD), api(a=OLD)], [going("GET /a", 1, None)]),
        ([api(a=OLD), api(a={}), api(a=OLD | {"x-sunset": "2027-01-31"})], [going("GET /a", 2, None, DAY)]),
        ([api(a=OLD), api(a={})], []),
        ([api(a=OLD), api(a=OLD), api()], [going("GET /a", 0, 2)]),
        ([api(a=size()), api(a=size(deprecated=True))], [going("GET /a query size", 1, None)]),
        ([api(a=size(**OLD)), api(a={})], [going("GET /a query size", 0, 1)]),
        ([api(a=size()), api(a={})], []),
        ([api(a=OLD | size(**OLD)), api()], [going("GET /a", 0, 1)]),
        ([api(pet(), a={}), api(pet(**OLD), a={})], [going("Pet.age", 1, None)]),
        ([api(pet(**OLD), a={}), api(a={})], []),
    ],
)
def test_what_goes_is_told_with_its_announcement(series: list[dict[str, Any]], told: list[Going]) -> None:
    assert [*calendar([from_mapping(each) for each in series])] == told


def test_a_renamed_path_parameter_is_the_same_operation() -> None:
    documents = []
    for name in ("id", "petId"):
        document = api()
        document["paths"][f"/pets/{{{name}}}"] = {
            "get": OK | {"parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]}
        }
        documents.append(from_mapping(document))
    assert calendar(documents) == ()


def finding(severity: Severity, level: Level = Level.WIRE) -> Finding:
    verdict = Verdict.BREAKING if severity is Severity.ERROR else Verdict.COMPATIBLE
    return Finding(rule="r", message="m", severity=severity, verdict=verdict, level=level)


BREAK, NEWS, WORDS = finding(Severity.ERROR), finding(Severity.NOTE), finding(Severity.NOTE, Level.BEHAVIOUR)


@pytest.mark.parametrize(
    ("old", "new", "found", "honest", "made", "wanted"),
    [
        ("1.2", "1.2.2", [BREAK], False, Step.PATCH, Step.MAJOR),
        ("1.2", "2.0", [BREAK, NEWS], True, Step.MAJOR, Step.MAJOR),
        ("v1.2", "v1.3", [NEWS], True, Step.MINOR, Step.MINOR),
        ("1.2", "1.2.0", [], True, Step.PATCH, Step.NONE),
        ("1.3.4", "1.3.5", [WORDS], True, Step.PATCH, Step.PATCH),
        ("0.3", "0.4", [BREAK], True, Step.MINOR, Step.MINOR),
        ("1.3", "1.2", [], False, None, Step.NONE),
        ("1.3-beta.1", "1.3", [BREAK], True, Step.NONE, Step.NONE),
    ],
)
def test_a_version_is_held_to_what_changed(
    old: str, new: str, found: list[Finding], *, honest: bool, made: Step | None, wanted: Step
) -> None:
    told = claim(NUMBERS, old, new, found, Level.WIRE)
    assert told is not None
    assert (told.honest, told.made, told.wanted) == (honest, made, wanted)
    assert bool(told.reason) == (not honest and made is not None)


@pytest.mark.parametrize("version", ["2026-11-29", "main", "", "7"])
def test_what_is_no_number_claims_nothing(version: str) -> None:
    assert claim(NUMBERS, "1.0", version, [BREAK], Level.WIRE) is None
