"""What is wrong with what a test asks for, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from contracts.errors import ContractError
from mockserver.errors import MockError
from ringback.config.errors import ConfigError
from ringback.usage import told
from specs.errors import SpecError
from specs.harmless import HARMLESS


class AskedError(Exception):
    """What a test asks for cannot be had.

    Args:
        origin: where that was asked.
        why: what is wrong with it, and what to do about that.
    """

    def __init__(self, origin: str, why: str) -> None:
        super().__init__(f"{origin}: {why}")


def line(error: Exception) -> str | None:
    """``WHERE: WHAT (WHAT TO DO ABOUT IT)``; None of an error that was not made for readers."""
    match error:
        case click.ClickException():
            text = told(error)
        case AskedError() | ConfigError() | ContractError() | MockError() | SpecError():
            text = str(error)
        case _:
            return None
    return text.translate(HARMLESS)


@contextmanager
def asked_by(origin: str) -> Iterator[None]:
    """Have errors tell where it was asked what led to them. Raises AskedError."""
    try:
        yield
    except Exception as error:
        told = line(error)
        if told is None:
            raise
        raise AskedError(origin, told) from error
