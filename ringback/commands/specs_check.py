"""``ringback specs check``: what is wrong with a document, and an overlay that mends it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from ringback.documents import document_options
from ringback.headings import Command
from ringback.output import Written
from ringback.shards.options import Spread, spread_options
from specs import globs
from specs.harmless import visible
from specs.whole_files import write_whole

if TYPE_CHECKING:
    from specs.checks import Problem
    from specs.model import Document
    from specs.options import Options

FAILS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"error": frozenset({"error"}), "warning": frozenset({"error", "warning"}), "none": frozenset()}
)
"""Which severities make the exit code 1, by the value of ``--fail-on``."""
_STYLES = {"error": "red", "warning": "yellow"}


@click.command("check", cls=Command)
@click.argument("names", metavar="SPEC...", nargs=-1)
@document_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --format json, and do nothing else.")
@click.option(
    "--fail-on",
    type=click.Choice(list(FAILS)),
    default="error",
    show_default=True,
    help="The mildest problem that makes the exit code 1.",
)
@click.option(
    "--overlay-out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an OpenAPI Overlay that mends what can be mended without a decision; apply it with --overlay.",
)
@spread_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def check(
    context: click.Context,
    names: tuple[str, ...],
    options: Options,
    format_: str,
    fail_on: str,
    overlay_out: Path | None,
    spread: Spread,
    *,
    schema: bool,
    quiet: bool,
) -> None:
    """Tell what is wrong with documents, and what to do about it.

    SPEC is a catalogue name, a path, a pattern in quotes such as 'apis/**/*.yaml', a URL or - for standard input. Exit
    code: 0 when nothing fails (there may be warnings), 1 when a problem does, 2 when a document could not be read at
    all.
    """
    if schema:
        from specs.checks import telling

        click.echo(json.dumps(telling.SCHEMA, indent=2))
        return
    if not names:
        raise click.UsageError("SPEC is missing")
    names = tuple(each for name in names for each in _meant(name))
    spread.refuse(overlay_out=overlay_out is not None)
    if spread.option:
        from ringback.shards.checks import Checks

        job = Checks(names=names, options=options, fail_on=fail_on)
        context.exit(spread.ended(job, Written(None if spread.shard else format_), quiet=quiet))
    if len(names) > 1 and (overlay_out or format_ != "text"):
        raise click.UsageError("--overlay-out and --format json are of one document")
    found = [problem for name in names for problem in _checked(name, options, format_, overlay_out, quiet=quiet)]
    context.exit(int(any(problem.severity in FAILS[fail_on] for problem in found)))


def _meant(name: str) -> Iterable[str]:
    return globs.expand(name).values() if globs.is_pattern(name) else (name,)


def summary(label: str, operations: int, problems: Sequence[Problem]) -> str:
    """What a document came to, in a line."""
    errors = sum(problem.severity == "error" for problem in problems)
    told = f"{label}: operations: {operations}, errors: {errors}, warnings: {len(problems) - errors}"
    return visible(told)


def _checked(name: str, options: Options, format_: str, overlay_out: Path | None, *, quiet: bool) -> Sequence[Problem]:
    """What is wrong with one document, told.

    Raises:
        SpecError: it could not be read.
    """
    from specs import checks, load

    document = load(name, options)
    problems = checks.check(document)
    FORMATS[format_](document, problems)
    if overlay_out:
        told = _write_overlay(document, problems, overlay_out)
        if not quiet:
            click.echo(told, err=True)
    if not quiet:
        click.echo(summary(document.source.label, len(document.operations), problems), err=True)
    return problems


def _as_text(_: Document, problems: Sequence[Problem]) -> None:
    from specs.checks.telling import line

    if not sys.stdout.isatty():
        for problem in problems:
            click.echo(line(problem))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for problem in problems:
        text = Text(line(problem))
        text.highlight_words([f" {problem.severity.value} "], _STYLES[problem.severity.value])
        console.print(text, soft_wrap=True)


def _as_json(document: Document, problems: Sequence[Problem]) -> None:
    from specs.checks.telling import as_data

    click.echo(json.dumps(as_data(document, problems), indent=2))


FORMATS: Mapping[str, Callable[[Document, Sequence[Problem]], None]] = MappingProxyType(
    {"text": _as_text, "json": _as_json}
)
"""What writes the problems to standard output, by the value of ``--format``."""


def _write_overlay(document: Document, problems: Sequence[Problem], file: Path) -> str:
    """Write the overlay that mends problems; returns what to say about it."""
    from specs.checks.mending import overlay
    from specs.errors import SpecError

    made = overlay(document, problems)
    if made is None:
        return f"{file}: not written: nothing can be mended without a decision"
    try:
        write_whole(file, json.dumps(made, indent=2).encode() + b"\n")
    except OSError as error:
        raise SpecError(f"the overlay could not be written: {error.strerror}", source=str(file)) from error
    mends = len(made["actions"])
    return f"{file}: {mends} mend{'' if mends == 1 else 's'}, to be applied with --overlay {file}"
