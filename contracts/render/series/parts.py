"""What the releases of a series mean for those who use a smaller API that is a part of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from contracts.findings import Finding, Severity
from contracts.render.series.model import Pair, Part, Series
from contracts.render.wording import plural
from specs import paths


def title(part: Part, new: str) -> str:
    """The question that is answered."""
    return f"Can a vendor who uses {part.called} upgrade to {new}?"


def met(part: Part, pair: Pair) -> tuple[Finding, ...]:
    """The breaks of a pair that reach an operation of a part."""
    return tuple(each for each in pair.breaking if any(has(part, key) for key in each.operations))


def has(part: Part, key: str) -> bool:
    """Whether a part has an operation; what it calls the parameters of the path does not matter."""
    return paths.shape(key) in _shapes(part.operations)


@lru_cache(32)
def _shapes(operations: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(paths.shape, operations))


def holds(part: Part, release: int) -> bool:
    """Whether a part is truly one of a release."""
    return not part.reports[release].findings


def standing(part: Part, release: int) -> str:
    """How it is with one release: ``all of it is there``."""
    found = part.reports[release]
    wrong = found.count(Severity.ERROR)
    if not found.findings:
        return "all of it is there, and compatible"
    told = [f"{plural(wrong, 'thing')} missing or not compatible"] if wrong else []
    left = len(found.findings) - wrong
    return ", ".join([*told, *([f"{left} undecided"] if left else [])])


def answer(series: Series, part: Part, newer: int) -> tuple[str, str]:
    """Whether its users can go from one release to the next: in a word, and why.

    Args:
        series: the releases.
        part: what they use.
        newer: position of the release that they go to; not the first.
    """
    pair = series.pair(newer - 1, newer)
    reached = met(part, pair)
    new, own = pair.new.version, plural(len(part.operations), "operation")
    if not holds(part, newer):
        return "No", f"{standing(part, newer)} in {new}."
    if not reached:
        return "Yes", f"All of it is in {new}, and no breaking change since {pair.old.version} reaches its {own}."
    one = len(reached) == 1
    some = f"{len(reached)} of {plural(len(pair.breaking), 'breaking change')} since {pair.old.version}"
    whom = f"{'breaks' if one else 'break'} clients that used what only the full {pair.old.version} promises"
    why = f"All of it is in {new}, and compatible. {some} {'reaches' if one else 'reach'} its {own}, and {whom}."
    return "Yes, with clients that keep to it", why


def facts(series: Series, newer: int) -> Mapping[str, str]:
    """The same as figures of the report of one step, for every format."""
    told = {}
    for part in series.parts:
        pair = series.pair(newer - 1, newer)
        told[f"{part.called} in {pair.new.version}"] = standing(part, newer)
        told[f"breaking changes that reach {part.called}"] = f"{len(met(part, pair))} of {len(pair.breaking)}"
    return told
