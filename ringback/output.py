"""Where a report goes: standard output, as the terminal can show it, or a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.render import FORMATS, as_text


def write(report: Report, format_: str, output: Path | None) -> None:
    """Write a report in one of ``FORMATS``.

    Args:
        report: the report.
        format_: a key of ``FORMATS``.
        output: the file; standard output where None.

    Raises:
        ContractError: the file cannot be written.
    """
    if output is None:
        click.echo(_for_terminal(report) if format_ == "text" else FORMATS[format_](report), nl=False)
        return
    try:
        output.write_text(FORMATS[format_](report), encoding="utf-8")
    except OSError as error:
        raise ContractError(
            f"{output}: the report could not be written: {error.strerror}", hint="choose another file with --output"
        ) from error


def _for_terminal(report: Report) -> str:
    """The text as wide as the terminal, in colours where it shows them."""
    if not sys.stdout.isatty():
        return as_text.render(report)
    console = Console()
    return as_text.render(report, width=console.width, color=console.is_terminal and not console.no_color)
