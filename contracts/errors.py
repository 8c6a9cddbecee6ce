"""Errors that mean: we could not judge."""

from __future__ import annotations

from specs.harmless import told


class ContractError(Exception):
    """A comparison or a test run could not be carried out.

    Attributes:
        hint: what the reader can do about it, if anything is known.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return told(f"{self.args[0]} ({self.hint})" if self.hint else str(self.args[0]))
