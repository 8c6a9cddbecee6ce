"""``ringback report``: the compatibility reports of a whole series of releases."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import click

from contracts.errors import ContractError
from contracts.render import FORMATS, series
from contracts.render.series import pages
from contracts.render.series.model import Series
from ringback.headings import Command
from ringback.series import of_catalogue
from specs import catalog
from specs.whole_files import write_whole

_OURS = re.compile(r"[\w.+-]+-to-[\w.+-]+\.(?:html|md|json)")
_INDEX = "index.json"
"""Tells which files a run has written."""
_ENDINGS = {"html": "html", "markdown": "md", "json": "json"}


@click.command(cls=Command)
@click.argument("api")
@click.option(
    "--output-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to.  [default: reports/API]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
def report(api: str, output_dir: Path | None, *, quiet: bool) -> None:
    """Write the compatibility reports of a whole series of releases.

    API is a name of the catalogue, such as phonebridge-webapp, or a range of its releases. Written are one report for
    each pair of neighbouring releases and an index with every pair, each as HTML, Markdown and JSON. The path of the
    index is printed. The exit code is 0 however much breaks: ringback diff is the one that judges.
    """
    chosen = catalog.select(api)
    if len(chosen) < 2:
        raise ContractError(
            f"{api} has one release, and a series needs two", hint="ringback diff compares any two documents"
        )
    folder = output_dir or Path("reports", chosen[0].api)
    click.echo(write(files(of_catalogue(chosen, quiet=quiet)), folder))


def files(of: Series) -> dict[str, str]:
    """Every file of a series' report by name; the same bytes for the same documents."""
    written = {f"index.{ending}": series.FORMATS[name](of) for name, ending in _ENDINGS.items()}
    for newer, pair in enumerate(of.steps, 1):
        told = pages.step(of, newer)
        written |= {f"{pair.page}.{ending}": FORMATS[name](*told) for name, ending in _ENDINGS.items()}
    return written


def write(contents: Mapping[str, str], folder: Path) -> Path:
    """Write files to a folder and remove those that a former run wrote and this one did not.

    What tells of those is written last: whenever this breaks off, the next run knows what there is to remove.

    Returns:
        The path of the index.

    Raises:
        ContractError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stale = _written_before(folder) - set(contents)
        for name in sorted(contents, key=_INDEX.__eq__):
            if name == _INDEX:
                for each in stale:
                    (folder / each).unlink(missing_ok=True)
            write_whole(folder / name, contents[name].encode(), durable=False)
    except OSError as error:
        raise ContractError(f"{folder}: the reports could not be written: {error.strerror}") from error
    return folder / "index.html"


def _written_before(folder: Path) -> set[str]:
    """The pages that the index of a former run tells of. Anything else in the folder is not ours to remove."""
    try:
        told = json.loads((folder / _INDEX).read_bytes())
        pages = [pair["report"] for pair in told["pairs"] if pair["report"]] if told["kind"] == "series" else []
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    names = {f"{page.removesuffix('.json')}.{ending}" for page in map(str, pages) for ending in _ENDINGS.values()}
    return {name for name in names if _OURS.fullmatch(name)}
