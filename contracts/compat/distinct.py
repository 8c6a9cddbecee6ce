"""Whether two schemas have no value in common, as far as their types, values and properties tell."""

from __future__ import annotations

from typing import Any

from contracts.compat.views import View, view
from specs.errors import SpecError

_DEEPEST = 3


def apart(writer: View, other: View, depth: int = _DEEPEST) -> bool:
    """Whether no value of the writer is one of another schema; ``False`` where that is not known.

    Args:
        writer: a view without choices.
        other: a view of the reader's side, its choices unread: they could only make it narrower.
        depth: how many objects within objects to look at.
    """
    shared = writer.types & other.types
    if writer.values is not None or other.values is not None:
        return _no_value(writer, other)
    return not shared or (shared == {"object"} and depth > 0 and _by_properties(writer, other, depth))


def _no_value(writer: View, other: View) -> bool:
    """Whether none of the values that one of them lists is one of the other."""
    if writer.values is not None:
        return not any(_accepts(other, value) for value in writer.values)
    return not any(_accepts(writer, value) for value in other.values or ())


def _accepts(side: View, value: Any) -> bool:
    try:
        return side.side.validator(side.schema).accepts(value)
    except (SpecError, ValueError):  # no such validator, or a value nested too deep for it: nothing is known
        return True


def _by_properties(writer: View, other: View, depth: int) -> bool:
    """Whether a property that must be there on one side, and may be on the other, has nothing in common."""
    for name in {**writer.required, **other.required}:
        if not writer.may_hold(name) or not other.may_hold(name):
            return True
        ours, theirs = writer.holding(name), other.holding(name)
        if ours and theirs and apart(view(writer.side, *ours), view(other.side, *theirs), depth - 1):
            return True
    return False
