"""Whether a server answers more slowly than it did: told by rank, by ratio, and by operation, never by an average.

Times of answers are no normal distribution, they have outliers, and a machine that is busy makes them longer, for a
while or throughout. So an operation is slower only where all of this holds:

- at least two phases of each of both runs have enough answers of it, and what follows holds in each such phase by
  itself: what slowed the machine for a while slowed one phase;
- the median has grown by half, beside what the median of all operations has grown, and by two milliseconds; and so has
  the lower quartile, which few long answers do not move;
- it has grown by three times what the others' pieces spread by, each an operation in a phase: a machine whose load
  changes from one minute to the next makes them spread;
- the rank-sum test of Mann and Whitney, with a correction for ties, says of all answers together that chance alone
  would hardly show it, with the bound divided among all operations that are compared (Bonferroni).

Source: H. B. Mann, D. R. Whitney, On a Test of Whether one of Two Random Variables is Stochastically Larger than the
Other, 1947.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist, fmean, median, quantiles, stdev

from contracts.runs.part import Part

FEWEST = 8
"""Answers of an operation in a phase of each of both runs; fewer tell nothing."""
PHASES = 2
"""Phases that have so many."""
RATIO = 1.5
"""Of the medians."""
LEAST = 2_000
"""Microseconds between the medians."""
CHANCE = 0.01
"""That any operation is called slower, or faster, where nothing but chance is at work."""
_SPREADS = 3
"""Standard deviations, of the mean over the phases of an operation."""
_MANY = 3
"""Operations that tell how the whole has changed, and pieces that tell how they spread."""

Times = Mapping[str, Mapping[str, Sequence[int]]]
"""Microseconds by operation and phase."""


@dataclass(frozen=True, slots=True)
class Pace:
    """An operation that takes longer, or less, than it did.

    Attributes:
        first: median of the first run, in microseconds.
        second: of the second.
        answers: that were timed, in each of both runs.
        chance: how likely times are to differ so much by chance alone.
    """

    operation: str
    first: float
    second: float
    answers: tuple[int, int]
    chance: float


@dataclass(frozen=True, slots=True)
class Paces:
    """What has become of the times.

    Attributes:
        slower: operations, the one that has slowed most first.
        faster: likewise.
        overall: the median of the ratios of all operations: what has changed for all of them alike.
        untimed: operations that both runs tested, and one of them too little to tell.
    """

    slower: tuple[Pace, ...]
    faster: tuple[Pace, ...]
    overall: float
    untimed: tuple[str, ...]


def times(parts: Iterable[Part]) -> Times:
    """The times of a run."""
    found: dict[str, dict[str, list[int]]] = {}
    for part in parts:
        for operation, took in part.took.items():
            found.setdefault(operation, {}).setdefault(part.phase, []).extend(took)
    return found


def paces(first: Times, second: Times) -> Paces:
    """Compare the times of two runs."""
    both = [each for each in first if each in second]
    enough = {each: _enough(first[each], second[each]) for each in both}
    timed = [each for each in both if len(enough[each]) >= PHASES]
    growths = {each: [_growth(first[each][phase], second[each][phase]) for phase in enough[each]] for each in timed}
    overall = exp(median(fmean(each) for each in growths.values())) if timed else 1.0
    scale = overall if len(timed) >= _MANY else 1.0
    telling = [each for each in timed if _stands_out(each, growths, log(scale))]
    slower = [each for key in telling if (each := _grown(key, first[key], second[key], scale, len(timed)))]
    faster = [each for key in telling if (each := _grown(key, second[key], first[key], 1 / scale, len(timed)))]
    return Paces(
        slower=tuple(sorted(slower, key=lambda each: each.first / each.second)),
        faster=tuple(sorted(map(_turned, faster), key=lambda each: each.second / max(1.0, each.first))),
        overall=overall,
        untimed=tuple(each for each in both if each not in timed),
    )


def _enough(first: Mapping[str, Sequence[int]], second: Mapping[str, Sequence[int]]) -> list[str]:
    """The phases that have enough answers in both."""
    return [each for each in first if min(len(first[each]), len(second.get(each, ()))) >= FEWEST]


def _growth(first: Sequence[int], second: Sequence[int]) -> float:
    """The logarithm of the ratio of the medians."""
    return log(max(1.0, median(second)) / max(1.0, median(first)))


def _stands_out(operation: str, growths: Mapping[str, Sequence[float]], usual: float) -> bool:
    """Whether what an operation has grown by is far from the usual, by what all others spread."""
    others = [growth for other, each in growths.items() if other != operation for growth in each]
    own = growths[operation]
    return len(others) < _MANY or abs(fmean(own) - usual) >= _SPREADS * stdev(others) / sqrt(len(own))


def _grown(
    operation: str, first: Mapping[str, Sequence[int]], second: Mapping[str, Sequence[int]], scale: float, among: int
) -> Pace | None:
    """An operation whose times have grown more than by a scale; None where nobody can say so."""
    phases = _enough(first, second)
    before = [scale * each for phase in phases for each in first[phase]]
    after = [each for phase in phases for each in second[phase]]
    everywhere = all(_longer([scale * each for each in first[phase]], second[phase]) for phase in phases)
    chance = larger_by_chance(before, after)
    if not everywhere or chance * among > CHANCE / 2:
        return None
    return Pace(operation, median(before) / scale, median(after), (len(before), len(after)), chance)


def _longer(before: Sequence[float], after: Sequence[float]) -> bool:
    pairs = list(zip(quantiles(before), quantiles(after), strict=True))[:2]  # the lower quartile, and the median
    return all(later >= RATIO * earlier for earlier, later in pairs) and pairs[1][1] - pairs[1][0] >= LEAST


def _turned(pace: Pace) -> Pace:
    return Pace(pace.operation, pace.second, pace.first, pace.answers[::-1], pace.chance)


def _all(phases: Mapping[str, Sequence[int]]) -> list[int]:
    return [each for took in phases.values() for each in took]


def larger_by_chance(first: Sequence[float], second: Sequence[float]) -> float:
    """How likely the second sample would be as much the larger one by chance, or more.

    One-sided, by the normal approximation with corrections for ties and continuity.
    """
    counted = Counter((*first, *second))
    ranks, rank = dict[float, float](), 0.0
    for value in sorted(counted):
        ranks[value] = rank + (counted[value] + 1) / 2
        rank += counted[value]
    n, m = len(first), len(second)
    above = sum(ranks[value] for value in second) - m * (m + 1) / 2
    tied = sum(each**3 - each for each in counted.values()) / ((n + m) * (n + m - 1))
    spread = sqrt(n * m / 12 * (n + m + 1 - tied))
    return 1 - NormalDist().cdf((above - n * m / 2 - 0.5) / spread) if spread else 1.0
