"""Chance without the detours of the standard library, but by the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Option = TypeVar("Option")


def chosen(options: Sequence[Option], random: Random) -> Option:
    """One of some options, of which there is at least one: the one that ``random.choice`` would take."""
    count = len(options)
    bits = count.bit_length()
    place = random.getrandbits(bits)
    while place >= count:
        place = random.getrandbits(bits)
    return options[place]
