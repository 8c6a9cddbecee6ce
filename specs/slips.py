"""What a document gets wrong and can be used in spite of: noted while it is read, told by ``specs.checks``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that a document gets wrong, and how it was read all the same.

    Attributes:
        pointer: JSON pointer of the object that has it; empty for the whole document.
        message: what is wrong and what was made of it, one sentence without a full stop.
        hint: what its author can do about it.
    """

    pointer: str
    message: str
    hint: str

    def __str__(self) -> str:
        place = f"#{self.pointer}: " if self.pointer else ""
        return f"{place}{self.message} ({self.hint})"


class Slips:
    """The slips of one document, each once, in the order in which they were found."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[Slip, None] = {}

    def note(self, pointer: str, message: str, hint: str) -> None:
        """Keep a slip; the same one again, found from another place, is not kept twice."""
        self._found.setdefault(Slip(pointer, message, hint))

    def __iter__(self) -> Iterator[Slip]:
        return iter(self._found)
