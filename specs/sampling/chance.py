"""Chance without the detours of the standard library, but by the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Option = TypeVar("Option")


def chosen(options: Sequence[Option], random: Random) -> Option:
    """One of some options, of which there is at least one: the one that ``random.choice`` would take."""
    count = len(options)
    bits, draw = count.bit_length(), random.getrandbits
    place = draw(bits)
    while place >= count:
        place = draw(bits)
    return options[place]


def between(low: int, high: int, random: Random) -> int:
    """A number from the low one to the high one, which may be the same: the one of ``random.randint``."""
    count = high - low + 1
    bits, draw = count.bit_length(), random.getrandbits
    place = draw(bits)
    while place >= count:
        place = draw(bits)
    return low + place
