"""Looks for answers that break a client: many differences at a time, and where it fails the fewest of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from contracts.stress.packing import mixed, packed
from contracts.stress.shrinking import fewest, shortest
from contracts.stress.values import Attempt, Breakage, Choice, Run, Searched

_ROUNDS = 3
"""How often it is tried to reach what an earlier answer has kept the client from."""


class _OverError(Exception):
    """The limits are reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a search may take.

    Attributes:
        runs: of the client at most.
        seconds: after which none is begun; None for as long as it takes.
        mixes: how often as many of the differences as go together are tried together, once each has been tried.
        clock: seconds that pass.
    """

    runs: int
    seconds: float | None = None
    mixes: int = 0
    clock: Callable[[], float] = field(default=time.monotonic)


def search(
    choices: Iterable[Choice],
    attempt: Attempt,
    limits: Limits,
    seed: int = 0,
    progress: Callable[[Searched, int], None] = lambda _, __: None,
) -> Searched:
    """Try all choices, and shrink what makes the client fail.

    Args:
        choices: the client passes without any of them.
        attempt: runs it.
        limits: when to stop.
        seed: decides which are tried together.
        progress: told after each run what is known, and how many choices there are.
    """
    return _Search(list(choices), attempt, limits, seed, progress).done()


class _Search:
    def __init__(
        self,
        choices: list[Choice],
        attempt: Attempt,
        limits: Limits,
        seed: int,
        progress: Callable[[Searched, int], None],
    ) -> None:
        self._choices, self._attempt, self._limits, self._progress = choices, attempt, limits, progress
        self._random, self._begun = Random(seed), limits.clock()  # noqa: S311 - repeatable, not secret
        self._searched = Searched()
        self._broken: set[tuple[str, str, int, str, str]] = set()

    def done(self) -> Searched:
        """See ``search``."""
        waiting = self._choices
        try:
            for _ in range(_ROUNDS):
                before, waiting = waiting, self._round(waiting)
                if len(waiting) == len(before):
                    break
            for _ in range(self._limits.mixes):
                self._mix()
        except _OverError as over:
            self._searched.stopped = str(over)
            waiting = []
        self._searched.unreached = {each.id for each in waiting}
        return self._searched

    def _round(self, choices: Sequence[Choice]) -> list[Choice]:
        """Try each choice; those that the client has not come to."""
        shuffled = list(choices)
        self._random.shuffle(shuffled)
        missed: list[Choice] = []
        for group in packed(shuffled):
            missed += self._group(group)
        return missed

    def _mix(self) -> None:
        """Try some that the client takes alone together."""
        taken = [each for each in self._choices if each.id in self._searched.passed]
        self._random.shuffle(taken)
        if len(together := mixed(taken)) > 1:
            self._group(together)

    def _group(self, group: Sequence[Choice]) -> list[Choice]:
        """Try a group until the client passes with what is left of it; those that it has not come to."""
        while group := self._left(group):
            run = self._run(group)
            if run.passed:
                self._searched.passed |= run.reached.keys()
                return [each for each in group if each.id not in run.reached]
            self._break(group, run)
        return []

    def _left(self, group: Sequence[Choice]) -> list[Choice]:
        """Those of which nothing is known: no other one of their place has broken the client."""
        self._searched.spared |= {each.id for each in group if each.where in self._broken}
        return [each for each in group if each.where not in self._broken]

    def _break(self, group: Sequence[Choice], run: Run) -> None:
        """Shrink what has made the client fail."""
        best = _Best(tuple(group), run)
        known: set[frozenset[Choice]] = set()

        def fails(tried: Sequence[Choice]) -> bool:
            if frozenset(tried) in known:
                return False
            run = self._run(tried)
            if run.passed:
                known.add(frozenset(tried))
            else:
                best.choices, best.run = tuple(tried), run
            return not run.passed

        try:
            reached = [each for each in group if each.id in run.reached]
            if 0 < len(reached) < len(group):
                fails(reached)
            left = fewest(best.choices, fails)
            if len(left) == 1:
                shortest(left[0], lambda choice: fails([choice]))
            again = self._run(best.choices)
            self._found(Breakage(choices=_in_order(best.choices), run=best.run, flaky=again.passed))
        except _OverError:
            self._found(Breakage(choices=best.choices, run=best.run, smallest=False))
            raise

    def _found(self, breakage: Breakage) -> None:
        self._searched.breakages.append(breakage)
        self._broken |= {each.where for each in breakage.choices}

    def _run(self, choices: Sequence[Choice]) -> Run:
        searched, limits = self._searched, self._limits
        if searched.runs >= limits.runs:
            raise _OverError(f"after {searched.runs} runs")
        if limits.seconds is not None and limits.clock() - self._begun > limits.seconds:
            raise _OverError(f"after {limits.seconds:g} seconds")
        searched.runs += 1
        run = self._attempt(choices)
        self._progress(searched, len(self._choices))
        return run


def _in_order(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda each: (each.operation, each.status, each.place)))


@dataclass(slots=True)
class _Best:
    choices: tuple[Choice, ...]
    run: Run
