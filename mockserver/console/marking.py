"""A message as HTTP text, and where in it stands what breaks the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specs.messages import Request, Response
from specs.spans import Span, shown, span
from specs.violations import Violation

LONGEST = 100_000
"""Characters of a body that are shown."""
Piece = tuple[str, bool]
"""A stretch of text, and whether it is marked."""


def pieces(message: Request | Response, violations: Iterable[Violation], key: str = "") -> list[Piece]:
    """A message as text, in stretches.

    Args:
        message: without its secrets.
        violations: what is wrong with it.
        key: of its operation; tells parameters in the path.
    """
    text = shown(message, limit=LONGEST)
    found = (span(text, each, key) for each in violations)
    return list(_parted(text, sorted(each for each in found if each)))


def _parted(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    at = 0
    for start, stop in spans:
        if start < at:
            continue  # within the one before
        yield text[at:start], False
        yield text[start:stop], True
        at = stop
    yield text[at:], False
