"""Whether a server publishes what a document says: whom a difference breaks, and what shows it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.compat.drift import drift
from contracts.compat.rules.examples import answers, document, operation, takes
from contracts.findings import Report, Severity, Verdict
from contracts.render import FORMATS, verdicts
from specs.load import from_mapping

GET = {"get": {"responses": {"200": {"description": "x"}}}}


def judged(ours: dict[str, Any], theirs: dict[str, Any]) -> Report:
    return drift(from_mapping(ours), from_mapping(theirs, "https://api.example/openapi.json"))


SAME = [
    (operation(), operation()),
    (operation(servers=[{"url": "https://a.example"}]), operation(servers=[{"url": "http://127.0.0.1:80"}])),
    (takes({"type": "string", "enum": ["a"]}), takes({"const": "a", "type": "string"}) | {"openapi": "3.1.0"}),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_same_in_other_words_or_on_another_host_matches(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    report = judged(ours, theirs)
    assert [each for each in report.findings if each.level == "wire"] == []
    assert verdicts.headline(report) == "Matches"


def size(maximum: int) -> dict[str, Any]:
    schema = {"type": "integer", "maximum": maximum}
    return operation(parameters=[{"name": "size", "in": "query", "schema": schema}])


ANSWER_A, ANSWER_AB = (answers({"type": "string", "enum": values}) for values in (["a"], ["a", "b"]))
DRIFTED = [
    (document({"/a": GET, "/b": GET}), document({"/a": GET}), "error", "The server has no GET /b", "document"),
    (
        document({"/a": GET}),
        document({"/a": GET, "/b": GET}),
        "warning",
        "The server has GET /b, which the doc",
        "server",
    ),
    (size(500), size(200), "error", "GET /things query size is held to a tighter maximum: 500 → 200", "document"),
    (
        size(200),
        size(500),
        "warning",
        "GET /things query size takes what it took, or more (maximum: 200 → 500)",
        "server",
    ),
    (ANSWER_A, ANSWER_AB, "error", 'GET /things response 200 body may now be "b"', "server"),
    (ANSWER_AB, ANSWER_A, "warning", "GET /things response 200 body promises what it promised, or more", "document"),
]


@pytest.mark.parametrize(("ours", "theirs", "severity", "message", "accepted_by"), DRIFTED)
def test_a_difference_is_told_once_and_shown_from_the_side_that_takes_it(
    ours: dict[str, Any], theirs: dict[str, Any], severity: str, message: str, accepted_by: str
) -> None:
    report = judged(ours, theirs)
    (found,) = report.findings
    assert found.message.startswith(message)
    assert found.severity is Severity(severity)
    assert found.witness
    assert {found.witness.accepted_by, found.witness.refused_by} == {"document", "server"}
    assert found.witness.accepted_by == accepted_by
    assert (found.verdict is Verdict.BREAKING) == (severity == "error")
    assert verdicts.headline(report) == "Drifted"


def test_two_differences_of_one_thing_are_not_mixed_up() -> None:
    def bounded(low: int, high: int) -> dict[str, Any]:
        return takes({"type": "integer", "minimum": low, "maximum": high})

    report = judged(bounded(1, 10), bounded(0, 20))
    shown = [each for each in report.findings if each.witness]
    assert [each.message.partition(": ")[0] for each in shown] == ["The document says less than the server"] * 2
    assert {each.verdict for each in report.findings} == {Verdict.COMPATIBLE}


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (size(5), size(5), "The server publishes what the document says; 1 operation compared."),
        (size(5), size(4), "1 difference breaks clients of the document; 1 operation compared."),
        (size(5), size(6), "1 difference, none of which breaks clients of the document; 1 operation compared."),
    ],
)
def test_it_is_told_in_a_sentence(ours: dict[str, Any], theirs: dict[str, Any], told: str) -> None:
    assert verdicts.explanation(judged(ours, theirs)) == told


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_speaks_of_the_document_and_the_server(name: str) -> None:
    told = FORMATS[name](judged(*DRIFTED[1][:2]))
    for fact in ("server", "The server has GET /b", "https://api.example"):
        assert fact in told.replace("\\", "")
    if name == "json":
        assert json.loads(told)["subjects"] == {"document": "<mapping>", "server": "https://api.example/openapi.json"}
