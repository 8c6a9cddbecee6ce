"""``ringback mutate``: which faults of a server does a test suite notice?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from contracts.errors import ContractError
from contracts.mutation.score import Fate, Tried
from contracts.render import mutation
from ringback import kinds
from ringback.documents import document_options, opened
from ringback.headings import Command
from ringback.made_up import ITEMS
from ringback.output import Written, put, written_options
from ringback.progress import bar
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from mockserver.mutants.values import Mutant
    from specs.model import Document
    from specs.options import Options

FAMILIES = (
    "bodies",
    "statuses",
    "fields",
    "wire",
    "access",
    "requests",
    "state",
    "lists",
    "conditions",
    "leaks",
)
"""As ``mockserver.mutants.values.Family`` has them."""


@click.command(cls=Command)
@click.argument("spec")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@document_options
@click.option(
    "--families",
    "families",
    multiple=True,
    type=click.Choice(FAMILIES),
    metavar="FAMILY",
    help=f"Only faults of this family; repeatable: {', '.join(FAMILIES)}.",
)
@click.option(
    "--per-kind",
    type=kinds.Whole(1),
    metavar="NUMBER",
    default=1,
    show_default=True,
    help="How many places are tried for each kind of fault.",
)
@click.option("--mutants", "ids", multiple=True, metavar="ID", help="Only this fault, as --list has it; repeatable.")
@click.option(
    "--everywhere", is_flag=True, help="Try faults at operations that COMMAND does not ask for, too: not reached."
)
@click.option("--max-mutants", type=kinds.Whole(1), metavar="NUMBER", help="Try no more faults than this.")
@click.option("--list", "listed", is_flag=True, help="Print the faults that would be tried, and run nothing.")
@click.option(
    "--items",
    type=ITEMS,
    metavar="NUMBER",
    default=3,
    show_default=True,
    help="Items in each collection at first.",
)
@click.option("--seed", type=kinds.Whole(0), metavar="NUMBER", help="Chooses the same places again.")
@click.option(
    "--timeout",
    type=kinds.Number(0, min_open=True),
    metavar="SECONDS",
    help="What a run may take; by default five times what it takes without a fault, ten seconds at least.",
)
@click.option(
    "--time-limit", type=kinds.Number(0, min_open=True), metavar="SECONDS", help="Begin no run after this long."
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first fault that was shown and not noticed.")
@click.option(
    "--min-score",
    type=kinds.Number(0),
    metavar="PERCENT",
    default=100,
    show_default=True,
    help="Exit with 1 where fewer of the faults that were shown are noticed.",
)
@written_options(mutation.FORMATS)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def mutate(
    context: click.Context,
    spec: str,
    command: tuple[str, ...],
    options: Options,
    families: tuple[str, ...],
    per_kind: int,
    ids: tuple[str, ...],
    max_mutants: int | None,
    items: int,
    seed: int | None,
    timeout: float | None,
    time_limit: float | None,
    min_score: float,
    written: Written,
    *,
    listed: bool,
    everywhere: bool,
    fail_fast: bool,
    quiet: bool,
) -> None:
    """Run COMMAND, a test suite, against mocks of SPEC that break one rule each, and count which ones it notices.

    A fault is noticed where COMMAND fails. It finds the mock in RINGBACK_URL, and who may ask it in RINGBACK_TOKEN,
    RINGBACK_API_KEY, RINGBACK_EMAIL and RINGBACK_PASSWORD; in its arguments {url}, {token} and so on stand for the
    same. First it has to pass without a fault. Exit code: 0 when enough of the faults that it was shown are noticed, 1
    when fewer are, 2 when nothing could be tried.
    """
    from mockserver.settings import Settings
    from ringback.mutating import Way, scored

    document = opened(spec, options, quiet=quiet)
    chosen = random.SystemRandom().randrange(2**31) if seed is None else seed
    choice = Choice(document, families, per_kind, ids, max_mutants, chosen, everywhere=everywhere)
    if listed:
        click.echo(
            "".join(f"{each.id.translate(HARMLESS)}  {each.kind.says}\n" for each in choice.of(frozenset())), nl=False
        )
        return
    if not command:
        raise click.UsageError("no suite to run: write its command behind --")
    way = Way(command=command, seconds=timeout, time_limit=time_limit, fail_fast=fail_fast)
    settings = Settings(seed=chosen, items=items)
    with _shown(quiet=quiet) as (started, progress):
        score = scored(document, settings, choice.of, way, seed=chosen, started=started, progress=progress)
    put(mutation.FORMATS, score, written)
    if not score.count.reached:
        raise ContractError("the suite was shown no fault", hint="does it ask the mock in RINGBACK_URL, or {url}?")
    context.exit(int((score.count.percentage or 0) < min_score))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which faults are tried; see the options."""

    document: Document
    families: tuple[str, ...]
    per_kind: int
    ids: tuple[str, ...]
    most: int | None
    seed: int
    everywhere: bool

    def of(self, asked: frozenset[str]) -> list[Mutant]:
        """The mutants to try, where operations of these keys are asked for; all where none is.

        Raises:
            ContractError: there are none.
            MockError: the document has none of an id.
        """
        from mockserver.mutants.table import named, sampled

        if self.ids:
            return named(self.document, self.ids)
        operations = None if self.everywhere or not asked else asked
        found = sampled(self.document, self.families, self.per_kind, self.seed, operations)
        if not found:
            raise ContractError("the document has no place for such faults", hint="try other --families")
        kept = random.Random(self.seed).sample(found, min(len(found), self.most or len(found)))  # noqa: S311 - repeatable, not secret
        return [each for each in found if each in kept]


@contextmanager
def _shown(*, quiet: bool) -> Iterator[tuple[Callable[[int], None], Callable[[Tried], None]]]:
    """Shows how far it is, and how many survived, on a terminal only."""
    columns = (
        TextColumn("Trying faults"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    survived = 0
    with bar(*columns, quiet=quiet) as progress:
        task = progress.add_task("first without one", total=None)

        def step(tried: Tried) -> None:
            nonlocal survived
            survived += tried.fate is Fate.SURVIVED
            progress.update(task, advance=1, description=f"{survived} not noticed")

        yield lambda total: progress.update(task, total=total, description="0 not noticed"), step
