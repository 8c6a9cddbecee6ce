"""``ringback runs``: the test runs that are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.table import Table

from contracts.errors import ContractError
from ringback import kinds
from ringback.headings import Command
from ringback.keeping import home
from ringback.keeping import runs_option as option

_WIDE = 160
"""Columns where no terminal says how many."""


@click.command(cls=Command)
@option
@click.option("--delete", "deleted", multiple=True, metavar="RUN", help="Delete this run; repeatable.")
@click.option(
    "--older-than", type=kinds.Whole(0), metavar="DAYS", help="Delete runs that began so long ago and left nothing."
)
def runs(runs: Path | None, deleted: tuple[str, ...], older_than: int | None) -> None:
    """List the test runs that are kept, the oldest first, or delete some.

    A run against a live account that left something there is not deleted before ringback cleanup has taken it away.
    Exit code: 0, or 2 when something could not be deleted.
    """
    from contracts.runs import folders

    place = home(runs)
    if deleted or older_than is not None:
        gone = [folders.found(place, each) for each in deleted]
        for folder in [*gone, *(_older(place, older_than) if older_than is not None else ())]:
            _delete(folder, named=folder in gone)
        return
    _list(place)


def _delete(folder: Path, *, named: bool) -> None:
    """Delete a run; one that left something only where nobody named it stays without a word."""
    from contracts.live.ledger import waiting
    from contracts.runs import folders

    if waiting(folder):
        if named:
            hint = f"ringback cleanup {folder.name} takes it away"
            raise ContractError(f"run {folder.name} left something in its account", hint=hint)
        return
    folders.delete(folder)
    click.echo(f"deleted {folder.name}", err=True)


def _older(place: Path, days: int) -> list[Path]:
    from contracts.runs import folders
    from contracts.runs.past import read

    bound = datetime.now(UTC) - timedelta(days=days)
    return [each for each in folders.runs(place) if datetime.fromisoformat(read(each).about.began) <= bound]


def _list(place: Path) -> None:
    from contracts.live.ledger import waiting
    from contracts.runs import folders
    from contracts.runs.past import read

    kept = folders.runs(place)
    if not kept:
        click.echo(f"no run is kept in {place} (keep one with ringback test --journal)", err=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("run", "document", "target", "state", "findings"):
        side: Literal["right", "left"] = "right" if heading == "findings" else "left"
        table.add_column(heading, justify=side, overflow="fold", no_wrap=heading == "run")
    for each in kept:
        past = read(each)
        state = "to clean up" if waiting(each) else past.cut_short or ("ended" if past.ended else "unfinished")
        table.add_row(each.name, past.about.document, past.about.target, state, str(len(past.findings)))
    if table.row_count:
        console = Console()
        console.print(table, width=None if console.is_terminal else _WIDE)
