"""Where a report goes: standard output, as the terminal can show it, or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.render import FORMATS

Formats = Mapping[str, Callable[..., str]]
"""By the value of ``--format`` what writes it; that of ``text`` takes ``width`` and ``color``, too."""


def written_options(formats: Iterable[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command that writes something its options: ``format_``, one of some, and ``output``."""
    output = click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write the report to this file.",
    )
    format_ = click.option(
        "--format",
        "format_",
        type=click.Choice(list(formats)),
        default="text",
        show_default=True,
        help="How the report is written.",
    )
    return lambda command: format_(output(command))


report_options = written_options(FORMATS)
"""The options of a command that writes a report; ``format_`` is a key of ``FORMATS``."""


def write(report: Report, format_: str, output: Path | None) -> None:
    """Write a report in one of ``FORMATS``.

    Args:
        report: the report.
        format_: a key of ``FORMATS``.
        output: the file; standard output where None.

    Raises:
        ContractError: the file cannot be written.
    """
    brief = output is None and sys.stdout.isatty()
    put({**FORMATS, "text": partial(FORMATS["text"], brief=brief)}, report, format_, output)


def put(formats: Formats, told: object, format_: str, output: Path | None) -> None:
    """Write what is told in one of some formats, as ``write``.

    Raises:
        ContractError: the file cannot be written.
    """
    render = formats[format_]
    if output is None:
        click.echo(render(told, **(_terminal() if format_ == "text" else {})), nl=False)
        return
    try:
        output.write_text(render(told), encoding="utf-8")
    except OSError as error:
        raise ContractError(
            f"{output}: the report could not be written: {error.strerror}", hint="choose another file with --output"
        ) from error


def _terminal() -> Mapping[str, Any]:
    """How wide the terminal is, and whether it shows colours; nothing where there is none."""
    if not sys.stdout.isatty():
        return {}
    console = Console()
    return {"width": console.width, "color": console.is_terminal and not console.no_color}
