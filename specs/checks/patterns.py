"""Checks of patterns: which engines can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod

from specs import patterns, pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject

_TIMES = re.compile(r"\{(\d{1,9})")
_MOST_TIMES = 1_000_000


def unreadable_patterns(subject: Subject) -> Iterator[Found]:
    """Patterns that no engine here can read."""
    for pointer, pattern in _patterns(subject):
        if not patterns.readable(pattern) and not _by_second(pattern):
            told = f"pattern {_short(pattern)} cannot be read, and is ignored"
            yield Found(pointer, told, mends=(Mend(pointer),) if pointer.endswith("/pattern") else ())


def one_engine_patterns(subject: Subject) -> Iterator[Found]:
    """Patterns that only one of the two validators can read: a verdict on them has no second opinion."""
    for pointer, pattern in _patterns(subject):
        first, second = patterns.readable(pattern), _by_second(pattern)
        if first != second:
            reader = "jsonschema-rs" if first else "the second validator"
            yield Found(pointer, f"pattern {_short(pattern)} can be read by {reader} only")


def _patterns(subject: Subject) -> Iterator[tuple[str, str]]:
    for node, pointer, _ in subject.schemas:
        if isinstance(node.get("pattern"), str):
            yield pointers.join(pointer, "pattern"), node["pattern"]
        inner = node.get("patternProperties")
        for pattern in inner if isinstance(inner, dict) else ():
            yield pointers.join(pointer, "patternProperties", pattern), pattern


def _by_second(pattern: str) -> bool:
    if prod(map(int, _TIMES.findall(pattern))) > _MOST_TIMES:
        return False  # it would be written out, for minutes
    try:
        patterns.found_by_second(pattern, "")
    except (ValueError, TimeoutError, RecursionError, OverflowError):
        return False
    return True


def _short(pattern: str) -> str:
    return repr(pattern if len(pattern) <= 60 else f"{pattern[:57]}...")


CHECKS = (
    Check("pattern-unreadable", Severity.ERROR, unreadable_patterns, "write it as ECMA 262 does"),
    Check("pattern-one-engine", Severity.WARNING, one_engine_patterns, "use what every engine knows (RFC 9485)"),
)
