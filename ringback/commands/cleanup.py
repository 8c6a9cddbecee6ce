"""``ringback cleanup``: deletes what a run against a live account left behind."""

from __future__ import annotations

from pathlib import Path

import click

from ringback import accounts
from ringback.commands.test import teller
from ringback.headings import Command
from ringback.keeping import home, runs_option


@click.command(cls=Command)
@click.argument("run", required=False)
@runs_option
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def cleanup(context: click.Context, run: str | None, runs: Path | None, quiet: bool) -> None:
    """Delete what RUN created in a live account and could not take away, because it was killed or the server was away.

    Without RUN, list the runs that left something. Credentials are read as they were for the run. Exit code: 0 when
    nothing is left, 1 when something is, 2 when it could not be done.
    """
    folder = home(runs)
    if run is None:
        context.exit(_list(folder))
    from contracts.runs.folders import found, held

    place = found(folder, run)
    with held(place):
        context.exit(_clean(place, quiet=quiet))


def _list(folder: Path) -> int:
    from contracts.live.ledger import FILE, Ledger, State, ledgers

    unfinished = False
    for each in ledgers(folder):
        ledger = Ledger(each / FILE)
        waiting, left = len(ledger.creations(State.SENT, State.MADE)), len(ledger.creations(State.LEFT))
        ledger.close()
        if waiting or left:
            unfinished = True
            click.echo(f"{each.name}  to clean up: {waiting}, for a person: {left}")
    return int(unfinished)


def _clean(folder: Path, *, quiet: bool) -> int:
    from contracts.live.account import opened
    from contracts.live.folders import reopened
    from contracts.live.ledger import FILE, Ledger
    from contracts.live.running import cleaned_up
    from specs import load as read

    document, profile = reopened(folder)
    credentials = accounts.credentials(profile.credentials)
    with opened(folder.name, read(str(document)), profile, credentials) as account:
        ledger = Ledger(folder / FILE)
        try:
            cleaned = cleaned_up(folder.name, account, ledger, teller(quiet=quiet))
        finally:
            ledger.close()
    return int(bool(cleaned.left))
