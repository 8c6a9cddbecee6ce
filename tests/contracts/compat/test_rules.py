"""Every rule fires on its example with its id alone, and is silent where nothing changed or the change is undone."""

from __future__ import annotations

import re
from functools import cache

import pytest

from contracts.compat.compare import compare
from contracts.compat.policy.example import judged
from contracts.compat.rules import RULES
from contracts.findings import Report, Severity, Verdict
from contracts.render.rules import alone
from specs.load import from_mapping

BREAKING = [rule.id for rule in RULES.values() if rule.severity is Severity.ERROR]
EITHER_WAY = {
    "callback-body-serialisation-changed",
    "request-body-serialisation-changed",
    "response-body-serialisation-changed",
    "callback-address-changed",
    "callback-answer-refused",
    "callback-serialisation-changed",
    "form-field-serialisation-changed",
    "response-field-serialisation-changed",
    "parameter-serialisation-changed",
    "response-header-serialisation-changed",
}
"""Strange to the other side whichever of the two is the new one."""


@cache
def compared(rule: str, *, undone: bool = False) -> Report:
    return judged(RULES[rule], undone=undone)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_on_its_example_and_nothing_else_does(rule: str) -> None:
    fired = [finding.rule for finding in compared(rule).findings]
    assert {*fired} == {rule, *RULES[rule].also}
    assert fired.count(rule) == 1


@pytest.mark.parametrize("rule", RULES)
def test_what_comes_with_it_is_no_break(rule: str) -> None:
    assert {RULES[each].severity for each in RULES[rule].also} <= {Severity.NOTE, Severity.WARNING}


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_has_the_severity_of_its_rule(rule: str) -> None:
    found = {finding.rule: finding for finding in compared(rule).findings}[rule]
    told = RULES[rule]
    assert (found.severity, found.level, found.direction) == (told.severity, told.level, told.direction)
    breaks = told.severity is Severity.ERROR and not told.policy
    assert found.verdict is (None if told.policy else Verdict.BREAKING if breaks else Verdict.COMPATIBLE)
    assert (found.witness is not None) == breaks


@pytest.mark.parametrize("rule", RULES)
def test_a_document_compared_with_itself_is_silent(rule: str) -> None:
    for raw in RULES[rule].example:
        assert compare(from_mapping(raw), from_mapping(raw)).findings == ()


@pytest.mark.parametrize("rule", [rule for rule in BREAKING if rule not in EITHER_WAY])
def test_the_change_undone_is_not_the_same_change(rule: str) -> None:
    assert rule not in {finding.rule for finding in compared(rule, undone=True).findings}


@pytest.mark.parametrize("rule", sorted(EITHER_WAY))
def test_a_change_that_is_strange_either_way_is_so_undone_too(rule: str) -> None:
    assert {finding.rule for finding in compared(rule, undone=True).breaking} == {rule}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_well_formed(rule: str) -> None:
    told = RULES[rule]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule)
    assert told.id == rule
    assert told.page == f"docs/rules.md#{rule}"
    assert not told.message.endswith(".")
    assert told.meaning.endswith(".")
    assert told.advice.endswith(".") == (told.severity is not Severity.NOTE)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_can_be_explained(rule: str) -> None:
    (fired,) = (finding for finding in compared(rule).findings if finding.rule == rule)
    told = "\n".join(alone(RULES[rule], fired))
    assert told.startswith(rule)
    assert fired.message in told
    assert ("shown by what" in told) == (fired.witness is not None)
    assert RULES[rule].policy in "\n".join(line.strip() for line in told.splitlines())
