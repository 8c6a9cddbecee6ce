"""What a person has written for the mock is refused where its schema does not know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.errors import MockError
from specs.handwritten import mistakes

NAME: dict[str, Any] = {
    "type": "string",
    "pattern": r"^[\w.-]{1,100}$",
    "examples": ["bad-day"],
    "description": "Tells it from others.",
}
"""What an override or a fault is called."""


def demand(schema: Mapping[str, Any], raw: Mapping[str, Any], place: Callable[[str], str]) -> None:
    """Refuse what breaks a schema.

    Args:
        schema: of what may be written.
        raw: what was.
        place: ``file:line`` of a pointer into ``raw``.

    Raises:
        MockError: the first mistake, its place before it.
    """
    for mistake in mistakes(schema, raw):
        raise MockError(f"{place(mistake.pointer)}: {mistake.message}", hint=mistake.hint or None)
