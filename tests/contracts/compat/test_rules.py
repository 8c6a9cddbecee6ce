"""Every rule fires on its example with its id alone, and is silent where nothing changed or the change is undone."""

from __future__ import annotations

import re

import pytest
from rule_examples import EXAMPLES

from contracts.compat.compare import compare
from contracts.compat.rules import RULES
from contracts.findings import Report, Severity, Verdict
from specs.load import from_mapping

BREAKING = [rule.id for rule in RULES.values() if rule.severity is Severity.ERROR]


def compared(old: dict, new: dict) -> Report:
    return compare(from_mapping(old), from_mapping(new))


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_fires_on_its_example_and_nothing_else_does(rule: str) -> None:
    old, new, also = EXAMPLES[rule]
    findings = compared(old, new).findings
    assert {finding.rule for finding in findings} == {rule, *also}
    assert [finding.rule for finding in findings].count(rule) == 1


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_finding_has_the_severity_of_its_rule(rule: str) -> None:
    old, new, _ = EXAMPLES[rule]
    found = {finding.rule: finding for finding in compared(old, new).findings}[rule]
    assert (found.severity, found.level, found.direction) == (
        RULES[rule].severity,
        RULES[rule].level,
        RULES[rule].direction,
    )
    breaks = RULES[rule].severity is Severity.ERROR
    assert found.verdict is (Verdict.BREAKING if breaks else Verdict.COMPATIBLE)
    assert (found.witness is not None) == breaks


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_document_compared_with_itself_is_silent(rule: str) -> None:
    old, new, _ = EXAMPLES[rule]
    assert compared(old, old).findings == compared(new, new).findings == ()


@pytest.mark.parametrize("rule", [rule for rule in BREAKING if rule != "parameter-serialisation-changed"])
def test_the_change_undone_is_not_the_same_change(rule: str) -> None:
    old, new, _ = EXAMPLES[rule]
    assert rule not in {finding.rule for finding in compared(new, old).findings}


def test_a_serialisation_is_strange_to_the_other_either_way() -> None:
    old, new, _ = EXAMPLES["parameter-serialisation-changed"]
    assert {finding.rule for finding in compared(new, old).breaking} == {"parameter-serialisation-changed"}


def test_every_rule_has_an_example_and_no_example_is_without_a_rule() -> None:
    assert EXAMPLES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_well_formed(rule: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule)
    assert RULES[rule].id == rule
    assert "{subject}" in RULES[rule].message or rule in {"base-path-removed", "server-changed", "sunset-changed"}
    assert not RULES[rule].message.endswith(".")


@pytest.mark.parametrize("rule", BREAKING)
def test_a_rule_that_breaks_has_advice_in_a_sentence(rule: str) -> None:
    assert RULES[rule].advice.endswith(".")
