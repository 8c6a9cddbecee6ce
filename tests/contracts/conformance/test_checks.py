from __future__ import annotations

import re

import pytest
from schemathesis.failure_codes import FAILURE_CLASSES

from contracts.conformance.checks import BEYOND, CHECKS, COULD_NOT_TEST, NO_ANSWER, UNKNOWN, Check, check_of
from contracts.conformance.events import Failure
from contracts.conformance.judge import Judge
from contracts.conformance.redaction import Redactor
from specs.messages import Exchange, Request, Response
from specs.model import Document

ALL = [*CHECKS.values(), COULD_NOT_TEST, NO_ANSWER, UNKNOWN]
MADE_BY_US = {"operation", "status", "status_code", "title", "text", "violation", "schema_path"}


def test_every_failure_code_of_the_installed_engine_has_its_row() -> None:
    assert sorted([*CHECKS, *BEYOND]) == sorted(each.code for each in FAILURE_CLASSES)


@pytest.mark.parametrize(
    "failure", [each for each in FAILURE_CLASSES if each.code in CHECKS], ids=lambda each: each.code
)
def test_a_row_is_told_from_facts_that_its_failure_has(failure: type) -> None:
    attributes = {name for kind in failure.__mro__ for name in getattr(kind, "__slots__", ())}
    attributes |= {name for name in dir(failure) if isinstance(getattr(failure, name), property)}
    assert CHECKS[failure.code].facts - MADE_BY_US <= attributes


@pytest.mark.parametrize("check", ALL, ids=lambda each: each.rule)
def test_a_row_is_written_for_a_reader(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", check.rule)
    assert re.fullmatch(r"[A-Z].*[^.]\.", check.meaning)
    assert check.advice
    assert not check.advice.endswith(".")
    assert check.direction in ("request", "response", "")


def test_no_rule_is_declared_twice() -> None:
    assert len({check.rule for check in ALL}) == len(ALL)


def test_a_code_that_nobody_knows_is_told_all_the_same() -> None:
    check = check_of("ST999")
    assert check.rule == "unknown-failure"
    assert check.tell(check.message, {"title": "News"}) == "News"


def test_lists_and_missing_facts_are_told_in_words() -> None:
    check = CHECKS["ST103"]
    facts = {"operation": "GET /x", "status_code": 418, "defined_status_codes": ["200", "404"]}
    assert check.tell(check.message, facts) == "GET /x answered 418, which is not documented (documented: 200, 404)"
    assert check.tell("{status_code}|{defined_status_codes}", {"defined_status_codes": []}) == "|none"


@pytest.mark.parametrize(("code", "check"), CHECKS.items(), ids=str)
def test_a_failure_is_told_by_its_check_and_by_none_where_that_is_left_out(
    document: Document, code: str, check: Check
) -> None:
    key = "GET /items"
    shown = Exchange(Request("GET", "/v1/items"), Response(302))
    failure = Failure(code=code, operation=key, sent_to=key, title="T", exchange=shown)
    for chosen, rules in ((frozenset({check.rule}), [check.rule]), (frozenset({"no-such-check"}), [])):
        judge = Judge(document, "http://127.0.0.1/v1", Redactor((), {}), chosen=chosen)
        judge.failed(failure)
        assert [each.rule for each in judge.findings({key})] == rules
