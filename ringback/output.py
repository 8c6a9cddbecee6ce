"""Where reports go: standard output, as the terminal can show it, or files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from contracts.errors import ContractError
from contracts.findings import Report
from contracts.render import FORMATS
from ringback.grouping import Option, as_one
from specs.whole_files import write_whole

Formats = Mapping[str, Callable[..., str]]
"""By the value of ``--format`` what writes it; that of ``text`` takes ``width`` and ``color``, too."""
_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".htm": "html",
        ".html": "html",
        ".json": "json",
        ".md": "markdown",
        ".sarif": "sarif",
        ".txt": "text",
        ".xml": "junit",
    }
)
"""The format of a file by its name."""
_STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a report goes, as the user said it.

    Attributes:
        format_: the value of ``--format``, or None.
        outputs: the values of ``--output``: ``FILE`` or ``FORMAT=FILE``, where ``-`` is standard output.
    """

    format_: str | None = None
    outputs: tuple[str, ...] = ()

    @property
    def only_to_files(self) -> bool:
        """Whether nothing of it goes to standard output."""
        return bool(self.outputs) and all(_split(each)[1] != _STANDARD_OUTPUT for each in self.outputs)

    def ways(self, formats: Iterable[str]) -> list[tuple[str, str]]:
        """Each format with the file it goes to.

        Raises:
            click.UsageError: ``--format`` is said, and several files; or a format that there is not.
        """
        known = [*formats]
        told = [_split(each) for each in self.outputs]
        bare = [file for format_, file in told if not format_]
        if self.format_ and len(bare) > 1:
            raise click.UsageError(f"--format is of one --output: say FORMAT=FILE, such as {self.format_}={bare[1]}")
        ways = [(format_ or self.format_ or _by_name(file, known), file) for format_, file in told]
        ways = ways or [(self.format_ or "text", _STANDARD_OUTPUT)]
        if wrong := next((format_ for format_, _ in ways if format_ not in known), None):
            raise click.UsageError(f"no report is written as {wrong!r} here: choose one of {', '.join(known)}")
        return ways


def written_options(formats: Iterable[str]) -> Option:
    """Give a command that writes something ``--format``, one of some, and ``--output``; it gets them as ``written``."""
    return as_one(
        "written",
        Written,
        click.option(
            "--format",
            "format_",
            type=click.Choice(list(formats)),
            help="How the report is written; by default as the name of the file says, else as text.",
        ),
        click.option(
            "--output",
            "outputs",
            multiple=True,
            metavar="[FORMAT=]FILE",
            help="Write the report to this file, - for standard output; repeatable.",
        ),
    )


report_options = written_options(FORMATS)
"""The options of a command that writes a report; a format is a key of ``FORMATS``."""


def write(report: Report, written: Written) -> None:
    """Write a report, each format a key of ``FORMATS``; on GitHub's runners that of ``github`` sums it up, too.

    Raises:
        click.UsageError: the formats that are said do not go together.
        ContractError: a file cannot be written.
    """
    brief = not written.outputs and sys.stdout.isatty()
    put({**FORMATS, "text": partial(FORMATS["text"], brief=brief)}, report, written)
    if any(format_ == "github" for format_, _ in written.ways(FORMATS)):
        from ringback import workflows

        workflows.sum_up(report)


def put(formats: Formats, told: object, written: Written) -> None:
    """Write what is told in some formats, as ``write``; nothing is written before all of it is made.

    Raises:
        click.UsageError: the formats that are said do not go together.
        ContractError: a file cannot be written.
    """
    made = [(file, _made(formats[format_], told, format_, file)) for format_, file in written.ways(formats)]
    for file, text in made:
        if file == _STANDARD_OUTPUT:
            click.echo(text, nl=False)
        else:
            _save(Path(file), text)


def _made(render: Callable[..., str], told: object, format_: str, file: str) -> str:
    return render(told, **(_terminal() if format_ == "text" and file == _STANDARD_OUTPUT else {}))


def _split(output: str) -> tuple[str, str]:
    format_, _, file = output.partition("=")
    return (format_, file) if file and format_.isalpha() else ("", output)


def _by_name(file: str, known: Iterable[str]) -> str:
    meant = _SUFFIXES.get(Path(file).suffix.lower(), "text")
    return meant if meant in known else "text"


def _save(file: Path, text: str) -> None:
    try:
        write_whole(file, text.encode())
    except OSError as error:
        raise ContractError(
            f"{file}: the report could not be written: {error.strerror}", hint="choose another file with --output"
        ) from error


def _terminal() -> Mapping[str, Any]:
    """How wide the terminal is, and whether it shows colours; nothing where there is none."""
    if not sys.stdout.isatty():
        return {}
    from rich.console import Console

    console = Console()
    return {"width": console.width, "color": console.is_terminal and not console.no_color}
