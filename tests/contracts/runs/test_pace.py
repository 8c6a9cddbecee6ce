"""What is slower is told, and what chance or a busy machine does is not."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from runs_made import part

from contracts.runs.pace import larger_by_chance, paces, times

OPERATIONS = [f"GET /{number}" for number in range(8)]
SLOW = OPERATIONS[3]
PHASES = ("coverage", "fuzzing")


def timed(
    seed: int, *, scale: float = 1.0, slow: float = 1.0, phases: Sequence[str] = PHASES, busy: str = "", many: int = 30
) -> Mapping[str, Mapping[str, list[int]]]:
    """Times of a server; log-normal ones, as those of real answers are."""
    chance = random.Random(seed)
    factors, loads = {SLOW: slow}, {busy: 4}
    return {
        operation: {
            phase: [
                int(5_000 * scale * factors.get(operation, 1) * loads.get(phase, 1) * chance.lognormvariate(0, 0.6))
                for _ in range(many)
            ]
            for phase in phases
        }
        for operation in OPERATIONS
    }


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [
        # as scipy.stats.mannwhitneyu(second, first, alternative="greater", method="asymptotic") has them
        ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0.006092890177672406),
        ([1, 1, 2, 2, 3], [2, 2, 3, 3, 3], 0.07305023298171119),
        ([5, 5, 5], [5, 5, 5], 1.0),
        ([1, 3, 5, 7, 9, 11], [2, 4, 6, 8, 10], 0.5363677632373839),
        ([9, 8, 7], [1, 2, 3], 0.9854518341293739),
        ([10, 12, 15, 15, 20, 31], [15, 22, 24, 24, 40], 0.0582282649206976),
    ],
)
def test_the_chance_is_that_of_the_rank_sum_test(first: list[int], second: list[int], chance: float) -> None:
    assert larger_by_chance(first, second) == pytest.approx(chance, abs=1e-12)


def test_chance_alone_makes_nothing_slower() -> None:
    for seed in range(40):
        found = paces(timed(seed), timed(seed + 1_000))
        assert (found.slower, found.faster, found.untimed) == ((), (), ())
        assert found.overall == pytest.approx(1, abs=0.25)


def test_an_operation_that_takes_three_times_as_long_is_slower_and_the_other_way_round_faster() -> None:
    before, after = timed(1), timed(2, slow=3)
    found = paces(before, after)
    assert [each.operation for each in found.slower] == [SLOW]
    assert found.faster == ()
    (pace,) = found.slower
    assert 2 < pace.second / pace.first < 5
    assert pace.answers == (60, 60)
    (back,) = paces(after, before).faster
    assert (back.operation, back.first > back.second) == (SLOW, True)


def test_what_makes_everything_slower_is_told_of_the_whole_and_of_no_operation() -> None:
    found = paces(timed(1), timed(2, scale=2.5))
    assert (found.slower, found.faster) == ((), ())
    assert found.overall == pytest.approx(2.5, rel=0.2)
    both = paces(timed(1), timed(2, scale=2.5, slow=3))
    assert [each.operation for each in both.slower] == [SLOW]


def test_a_machine_that_was_busy_in_one_phase_makes_nothing_slower() -> None:
    busy = dict(timed(2))
    busy[SLOW] = timed(2, busy="coverage")[SLOW]
    assert paces(timed(1), busy).slower == ()


def test_a_few_long_answers_make_nothing_slower() -> None:
    after = dict(timed(2))
    after[SLOW] = {phase: [*took[:20], *(9 * each for each in took[20:])] for phase, took in after[SLOW].items()}
    assert paces(timed(1), after).slower == ()


@pytest.mark.parametrize("how", [{"phases": ("coverage",), "many": 200}, {"many": 7}])
def test_too_few_answers_or_phases_tell_nothing(how: dict[str, object]) -> None:
    found = paces(timed(1, **how), timed(2, slow=9, **how))  # type: ignore[arg-type]
    assert (found.slower, found.faster, set(found.untimed)) == ((), (), set(OPERATIONS))
    assert found.overall == 1


def test_milliseconds_that_nobody_notices_are_not_told() -> None:
    assert paces(timed(1, scale=0.05), timed(2, scale=0.05, slow=4)).slower == ()


def test_times_are_those_of_all_parts_by_phase() -> None:
    parts = [part(took={"GET /a": (1, 2)}), part(took={"GET /a": (3,)}), part(phase="probes", took={"GET /a": (4,)})]
    assert times(parts) == {"GET /a": {"coverage": [1, 2, 3], "probes": [4]}}
