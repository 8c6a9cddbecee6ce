"""The engine's verdicts held against pairs of documents whose verdict is known."""

from __future__ import annotations

import json

import pytest
from truth_contexts import holding
from truth_leaves import APART, LEAVES
from truth_oracle import accepts
from truth_pairs import FILE, Pair, pairs, published

from contracts.compat.compare import compare
from contracts.findings import Verdict
from specs.load import from_mapping

MOST_UNPROVEN = 0.005
"""The share of pairs that may stay undecided in some direction."""
VALUES = [
    *(leaf.beyond for leaf in LEAVES.values()),
    *(apart.of_one for apart in APART.values()),
    *(apart.of_other for apart in APART.values()),
]


@pytest.fixture(scope="module")
def known(request: pytest.FixtureRequest) -> list[Pair]:
    """The published pairs, or for the long run those of other seeds."""
    rounds = request.config.getoption("--truth-rounds")
    return list(pairs()) if rounds == 1 else [pair for seed in range(1, rounds) for pair in pairs(seed)]


def test_the_published_pairs_are_those_of_the_generator() -> None:
    kept = FILE.read_text("utf-8")
    assert kept == published(), "write them anew: python tests/contracts/truth/truth_pairs.py"


def test_every_pair_has_a_name_of_its_own() -> None:
    names = [json.loads(line)["name"] for line in FILE.read_text("utf-8").splitlines()]
    assert len(set(names)) == len(names) > 1000


def test_other_validators_refuse_what_shows_a_break(known: list[Pair]) -> None:
    for pair in known:
        for shown in pair.shown:
            writer, reader = _sides(pair, shown.writer)
            assert accepts(writer, shown.place, shown.value), (pair.name, shown)
            assert not accepts(reader, shown.place, shown.value), (pair.name, shown)


def test_other_validators_find_nothing_where_nothing_breaks(known: list[Pair], request: pytest.FixtureRequest) -> None:
    for pair in known if request.config.getoption("--truth-rounds") > 1 else known[::10]:
        for kept in pair.kept:
            writer, reader = _sides(pair, kept.writer)
            for value in (holding(kept.within, each) for each in VALUES):
                fits = accepts(reader, kept.place, value) or not accepts(writer, kept.place, value)
                assert fits, (pair.name, value)


def test_no_verdict_is_wrong_and_few_are_open(known: list[Pair]) -> None:
    wrong, unproven = [], []
    for pair in known:
        found = {verdict: set[str]() for verdict in Verdict}
        for finding in compare(from_mapping(pair.old), from_mapping(pair.new)).findings:
            found[finding.verdict or Verdict.COMPATIBLE].add(finding.direction)
        breaks, maybe = found[Verdict.BREAKING], found[Verdict.UNPROVEN]
        if not breaks <= pair.breaks <= breaks | maybe:
            wrong.append((pair.name, sorted(pair.breaks), sorted(breaks)))
        elif maybe - breaks:
            unproven.append(pair.name)
    assert wrong == []
    assert len(unproven) <= MOST_UNPROVEN * len(known), unproven


def _sides(pair: Pair, writer: str) -> tuple[dict[str, object], dict[str, object]]:
    return (pair.old, pair.new) if writer == "old" else (pair.new, pair.old)
