"""What a test run did: which checks of which operations, and how long answers took, the same for every format."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from contracts.conformance.checks import MADE_BY
from contracts.findings import Course, Finding, Report, Severity
from contracts.render import wording
from contracts.render.wording import plural

TONES: Mapping[str, str] = MappingProxyType({"bad": "failed", "warn": "a warning or a note", "good": "nothing found"})
"""What comes of a check, by its tone."""
OFTEN = "In brackets: how often each check was performed."
CHECKED, TIMED = "What was checked", "How long answers took"
_MOST_ROWS = 120
"""Operations of a grid; where there are more, only those with a finding are shown."""
_BOUNDS = tuple(step * 10**power for power in range(2, 8) for step in (1, 2, 5))
"""Microseconds up to which the bars of a histogram reach: 0.1 ms, 0.2 ms, 0.5 ms, 1 ms, …"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A check of an operation.

    Attributes:
        times: it was performed; 0 for never.
        findings: what it found, the gravest first.
    """

    times: int
    findings: tuple[Finding, ...] = ()

    @property
    def tone(self) -> str:
        """How it is coloured: ``bad`` for an error, ``warn`` for anything milder, ``good`` for nothing found."""
        worst = min((each.severity.rank for each in self.findings), default=None)
        return "good" if worst is None else "bad" if worst == Severity.ERROR.rank else "warn"

    @property
    def told(self) -> str:
        """The result in words."""
        how_often = f", performed {wording.plural(self.times, 'time')}" if self.times else ""
        if not self.findings:
            return f"nothing found{how_often}"
        return f"{', '.join(dict.fromkeys(each.rule for each in self.findings))}{how_often}"


@dataclass(frozen=True, slots=True)
class Grid:
    """Operations and what was checked of them.

    Attributes:
        checks: the columns.
        rows: by operation a cell for each column; None where the check was not performed.
        left_out: operations without a finding that are not among the rows.
    """

    checks: tuple[str, ...]
    rows: Mapping[str, tuple[Cell | None, ...]]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long the answers of an operation took, in microseconds.

    Attributes:
        bars: how many answers took no longer than each bound of the page's scale, and longer than the one before.
    """

    answers: int
    median: float
    most: int
    longest: int
    bars: tuple[int, ...]


def grid(report: Report) -> Grid:
    """Every operation that was called with every check that was performed or found something."""
    course = report.course or Course(performed={}, took={})
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in wording.ordered(report):
        for key in finding.operations:
            found.setdefault((key, check_of(finding)), []).append(finding)
    performed = {check for checks in course.performed.values() for check in checks}
    checks = tuple(sorted(performed | {check for _, check in found}, key=lambda each: ("_" not in each, each)))
    rows = dict.fromkeys((*course.performed, *(key for key, _ in found)))
    failing = {key for key, _ in found}
    shown = rows if len(rows) <= _MOST_ROWS else [key for key in rows if key in failing]
    called = course.took.keys()
    return Grid(
        checks,
        {
            key: tuple(
                _cell(course, key, check, found.get((key, check), ()), of_each=check not in performed and key in called)
                for check in checks
            )
            for key in shown
        },
        len(rows) - len(shown),
    )


def _cell(course: Course, key: str, check: str, found: Sequence[Finding], *, of_each: bool) -> Cell | None:
    """A cell; ``of_each``: the check looks at every answer, and nobody counts how often."""
    times = course.performed.get(key, {}).get(check, 0)
    return Cell(times, tuple(found)) if times or found or of_each else None


def check_of(finding: Finding) -> str:
    """The check that made a finding, as the course of a run calls it."""
    return MADE_BY.get(finding.rule, finding.rule)


def named(check: str) -> str:
    """A check in words."""
    return check.replace("_", " ").replace("-", " ")


def counted(grid: Grid) -> str:
    """What the grid shows, in one sentence."""
    told = f"{plural(len(grid.rows), 'operation')}, {plural(len(grid.checks), 'check')}"
    more = f"; {plural(grid.left_out, 'operation')} without a finding left out" if grid.left_out else ""
    return f"{told}{more}."


def outcomes(grid: Grid) -> Iterator[tuple[str, Mapping[str, Sequence[tuple[str, Cell]]]]]:
    """Each operation with its checks, and what they say in words, by what came of them; the gravest first."""
    for key, cells in grid.rows.items():
        told: dict[str, list[tuple[str, Cell]]] = {word: [] for word in TONES.values()}
        for check, cell in zip(grid.checks, cells, strict=True):
            if cell:
                told[TONES[cell.tone]].append((_spelled(check, cell), cell))
        yield key, told


def _spelled(check: str, cell: Cell) -> str:
    """A check, what it found unless that is called as it is, and how often it was performed."""
    rules = [rule for rule in dict.fromkeys(each.rule for each in cell.findings) if rule != check]
    found = f": {', '.join(rules)}" if rules else ""
    return f"{named(check)}{found}{f' ({cell.times})' if cell.times else ''}"


def scale(course: Course) -> tuple[int, ...]:
    """The bounds, in microseconds, between which all answers lie."""
    every = [each for took in course.took.values() for each in took]
    if not every:
        return ()
    last = len(_BOUNDS) - 1
    first, stop = (min(bisect_left(_BOUNDS, each), last) for each in (min(every), max(every)))
    return _BOUNDS[first : stop + 1]


def times(course: Course) -> Iterator[tuple[str, Times]]:
    """Each operation that answered, the one first whose median is the longest."""
    bounds = scale(course)
    made = [(key, _times(took, bounds)) for key, took in course.took.items() if took]
    yield from sorted(made, key=lambda each: (-each[1].median, each[0]))


def _times(took: Sequence[int], bounds: Sequence[int]) -> Times:
    ordered = sorted(took)
    bars = [0] * len(bounds)
    for each in ordered:
        bars[min(bisect_left(bounds, each), len(bounds) - 1)] += 1
    return Times(
        answers=len(ordered),
        median=(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2,
        most=ordered[(95 * (len(ordered) - 1) + 99) // 100],
        longest=ordered[-1],
        bars=tuple(bars),
    )


def spoken(microseconds: float) -> str:
    """A time with two digits and a unit: ``3.4 ms``, ``120 ms``, ``1.2 s``."""
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if microseconds >= size:
            return (
                f"{microseconds / size:.2g} {unit}"
                if microseconds < 100 * size
                else f"{microseconds / size:.0f} {unit}"
            )
    return f"{microseconds / 1e3:.2g} ms"


def as_data(course: Course) -> dict[str, Any]:
    """All of it as JSON values."""
    bounds = scale(course)
    timed = dict(times(course))
    return {
        "bounds": list(bounds),
        "operations": {
            key: {
                "checks": dict(course.performed.get(key, {})),
                "took": _took(timed[key]) if key in timed else None,
            }
            for key in dict.fromkeys((*course.performed, *course.took))
        },
    }


def _took(each: Times) -> dict[str, Any]:
    return {
        "answers": each.answers,
        "median": each.median,
        "most": each.most,
        "longest": each.longest,
        "histogram": list(each.bars),
    }
