"""Moments of which one comes before another, by the names of the properties that tell them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T|$)")
_FIRST_AND_LAST = ("creat updat", "creat modif", "creat delet", "start end", "begin end", "from until")


Pairs = tuple[tuple[str, str], ...]
"""Properties of which the second is a moment not before the first."""


def set_in_order(value: dict[str, Any], pairs: Pairs) -> None:
    """Let nothing be changed before it was created, nor end before it begins."""
    for pair in pairs:
        moments = [each for name in pair if isinstance(each := value.get(name), str) and _MOMENT.match(each)]
        if len(moments) == len(pair) and len(set(map(len, moments))) == 1:
            value.update(zip(pair, sorted(moments), strict=True))


@lru_cache(maxsize=4096)
def ordered(properties: tuple[str, ...]) -> Pairs:
    """The pairs among some properties."""
    found = []
    for first, last in map(str.split, _FIRST_AND_LAST):
        earlier = next((name for name in properties if first in name.lower()), None)
        later = next((name for name in properties if last in name.lower()), None)
        if earlier and later and earlier != later:
            found.append((earlier, later))
    return tuple(found)
