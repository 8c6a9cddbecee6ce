"""Where a report goes: standard output, as the terminal can show it, or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.render import FORMATS, as_text


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that writes a report its options: ``format_``, a key of ``FORMATS``, and ``output``."""
    output = click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write the report to this file.",
    )
    format_ = click.option(
        "--format",
        "format_",
        type=click.Choice(list(FORMATS)),
        default="text",
        show_default=True,
        help="How the report is written.",
    )
    return format_(output(command))


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
