"""What a test run did, for people and programs: the grid of operations and checks, and how long answers took."""

from __future__ import annotations

import dataclasses
import json

import pytest

from contracts.conformance.checks import CHECKS, MADE_BY
from contracts.findings import Course, Report, Severity
from contracts.render import as_html, as_json, as_markdown, as_text, course

GET, POST = "GET /api/calls/{id}", "POST /api/calls"
RAN = Course(
    performed={GET: {"response_schema_conformance": 12, "ignored_auth": 1}, POST: {"ignored_auth": 2}},
    took={GET: (900, 1_100, 3_000), POST: (40_000,)},
)


@pytest.fixture
def tested(test_run: Report) -> Report:
    return dataclasses.replace(test_run, course=RAN)


def test_each_rule_of_the_engine_has_a_check_that_makes_it() -> None:
    assert MADE_BY.keys() == {check.rule for check in CHECKS.values()}


def test_the_grid_shows_what_was_performed_and_what_it_found(tested: Report) -> None:
    failed = dataclasses.replace(tested.findings[0], rule="response-schema-violated", operations=(GET,))
    untold = dataclasses.replace(failed, rule="internals-told", severity=Severity.WARNING, operations=(POST,))
    grid = course.grid(dataclasses.replace(tested, findings=(failed, untold)))
    assert grid.checks == ("ignored_auth", "response_schema_conformance", "internals-told")
    tones = {key: [cell and cell.tone for cell in cells] for key, cells in grid.rows.items()}
    assert tones == {GET: ["good", "bad", "good"], POST: ["good", None, "warn"]}
    assert grid.rows[GET][1] == course.Cell(12, (failed,))
    assert grid.rows[GET][1].told == "response-schema-violated, performed 12 times"  # type: ignore[union-attr]
    assert course.counted(grid) == "2 operations, 3 checks."


def test_a_grid_of_many_operations_keeps_those_that_failed(tested: Report) -> None:
    failed = dataclasses.replace(tested.findings[0], rule="server-error", operations=("GET /7",))
    many = Course(performed={f"GET /{number}": {"ignored_auth": 1} for number in range(500)}, took={})
    grid = course.grid(dataclasses.replace(tested, findings=(failed,), course=many))
    assert ([*grid.rows], grid.left_out) == (["GET /7"], 499)
    assert "499 operations without a finding left out" in course.counted(grid)


def test_times_are_told_the_slowest_first_with_bars_of_one_scale() -> None:
    assert course.scale(RAN) == (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
    assert [*course.times(RAN)] == [
        (POST, course.Times(answers=1, median=40_000, most=40_000, longest=40_000, bars=(0, 0, 0, 0, 0, 1))),
        (GET, course.Times(answers=3, median=1_100, most=3_000, longest=3_000, bars=(1, 1, 1, 0, 0, 0))),
    ]


@pytest.mark.parametrize(
    ("took", "scale"), [((), ()), ((1,), (100,)), ((90_000_000,), (50_000_000,)), ((100, 101), (100, 200))]
)
def test_every_answer_is_in_a_bar(took: tuple[int, ...], scale: tuple[int, ...]) -> None:
    ran = Course(performed={}, took={GET: took})
    assert course.scale(ran) == scale
    assert sum(sum(each.bars) for _, each in course.times(ran)) == len(took)


@pytest.mark.parametrize(
    ("microseconds", "told"),
    [(90, "0.09 ms"), (1_000, "1 ms"), (3_449, "3.4 ms"), (123_456, "123 ms"), (1.25e6, "1.2 s"), (250e6, "250 s")],
)
def test_times_are_told_in_two_digits(microseconds: float, told: str) -> None:
    assert course.spoken(microseconds) == told


def test_page_markdown_and_json_have_the_same_figures(tested: Report) -> None:
    assert "| `GET /api/calls/{id}` | 13 | 3 | 1.1 ms | 3 ms | 3 ms |" in as_markdown.render(tested)
    page = as_html.render(tested)
    assert "95 % within" in page
    assert "1 up to 50 ms; " in page
    assert page.count("<rect") == 12
    told = json.loads(as_json.render(tested))["course"]
    assert told["bounds"] == list(course.scale(RAN))
    assert told["operations"][GET] == {
        "checks": {"response_schema_conformance": 12, "ignored_auth": 1},
        "took": {"answers": 3, "median": 1_100, "most": 3_000, "longest": 3_000, "histogram": [1, 1, 1, 0, 0, 0]},
    }


def test_every_format_for_people_tells_what_came_of_each_check(tested: Report) -> None:
    failed = dataclasses.replace(tested.findings[0], rule="response-schema-violated", operations=(GET,))
    untold = dataclasses.replace(failed, rule="internals-told", severity=Severity.WARNING, operations=(POST,))
    report = dataclasses.replace(tested, findings=(failed, untold))
    broken = "response schema conformance: response-schema-violated (12)"
    assert [line for line in as_text.render(report, width=200).partition(course.CHECKED)[2].splitlines() if line][
        :7
    ] == [
        "  2 operations, 3 checks. In brackets: how often each check was performed.",
        f"  {GET}",
        f"    failed               {broken}",
        "    nothing found        ignored auth (1), internals told",
        f"  {POST}",
        "    a warning or a note  internals told",
        "    nothing found        ignored auth (2)",
    ]
    assert f"{GET}: 3 answers, median 1.1 ms, 95 % within 3 ms, longest 3 ms" in as_text.render(report, width=200)
    assert course.CHECKED not in as_text.render(report, brief=True)
    markdown = as_markdown.render(report)
    assert f"| `{GET}` | [{broken}](#{failed.fingerprint}) |  | ignored auth (1), internals told |" in markdown
    assert f"| `{POST}` |  | [internals told](#{untold.fingerprint}) | ignored auth (2) |" in markdown


def test_a_comparison_has_no_course(comparison: Report) -> None:
    assert course.TIMED not in as_html.render(comparison)
    assert "course" not in json.loads(as_json.render(comparison))
