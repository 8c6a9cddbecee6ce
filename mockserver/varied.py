"""Shallow copies: what a session has in common with others is shared, what is its own is put in its place."""

from __future__ import annotations

from copy import copy
from typing import Any, TypeVar

T = TypeVar("T")


def varied(thing: T, **own: Any) -> T:
    """A thing that has everything in common with another but for some attributes."""
    other = copy(thing)
    for name, value in own.items():
        setattr(other, name, value)
    return other
