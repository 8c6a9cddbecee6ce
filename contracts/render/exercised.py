"""What a test run exercised of its document, in words: every kind's total, and the first of what was never reached."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.coverage.goals import Coverage, Kind, Reached
from contracts.render.wording import plural

TITLE = "How much of the document was exercised"
NEVER = "Never reached"
_GOALS, _PLACES = 3, 15
"""How many goals of one kind and how many places are named where a person reads; JSON has them all."""
_WORST: Mapping[Kind, int] = {kind: number for number, kind in enumerate(Kind)}


def per_cent(share: float) -> str:
    """A share as text, rounded down: what is not all is never 100."""
    return f"{math.floor(share * 10) / 10:g} %"


def headline(coverage: Coverage) -> str:
    """All kinds together in one line."""
    totals = coverage.totals().values()
    done, there = sum(each for each, _ in totals), sum(each for _, each in totals)
    return f"{per_cent(coverage.share() or 0)}: {done} of {plural(there, 'goal')}"


def totals(coverage: Coverage) -> Iterator[tuple[str, str, str]]:
    """Each kind, how many of its goals were reached, and which share that is."""
    for kind, (done, there) in coverage.totals().items():
        yield kind.value, f"{done} of {there}", per_cent(100 * done / there)


def never(coverage: Coverage) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What was never reached, by what it belongs to: those first that were not even called."""
    missed = sorted(coverage.missed().items(), key=lambda each: (min(map(_WORST.__getitem__, each[1])), each[0]))
    for where, kinds in missed[:_PLACES]:
        yield where, [(kind.value, _some(found)) for kind, found in kinds.items()]


def beyond(coverage: Coverage) -> str:
    """How much more there is that ``never`` does not tell; empty where it tells of every place."""
    more = len(coverage.missed()) - _PLACES
    return f"and {plural(more, 'more place')}; --format json has all of them" if more > 0 else ""


def _some(found: tuple[Reached, ...]) -> str:
    told = "; ".join(each.goal.what for each in found[:_GOALS])
    return told if len(found) <= _GOALS else f"{told}; {len(found) - _GOALS} more"


def as_data(coverage: Coverage) -> dict[str, Any]:
    """All of it as JSON values."""
    return {
        "share": coverage.share(),
        "kinds": shares(coverage),
        "goals": [
            {
                "kind": each.goal.kind.value,
                "where": each.goal.where,
                "what": each.goal.what,
                "pointer": each.goal.pointer,
                "line": each.line,
                "reached": each.times,
            }
            for each in coverage.reached
        ],
    }


def shares(coverage: Coverage) -> dict[str, Any]:
    """The totals of each kind as JSON values."""
    return {
        kind.value: {"reached": done, "goals": there, "share": 100 * done / there}
        for kind, (done, there) in coverage.totals().items()
    }
