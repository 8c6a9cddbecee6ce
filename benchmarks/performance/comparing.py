"""What ``ringback diff`` costs beside oasdiff, both as whole processes, in turns.

Our modules are compiled beforehand, as those of an installed package are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.performance.processes import HOUSE, Cost, best, compiling, cost
from benchmarks.performance.tables import Bar, Cell, Places, Table

SLOW = 100
"""Seconds by the clock after which a run is stopped; what was used until then counts."""
ENOUGH = 1.2
"""A peer is not stopped before it has taken this much more than what decides whether a bar holds."""
UNEVEN = 11
"""Runs where one of oasdiff's may take eight times as long as another."""
SMALL_ALLOWED, MATRIX_ALLOWED = 0.6, 3.0
"""CPU seconds."""
MATRIX = ("-m", "ringback", "matrix", "phonebridge-webapp")


class Case(NamedTuple):
    """Two documents to compare.

    Attributes:
        times: how many times faster than oasdiff a comparison is to be; None: see ``SMALL_ALLOWED``.
        uneven: whether oasdiff takes several times as long in one run as in another, so that medians are taken.
    """

    name: str
    old: Path
    new: Path
    times: float | None
    uneven: bool = False


def cases(modules: Path, stripe: Sequence[Path]) -> list[Case]:
    """The pairs that are measured, the smallest last."""
    before, now = modules / "octokit-openapi-before/generated", modules / "octokit-openapi/generated"
    old, new = (
        HOUSE / f"specs/documents/phonebridge/phonebridge-webapp-API-{each}.yaml" for each in ("1.3.7", "1.3.8")
    )
    return [
        Case("GitHub, two packages, 12 and 13 MB", before / "api.github.com.json", now / "api.github.com.json", 2),
        Case("GitHub Enterprise 3.18 and 3.19, 11 MB", now / "ghes-3.18.json", now / "ghes-3.19.json", 2),
        *(
            Case(f"Stripe, {_size(one)} and {_size(other)} MB", one, other, 10, uneven=True)
            for one, other in pairwise(each / "stripe.com.json" for each in stripe)
        ),
        Case("phonebridge 1.3.7 and 1.3.8, YAML of 50 kB", old, new, None),
    ]


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f}"


class Measured(NamedTuple):
    """What both take for a pair: the best of each figure, or a whole run in the middle; and oasdiff's seconds."""

    ours: Cost
    theirs: Cost
    seconds: list[float]


def measured(case: Case, places: Places, environment: Mapping[str, str]) -> Measured:
    """What both take for a pair, measured in turns."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for _ in range(UNEVEN if case.uneven else places.rounds):
        diff = ("-m", "ringback", "diff", case.old, case.new, "--format", "json", "--quiet")
        ours.append(cost((sys.executable, *diff), environment, SLOW))
        patience = max(SLOW, ENOUGH * (case.times or 0) * ours[-1].clock)
        theirs.append(cost((places.oasdiff, "breaking", case.old, case.new, "-f", "json"), environment, patience))
    told = _middle if case.uneven else best
    return Measured(told(ours), told(theirs), [each.clock for each in theirs])


def _middle(costs: Sequence[Cost]) -> Cost:
    return sorted(costs, key=lambda each: each.clock)[len(costs) // 2]


def tables(places: Places) -> Iterator[Table]:
    """Pairs beside oasdiff, and a series."""
    environment = compiling(str(places.folder))
    cost((sys.executable, *MATRIX), environment)  # compiles
    rows: list[tuple[Cell, ...]] = []
    bars: list[Bar] = []
    spread: list[float] = []
    for case in cases(places.modules, places.stripes):
        ours, theirs, seconds = measured(case, places, environment)
        spread += seconds if case.uneven else []
        rows.append(_row(case.name, ours, theirs))
        bars += _bars(case, ours, theirs)
    series = best([cost((sys.executable, *MATRIX), environment) for _ in range(places.rounds)])
    rows.append(("phonebridge, 36 pairs of releases", series.clock, series.cpu, series.memory / 1e6, *[None] * 5))
    bars.append(
        Bar(what="36 pairs of phonebridge: CPU", figure=series.cpu, bound=MATRIX_ALLOWED, least=False, unit="s")
    )
    yield Table(
        title="Comparing",
        text=f"`ringback diff OLD NEW --format json` beside `oasdiff breaking OLD NEW -f json` (1.15.0), whole "
        f"processes: seconds by the clock and of the processor, and memory of all processes together. "
        f"oasdiff uses both cores; a run that is longer than {SLOW} seconds, and than a bar needs, is stopped (†), "
        f"and what it had used until then counts. {_told(spread)}Small documents cannot take less time or memory than "
        f"oasdiff's: the interpreter has to start first.",
        columns=(
            *("documents", "clock, s", "CPU, s", "MB", "oasdiff: clock, s", "CPU, s", "MB"),
            *("times faster by the clock", "by CPU"),
        ),
        rows=tuple(rows),
        bars=tuple(bars),
    )


def _told(spread: Sequence[float]) -> str:
    if not spread:
        return ""
    return (
        f"What oasdiff takes for Stripe's differs from run to run, here from {min(spread):.0f} to {max(spread):.0f} "
        f"seconds, so that medians of {UNEVEN} runs stand there. "
    )


def _row(name: str, ours: Cost, theirs: Cost) -> tuple[Cell, ...]:
    mine, other = ((each.clock, each.cpu, each.memory / 1e6) for each in (ours, theirs))
    stopped = " †" if theirs.stopped else ""
    return f"{name}{stopped}", *mine, *other, theirs.clock / ours.clock, theirs.cpu / ours.cpu


def _bars(case: Case, ours: Cost, theirs: Cost) -> Iterator[Bar]:
    if case.times is None:
        yield Bar(what=f"diff: {case.name}: CPU", figure=ours.cpu, bound=SMALL_ALLOWED, least=False, unit="s")
    else:
        times = theirs.clock / ours.clock
        yield Bar(what=f"diff beside oasdiff, clock: {case.name}", figure=times, bound=case.times, least=True)
    share = ours.memory / theirs.memory
    yield Bar(what=f"memory beside oasdiff: {case.name}", figure=share, bound=1, least=False)
