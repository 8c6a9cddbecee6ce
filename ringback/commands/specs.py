"""``ringback specs``: the documents of the catalogue, and what is wrong with a document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ringback.commands.specs_check import check
from ringback.documents import document_options
from ringback.headings import Group
from specs import catalog, load, source
from specs.catalog import Release
from specs.errors import SpecError
from specs.options import Options
from specs.originals import adopt
from specs.whole_files import write_whole
from specs.writing import FORMS, written

HEADINGS = ("name", "date", "printed", "version", "origin", "operations")


@click.group(cls=Group)
def specs() -> None:
    """List, show, check and replace the documents of the catalogue."""


specs.add_command(check)


@specs.command("list")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(format_: str) -> None:
    """List the releases in their order.

    The column "printed" holds the date as the vendor's page prints it, where that is another day.
    """
    rows = [_row(release) for api in catalog.apis() for release in catalog.releases(api)]
    LISTS[format_](rows)


@specs.command()
@click.argument("name")
@click.option("--path", is_flag=True, help="Print the path of the file in place of its text.")
def show(name: str, *, path: bool) -> None:
    """Print the text of a document.

    NAME is a catalogue name, a path or a URL.
    """
    read = source.read(name)
    if not path:
        click.echo(read.text, nl=False)
    elif read.path is None:
        raise SpecError("has no path of its own", source=name, hint="leave out --path to see the text")
    else:
        click.echo(read.path)


@specs.command()
@click.argument("name", metavar="SPEC")
@document_options
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the document to this file.")
@click.option(
    "--format", "format_", type=click.Choice(list(FORMS)), help="As the ending of FILE says, or as SPEC is written."
)
def bundle(name: str, *, options: Options, output: Path | None, format_: str | None) -> None:
    """Write a document and all files that it refers to as one document.

    SPEC is a catalogue name, a path, a URL or - for standard input. What lies in other files becomes a component of
    its kind, by the name that it had; x-bundled holds what can be none.
    """
    document = load(name, options)
    form = format_ or _form(output) or ("json" if document.source.text.lstrip().startswith("{") else "yaml")
    text = written(document.raw, form)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(output, text.encode())
    except OSError as error:
        raise SpecError(f"cannot be written: {error.strerror}", source=str(output), hint="give another file") from error


def _form(output: Path | None) -> str | None:
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    return {"yml": "yaml"}.get(suffix, suffix) if suffix in (*FORMS, "yml") else None


@specs.command()
@click.argument("name")
@click.argument("file")
@click.option("--replace", is_flag=True, help="Put it in the place of an original that was added before.")
def add(name: str, file: str, *, replace: bool) -> None:
    """Put a vendor's original in the place of a reconstruction.

    NAME is one release, such as phonebridge-webapp@1.3.8; FILE is a path, a URL or - for standard input. Everything
    that reads the release follows: mock, tests, comparisons, reports.
    """
    known = catalog.find(name)
    if known.origin == "original" and not replace:
        raise SpecError(
            f"an original is in place already: {known.path}",
            source=known.name,
            hint="give --replace, or ringback specs remove it first",
        )
    replaced = adopt(name, file)
    click.echo(f"{replaced.name}: the {replaced.origin} was replaced; kept in {catalog.find(name).path}", err=True)


@specs.command()
@click.argument("name")
def remove(name: str) -> None:
    """Go back from an added original to the reconstruction."""
    release = catalog.find(name)
    if not catalog.discard(release):
        raise SpecError("no original has been added", source=release.name, hint="nothing to remove")
    click.echo(f"{release.name}: {release.path} was removed; the reconstruction is read again", err=True)


def _row(release: Release) -> dict[str, str | int]:
    date = release.date.isoformat()
    slip = release.printed_date if release.date.strftime("%d.%m.%Y") != release.printed_date else ""
    operations = len(load(release.name).operations)
    return dict(zip(HEADINGS, (release.name, date, slip, release.version, release.origin, operations), strict=True))


def _as_text(rows: list[dict[str, str | int]]) -> None:
    if sys.stdout.isatty():
        table = Table(*HEADINGS, box=None, pad_edge=False)
        for row in rows:
            table.add_row(*map(str, row.values()))
        Console().print(table)
        return
    for line in _columns([list(HEADINGS), *(list(map(str, row.values())) for row in rows)]):
        click.echo(line)


def _as_json(rows: list[dict[str, str | int]]) -> None:
    click.echo(json.dumps(rows, indent=2))


LISTS: dict[str, Callable[[list[dict[str, str | int]]], None]] = {"text": _as_text, "json": _as_json}


def _columns(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
