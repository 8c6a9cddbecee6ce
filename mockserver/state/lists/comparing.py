"""How values of properties compare with what a request says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from specs.scalars import spelled

_DATE = 10
"""Characters of a day, at least."""
_DIGITS = 40
"""Characters of a number, at most."""


def same(value: Any, wanted: Any) -> bool:
    """Whether a property has a value, as text has it or as JSON has it; a thing is also its id."""
    if value == wanted and isinstance(value, bool) == isinstance(wanted, bool):
        return True
    if isinstance(value, Mapping):
        return "id" in value and same(value["id"], wanted)
    if isinstance(value, str) or isinstance(wanted, str):
        return value is not None and spelled(value) == spelled(wanted)
    return False


def compared(value: Any, wanted: Any) -> int | None:
    """-1, 0 or 1 as a value is before, at or behind another: as numbers, times or texts; None where it is neither."""
    for kind in (_number, _instant, _text):
        one, other = kind(value), kind(wanted)
        if one is not None and other is not None:
            return int(one > other) - int(one < other)  # type: ignore[operator]  # both are of one kind
    return None


def is_time(value: Any) -> bool:
    """Whether a value is a day, or a moment of one, in words."""
    return isinstance(value, str) and _instant(value) is not None


def rank(value: Any) -> tuple[int, float, str]:
    """What to sort by: numbers, then texts, then what is not there."""
    if isinstance(value, int | float):
        return (0, value, "")
    if isinstance(value, str):
        return (1, 0, value)
    return (2, 0, "") if value is None else (1, 0, spelled(value))


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) and len(value) < _DIGITS else None
    except ValueError:
        return None


@lru_cache(4096)
def _moment(text: str) -> float | None:
    if len(text) < _DATE or not text[:4].isdigit():
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _instant(value: Any) -> float | None:
    """Seconds since 1970."""
    return _moment(value) if isinstance(value, str) else _number(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def holds(sign: str, found: list[Any], wanted: Any) -> bool:
    """Whether a property compares with a value as a sign says.

    Args:
        sign: ``eq``, ``ne``, ``gt``, ``ge``, ``lt``, ``le``, ``in``, ``nin``, ``has``, ``starts`` or ``ends``.
        found: the property's values: several of a list, none where it is not there.
        wanted: one value, or a list of which any will do.
    """
    several = wanted if isinstance(wanted, list) else [wanted]
    if sign in ("ne", "nin"):
        return not any(same(value, each) for value in found for each in several)
    return any(_COMPARED[sign](value, each) for value in found for each in several)


def _ordered(*accepted: int) -> Callable[[Any, Any], bool]:
    return lambda value, wanted: compared(value, wanted) in accepted


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": same,
    "in": same,
    "gt": _ordered(1),
    "ge": _ordered(0, 1),
    "lt": _ordered(-1),
    "le": _ordered(-1, 0),
    "has": lambda value, wanted: spelled(wanted).strip("%*").lower() in spelled(value).lower(),
    "starts": lambda value, wanted: spelled(value).lower().startswith(spelled(wanted).lower()),
    "ends": lambda value, wanted: spelled(value).lower().endswith(spelled(wanted).lower()),
}
