"""What is wrong with a document: each check fires on its examples alone, and is silent on sound documents."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from check_examples import CLEAN, COMPANIONS, EXAMPLES, answering, document, get
from pace import fair

from specs import catalog, load
from specs.checks import CHECKS, Problem, Severity, check
from specs.load import from_mapping

IDS = [each.id for each in CHECKS]
CASES = [(name, index) for name, cases in EXAMPLES.items() for index in range(len(cases))]
PAGE = Path(__file__).parents[2] / "docs" / "specs.md"


@pytest.mark.parametrize(("name", "index"), CASES)
def test_each_check_fires_on_its_examples_alone(name: str, index: int) -> None:
    raw, pointers = EXAMPLES[name][index]
    found = [each for each in check(from_mapping(raw)) if each.id not in COMPANIONS.get(name, ())]
    assert {(each.id, each.severity) for each in found} == {(name, severity(name))}
    assert [each.pointer for each in found] == pointers
    assert all(each.message and each.hint for each in found)


def severity(name: str) -> Severity:
    return next(each.severity for each in CHECKS if each.id == name)


def test_every_check_has_its_examples_and_a_name_of_its_own() -> None:
    assert set(EXAMPLES) == set(IDS)
    assert len(set(IDS)) == len(IDS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in IDS)
    assert all(each.finds.__doc__ and each.hint for each in CHECKS)


def test_every_check_is_on_its_page() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(each.id, each.severity.value) for each in CHECKS]


@pytest.mark.parametrize("name", CLEAN)
def test_a_sound_document_is_passed_in_silence(name: str) -> None:
    assert check(from_mapping(CLEAN[name])) == ()


@pytest.mark.parametrize("name", [release.name for api in catalog.apis() for release in catalog.releases(api)])
def test_the_catalogue_is_sound(name: str) -> None:
    assert check(load(name)) == ()


def test_what_is_told_has_its_line_and_errors_stand_first() -> None:
    found = check(from_mapping(document({"/a/{id}": get(), "/b": get({})})))
    assert [each.severity for each in found] == sorted(each.severity for each in found)
    assert all(each.place.startswith("<mapping>:") for each in found)
    assert isinstance(found[0], Problem)


@pytest.mark.parametrize(
    ("invalid", "pointer", "told"),
    [
        (
            document({"/a": get(parameters=[{"name": "q", "in": "query", "schema": {}, "style": "x"}])}),
            "/style",
            "is not one of",
        ),
        (document({"/a": get(requestBody={"content": {"a/b": {"colour": 1}}})}), "/content/a~1b", "'colour'"),
        (
            document({"/a": get()}, components={"securitySchemes": {"s": {"type": "oauth2"}}}),
            "/s",
            '"flows" is a required',
        ),
    ],
)
def test_what_breaks_the_official_schema_is_told_of_the_alternative_that_was_meant(
    invalid: Any, pointer: str, told: str
) -> None:
    found = [each for each in check(from_mapping(invalid)) if each.id == "invalid"]
    assert [each.pointer.endswith(pointer) for each in found] == [True], found
    assert told in found[0].message


def test_of_one_kind_a_bounded_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specs.checks.MOST", 3)
    many = check(from_mapping(document({f"/{index}": get({}) for index in range(9)})))
    assert len(many) == 3


def test_many_paths_are_compared_in_bounded_time() -> None:
    paths = {f"/{{a{index}}}/{index % 7}/x{index}": get() for index in range(2_000)}
    begun = time.process_time()
    check(from_mapping(document(paths)))
    assert fair(time.process_time() - begun) < 20


def test_an_example_by_reference_is_mended_where_it_is_referred_to() -> None:
    raw = document(
        {"/a": get(answering({"type": "integer"}, examples={"e": {"$ref": "#/components/examples/E"}}))},
        components={"examples": {"E": {"value": "x"}}},
    )
    (found,) = check(from_mapping(raw))
    assert (found.id, found.mends[0].target) == ("example-invalid", found.pointer)


def test_what_takes_too_long_is_left_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specs.checks.subject._SECONDS_FOR_SCHEMAS", 0)
    (found,) = check(from_mapping(EXAMPLES["default-invalid"][0][0]))
    assert (found.id, found.severity) == ("unfinished", Severity.WARNING)
    assert "too long" in found.message


def test_a_check_that_a_document_breaks_is_said_and_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("specs.checks.validity._validator", fail)
    found = check(from_mapping(EXAMPLES["default-invalid"][0][0]))
    assert [each.id for each in found] == ["default-invalid", "unfinished"]
    assert found[1].message == "invalid was not looked for to the end: RecursionError"
