"""How ``ringback test`` tests: seed, phases, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ringback import kinds
from ringback.checking import Checks
from ringback.grouping import as_one

if TYPE_CHECKING:
    from contracts.conformance.choices import Choices

PHASES = ("examples", "coverage", "fuzzing", "stateful", "probes")
"""As in ``contracts.conformance``, the last one ours; it takes a second to import: too long for ``--help``."""

DATA = ("all", "valid", "invalid")
"""As in ``contracts.conformance``, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the options of a run say.

    Attributes:
        seed: None where any will do.
        phases: all where none is named.
        operations: names of those that are tested; all where none is named.
        without_operations: names of those that are not.
        data: one of ``DATA``.
        threads: that send the engine's requests.
        examples: where failing ones are kept; None for nowhere.
    """

    seed: int | None
    max_examples: int
    phases: tuple[str, ...]
    max_time: float | None
    operations: tuple[str, ...]
    without_operations: tuple[str, ...]
    data: str
    threads: int
    examples: str | None

    def choices(self, checks: Checks) -> Choices:
        """The choices for a run. Raises ContractError: a check is named that is none."""
        from contracts.conformance.choices import Choices, any_seed

        return Choices(
            seed=any_seed() if self.seed is None else self.seed,
            max_examples=self.max_examples,
            phases=self.phases or PHASES,
            max_seconds=self.max_time,
            checks=checks.names(),
            max_response_seconds=checks.max_response_time,
            operations=self.operations,
            without_operations=self.without_operations,
            data=self.data,
            workers=self.threads,
        )


choice_options = as_one(
    "chosen",
    Chosen,
    click.option(
        "--seed", type=kinds.Whole(0), metavar="NUMBER", help="Repeats a run: the same seed sends the same requests."
    ),
    click.option(
        "--max-examples",
        type=kinds.Whole(1),
        metavar="NUMBER",
        default=50,
        show_default=True,
        help="Requests made up for each operation.",
    ),
    click.option("--phase", "phases", multiple=True, type=click.Choice(PHASES), help="Only this phase; repeatable."),
    click.option(
        "--data",
        type=click.Choice(DATA),
        default=DATA[0],
        show_default=True,
        help="Whether the requests that are made up keep to the document.",
    ),
    click.option(
        "--workers",
        "threads",
        type=kinds.Whole(1, 64),
        metavar="NUMBER",
        default=1,
        show_default=True,
        help="Threads that send them; with more than one no seed repeats a run.",
    ),
    click.option(
        "--operation",
        "operations",
        metavar="NAME",
        multiple=True,
        help="Only this operation: an operationId, 'GET /pets/**', tag:NAME; repeatable.",
    ),
    click.option(
        "--without-operation", "without_operations", metavar="NAME", multiple=True, help="Not this one; repeatable."
    ),
    click.option(
        "--example-database",
        "examples",
        metavar="FOLDER",
        help="Keep failing random requests here, or in redis://HOST, and try them first the next time.",
    ),
    click.option("--max-time", type=kinds.Number(0, min_open=True), metavar="SECONDS", help="Stop after this long."),
)
