"""What a walk may still make: a document's bounds must not cost its reader time and memory without end."""

from __future__ import annotations

from typing import NoReturn

_VALUES = 150_000


class Stuck(Exception):
    """This walk led to a schema that has no value it can make."""


class Budget:
    """How many values all walks for one sample may still make.

    Attributes:
        left: values; a long text counts for several.
        complaint: why something was refused as too large, for the reader; empty where nothing was.
    """

    __slots__ = ("_values", "complaint", "left")

    def __init__(self, values: int = _VALUES) -> None:
        self.left = self._values = values
        self.complaint = ""

    def spend(self, values: int) -> None:
        """Count values that are about to be made.

        Raises:
            Stuck: they are too many.
        """
        self.left -= values
        if self.left < 0:
            self.refuse(f"after {self._values:,} values within values it was given up")

    def refuse(self, complaint: str) -> NoReturn:
        """Note why nothing is made.

        Raises:
            Stuck: always.
        """
        self.complaint = self.complaint or complaint
        raise Stuck
