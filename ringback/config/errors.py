"""Errors that mean: the configuration cannot be used."""

from __future__ import annotations

from specs.harmless import told


class ConfigError(Exception):
    """Something in a configuration file, or the choice of one, is wrong.

    Attributes:
        hint: what the reader can do about it; empty where the message says it all.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return told(f"{self.args[0]} ({self.hint})" if self.hint else str(self.args[0]))
