"""``--shard`` and ``--scheduler``: the options of commands whose work can be done in units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from ringback.config.commands import Section
from ringback.grouping import as_one
from ringback.output import Written, put
from ringback.progress import bar
from ringback.shards import files
from ringback.shards.jobs import Job, Outcomes, Share, ShareType


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Who does the work.

    Attributes:
        shard: the share that is done here; None for all of it.
        scheduler: ``local``, ``local:N`` or the address of a Dask scheduler; None for nobody else.
    """

    shard: Share | None
    scheduler: str | None

    def __post_init__(self) -> None:
        if self.shard is not None and self.scheduler is not None:
            raise click.UsageError("give either --shard or --scheduler: a scheduler deals out all of the work")

    @property
    def option(self) -> str:
        """What of the two was given; empty where nothing was."""
        return "--shard" if self.shard is not None else "--scheduler" if self.scheduler is not None else ""

    def refuse(self, **others: bool) -> None:
        """Raise UsageError where an option is given that one process alone can follow, by its name without dashes."""
        clash = next((name for name, given in others.items() if given), None)
        if self.option and clash:
            told = f"give either {self.option} or --{clash.replace('_', '-')}"
            raise click.UsageError(f"{told}: {_ALONE[clash]}")

    def ended(self, job: Job, written: Written, *rest: Section, quiet: bool) -> int:
        """Have a job done, and write what it came to, or what this shard of it did; the exit code.

        Args:
            job: what to do.
            written: where the report goes.
            rest: the section of the configuration, where the command has one.
            quiet: nothing on standard error.

        Raises:
            click.UsageError: as ``write``.
            ContractError: as ``done``, or what it came to cannot be judged or written.
        """
        outcomes = self.done(job, quiet=quiet)
        if self.shard is None:
            return job.merged(outcomes, written, *rest, quiet=quiet)
        self.write(job, self.shard, outcomes, written)
        return job.judged(outcomes, self.shard, *rest, quiet=quiet)

    def done(self, job: Job, *, quiet: bool) -> Outcomes:
        """Do the work, with progress on standard error.

        Raises:
            ContractError: a unit cannot be done, or nobody does the work.
            KeyboardInterrupt: it was interrupted; nobody works on.
        """
        with watched(quiet=quiet) as progress:
            if self.scheduler is None:
                return (self.shard or Share(1, 1)).done(job, progress)
            from ringback.shards.cluster import done

            return done(job, self.scheduler, progress)

    @staticmethod
    def write(job: Job, shard: Share, outcomes: Outcomes, written: Written) -> None:
        """Write what a shard came to.

        Raises:
            click.UsageError: another format is asked for than JSON.
            ContractError: the file cannot be written.
        """
        if written.format_ not in (None, "json"):
            raise click.UsageError("--shard writes JSON alone: ringback merge makes the report of all shards")
        text = files.rendered(job, shard, outcomes)
        put({"json": lambda _: text}, None, replace(written, format_="json"))


_ALONE = {
    "live": "the budget and the ledger of an account are of one process",
    "stock": "plain schemathesis runs in one process",
    "journal": "what is kept of a shard is its file",
    "resume": "a shard is done anew: it is a part of a run",
    "max_time": "a limit of time makes other parts of the run fall out on each machine",
    "overlay_out": "an overlay is of one document",
}
"""Why options belong to one process."""

spread_options = as_one(
    "spread",
    Spread,
    click.option(
        "--shard",
        type=ShareType(),
        metavar="I/N",
        help="Do the I-th of N equal shares of the work and write what it came to as JSON, for ringback merge.",
    ),
    click.option(
        "--scheduler",
        metavar="local|ADDRESS",
        help="Hand the work to Dask: local (local:N for N workers), or tcp://HOST:PORT of a cluster.",
    ),
)


@contextmanager
def watched(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Shows how much is done, on a terminal only; what it gives is called with that, and with how much there is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with bar(*columns, quiet=quiet) as progress:
        task = progress.add_task("parts done", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
