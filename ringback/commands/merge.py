"""``ringback merge``: one report of all the shards of a run."""

from __future__ import annotations

from pathlib import Path

import click

from contracts import render
from contracts.render import series
from ringback.config.commands import Section, deciding_as_diff
from ringback.headings import Command
from ringback.output import Written, written_options
from ringback.shards.files import joined


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@written_options(dict.fromkeys((*render.FORMATS, *series.FORMATS)))
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@deciding_as_diff
@click.pass_context
def merge(context: click.Context, files: tuple[Path, ...], written: Written, *, quiet: bool, section: Section) -> None:
    """Make one report of what the shards of a run came to.

    FILEs are what ringback test, matrix or specs check wrote with --shard, all of one run. What fails is what the
    shards were told: by --fail-on, --baseline, --min-coverage. The documents are read again, from where the shards
    found them. Exit code: 0 when nothing fails, 1 when something does, 2 when a shard is missing or of another run, or
    when nothing was tested.
    """
    job, outcomes = joined(files)
    context.exit(job.merged(outcomes, written, section, quiet=quiet))
