"""Reports of many findings, and findings that reach many operations: the terminal tells what matters, files all."""

from __future__ import annotations

import re

import pytest

from contracts.findings import Finding, Report, Severity, Verdict
from contracts.render import FORMATS, as_text

MANY = tuple(f"GET /things/{number}" for number in range(446))


def _finding(number: int, severity: Severity, *operations: str) -> Finding:
    verdict = Verdict.BREAKING if severity is Severity.ERROR else Verdict.COMPATIBLE
    return Finding(
        rule="a-rule",
        message=f"change {number} is told",
        severity=severity,
        verdict=verdict,
        operations=operations,
        subject=f"subject {number}",
    )


def _report(*findings: Finding) -> Report:
    return Report(kind="compatibility", title="t", subjects={}, findings=findings, judged=446)


NOTES = [_finding(number, Severity.NOTE, "GET /a") for number in range(300)]
GRAVE = [_finding(1000 + number, Severity.ERROR, "GET /z") for number in range(3)]


def test_a_terminal_shows_the_gravest_in_full_the_next_in_a_line_and_counts_the_others() -> None:
    told = as_text.render(_report(*NOTES, *GRAVE), brief=True)
    lines = told.splitlines()
    assert len(lines) < 250
    assert all(f"✗ change {1000 + number} is told" in told for number in range(3))
    assert told.count("a-rule  note") == 27
    assert len(re.findall(r"^  · [0-9a-f]{8} change \d+ is told$", told, re.MULTILINE)) == 40
    assert "  … 233 more; all of it is in a file (--output FILE), and in a pipe (| less)" in lines


def test_what_breaks_is_summed_up_first_and_counted_where_it_is_much() -> None:
    told = as_text.render(_report(*(_finding(number, Severity.ERROR, "GET /a") for number in range(1000))), brief=True)
    head, _, below = told.partition("\nGET /a\n")
    assert head.count("✗ change") == 40
    assert "… 960 more; all of it is in a file" in head
    assert below.startswith("\n✗ change")


def test_a_report_of_a_few_findings_is_shown_in_full() -> None:
    few = _report(*GRAVE, *NOTES[:20])
    assert as_text.render(few, brief=True) == as_text.render(few)


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_operations_that_many_findings_reach_are_told_once(name: str) -> None:
    turned = (*MANY[1:], MANY[0])
    told = FORMATS[name](_report(_finding(1, Severity.ERROR, *MANY), _finding(2, Severity.NOTE, *turned)))
    assert told.count("GET /things/300") == 1
    assert told.count("list 1") == 2
    assert "List 1: 446 operations" in told
    assert "List 2" not in told


def test_a_terminal_names_the_first_of_many_operations() -> None:
    told = as_text.render(_report(_finding(1, Severity.ERROR, *MANY)), brief=True)
    assert "operations  GET /things/0 and 445 more operations\n" in told
    assert "GET /things/300" not in told
