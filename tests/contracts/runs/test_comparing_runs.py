"""What has become of each finding of two runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from runs_made import about, finding, part

from contracts.errors import ContractError
from contracts.findings import Severity
from contracts.runs.comparing import Change, compared
from contracts.runs.part import Part
from contracts.runs.past import Past

FOUND = finding()
KNOWN = FOUND.fingerprint
OTHER = part("POST /items")


def past(run: str, *parts: Part, ended: bool = True, **more: Any) -> Past:
    met = {known: replace(FOUND, seen=seen) for each in parts for known, seen in each.found.items()}
    return Past(about=about(run, **more), parts=parts, findings=met, ended=ended, cut_short="")


def flaky(run: Past) -> Past:
    """A run that did not see its findings each time that it sent their requests once more."""
    return replace(run, findings={known: replace(each, flaky=True) for known, each in run.findings.items()})


MET, CLEAN = part(found={KNOWN: 2}), part()
ANOTHER_SEED = {"choices": replace(about().choices, seed=8)}


@pytest.mark.parametrize(
    ("first", "second", "same_server", "change"),
    [
        (past("a", CLEAN), past("b", MET), False, Change.NEW),
        (past("a", OTHER), past("b", OTHER, MET), False, Change.NEW),
        (past("a", MET), past("b", CLEAN), False, Change.FIXED),
        (past("a", MET), past("b", MET), False, Change.STILL),
        (past("a", MET), past("b", MET), True, Change.STILL),
        (past("a", MET, OTHER), past("b", OTHER), False, Change.UNTESTED),
        (past("a", MET, OTHER), past("b", OTHER, replace(CLEAN, ends=False)), False, Change.UNTESTED),
        (past("a", MET), past("b", replace(CLEAN, phase="fuzzing")), False, Change.UNTESTED),
        (past("a", MET), past("b", CLEAN), True, Change.FLAKY),
        (past("a", CLEAN), past("b", MET), True, Change.FLAKY),
        (past("a", OTHER), past("b", OTHER, MET), True, Change.NEW),
        (flaky(past("a", MET)), past("b", CLEAN), False, Change.FLAKY),
        (past("a", CLEAN), flaky(past("b", MET)), False, Change.FLAKY),
        (past("a", OTHER), flaky(past("b", OTHER, MET)), False, Change.NEW),
        (flaky(past("a", MET, OTHER)), past("b", OTHER), False, Change.UNTESTED),
        (flaky(past("a", MET)), flaky(past("b", MET)), False, Change.STILL),
        (past("a", MET), past("b", CLEAN, **ANOTHER_SEED), True, Change.FIXED),
        (past("a", MET), past("b", CLEAN, digest="e" * 64), True, Change.FIXED),
    ],
)
def test_what_has_become_of_a_finding(first: Past, second: Past, same_server: bool, change: Change) -> None:
    found = compared(first, second, same_server=same_server)
    assert [(each.change, each.finding.fingerprint) for each in found.findings] == [(change, KNOWN)]
    assert found.fails(Severity.ERROR) == (change is Change.NEW)
    assert found.fails(Severity.NOTE) == (change is Change.NEW)


def test_a_new_warning_fails_where_warnings_do() -> None:
    warning = past("b", MET)
    warning = replace(warning, findings={KNOWN: replace(FOUND, severity=Severity.WARNING)})
    found = compared(past("a", CLEAN), warning)
    assert (found.fails(Severity.ERROR), found.fails(Severity.WARNING)) == (False, True)


def test_it_tells_what_is_not_the_same_and_what_was_tested_by_one_alone() -> None:
    found = compared(past("a", CLEAN, OTHER, ended=False), past("b", CLEAN, part("GET /x"), **ANOTHER_SEED))
    assert [each.what for each in found.unlike] == ["seed"]
    assert (found.common, found.dropped, found.added) == (("GET /items",), ("POST /items",), ("GET /x",))
    assert found.unfinished == ("a",)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (past("a"), past("b", CLEAN), "run a tested nothing"),
        (past("a", CLEAN), past("b", part(answered=(("GET /items", 405, False, 3),))), "run b tested nothing"),
        (past("a", CLEAN), past("b", OTHER), "tested no operation that is the other's, too"),
    ],
)
def test_what_cannot_be_compared_is_told(first: Past, second: Past, told: str) -> None:
    with pytest.raises(ContractError, match=told):
        compared(first, second)
