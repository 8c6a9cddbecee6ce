"""Errors that mean: the mock cannot serve."""

from __future__ import annotations


class MockError(Exception):
    """The mock server cannot start or go on.

    Attributes:
        hint: what the reader can do about it, if anything is known.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.args[0]} ({self.hint})" if self.hint else str(self.args[0])
