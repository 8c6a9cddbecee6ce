"""Times as people write them: ``250ms``, ``1.5s``, ``2m``, or a number of seconds."""

from __future__ import annotations

import re

PATTERN = r"^\d{1,9}(\.\d{1,6})?\s*(ms|s|m)?$"
"""What ``seconds`` takes, as JSON Schema has it."""
SCHEMA = {"type": ["string", "number"], "pattern": PATTERN, "minimum": 0, "examples": ["250ms", "1.5s", "2m"]}
"""A time as a person may write it."""
_WRITTEN = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|m)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def seconds(written: str | float) -> float:
    """A time in seconds.

    Raises:
        ValueError: it is none.
    """
    if isinstance(written, int | float):
        return float(written)
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError("a time is written 250ms, 1.5s or 2m")
    return float(found[1]) * _UNITS[found[2] or "s"]
