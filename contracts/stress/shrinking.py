"""From many differences that make a client fail to the fewest, and from a long text to the shortest.

Source: Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002 (ddmin).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from contracts.stress.values import Choice

T = TypeVar("T")

_LONG = 8
"""Texts and lists from which on it is looked for the shortest."""


def fewest(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> tuple[T, ...]:
    """Some of the items that fail together, such that without any one of them the rest does not.

    Args:
        items: they fail together, and none of them do not.
        fails: whether some of them do.
    """
    left, parts = tuple(items), 2
    while len(left) > 1:
        pieces, rests = _cuts(left, parts)
        if alone := next(filter(fails, pieces), None):
            left, parts = alone, 2
        elif rest := next(filter(fails, rests), None):
            left, parts = rest, parts - 1
        elif parts < len(left):
            parts = min(len(left), 2 * parts)
        else:
            break
    return left


def _cuts(items: tuple[T, ...], parts: int) -> tuple[list[tuple[T, ...]], list[tuple[T, ...]]]:
    """Each part alone, and all without each part; of two parts these are the same."""
    cuts = [len(items) * number // parts for number in range(parts + 1)]
    spans = list(pairwise(cuts))
    rests = [items[:start] + items[stop:] for start, stop in spans] if parts > 2 else []
    return [items[start:stop] for start, stop in spans], rests


def shortest(choice: Choice, fails: Callable[[Choice], bool]) -> Choice:
    """The same with the shortest beginning of its text or list that still fails.

    Args:
        choice: it fails.
        fails: whether another one does; that all longer ones do is taken for granted.
    """
    if choice.weight < _LONG:
        return choice
    low, high, best = 1, choice.weight, choice
    while low < high:
        middle = (low + high) // 2
        tried = cut(choice, middle)
        if fails(tried):
            high, best = middle, tried
        else:
            low = middle + 1
    return best


def cut(choice: Choice, length: int) -> Choice:
    """The same with so much of its text or list alone."""
    (operation,) = choice.change["patch"]
    value: Any = operation["value"][:length]
    unit = "characters" if isinstance(value, str) else "items"
    patch = [{**operation, "value": value}]
    return replace(choice, change={**choice.change, "patch": patch}, told=f"has {length:,} {unit}", weight=length)
