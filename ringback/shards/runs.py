"""``ringback test`` in units: a few paths, a few checks of our own, or the sequences of operations at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import click

from contracts.conformance import apart
from contracts.conformance.choices import Choices
from contracts.conformance.units import units
from contracts.findings import Report
from contracts.interrupts import interruptible
from contracts.render.wording import plural
from ringback.aiming import Aim
from ringback.config.commands import Section
from ringback.failing import Failing, ended
from ringback.output import Written
from ringback.shards.jobs import Named, Outcomes, Share, read
from specs.model import Document
from specs.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A test run.

    Attributes:
        examples: where failing requests are kept; its address may hold a password, so no file has it.
    """

    command: ClassVar[str] = "test"
    outcome: ClassVar[Any] = apart.Outcome

    spec: Named
    options: Options
    aim: Aim
    choices: Choices
    failing: Failing
    examples: str = ""

    @property
    def document(self) -> Document:
        """What is tested."""
        return read(self.spec, self.options)

    @property
    def told(self) -> Run:
        """As a file may tell it."""
        return replace(self, examples="")

    def units(self) -> int:
        """How many units there are."""
        return len(units(self.document, self.choices))

    def do(self, unit: int) -> apart.Outcome:
        """Do one, against a mock or an application of its own unless the server runs already."""
        document = self.document
        work = units(document, self.choices)[unit]
        with self.aim.target(document, self.choices.seed, lambda _: None) as target, interruptible() as asked:
            return apart.done(
                document,
                target.base_url,
                self.choices,
                work,
                credentials=target.credentials,
                other=target.other,
                interrupted=asked.is_set,
                examples=self.examples,
            )

    def report(self, outcomes: Outcomes) -> Report:
        """What some of them, in their order, came to; nothing is let pass yet."""
        made: Sequence[apart.Outcome] = [outcome for _, outcome in sorted(outcomes.items())]
        return apart.merged(self.document, self.choices, made)

    def judged(self, outcomes: Outcomes, share: Share, *_: Section, quiet: bool) -> int:
        """Tell what one share of it came to; the exit code."""
        found = self._judged(outcomes, replace(self.failing, min_coverage=())) if outcomes else None
        if not quiet:
            told = f"shard {share}: {len(outcomes)} of {plural(self.units(), 'part')} of the run"
            click.echo(f"ringback: {told}", err=True)
        return int(found is not None and self.failing.fails(found))

    def merged(self, outcomes: Outcomes, written: Written, *_: Section, quiet: bool) -> int:  # noqa: ARG002 - as others
        """Write the report of the whole run; the exit code. Raises ContractError: nothing was tested."""
        return ended(self._judged(outcomes, self.failing), self.failing, written)

    def _judged(self, outcomes: Outcomes, failing: Failing) -> Report:
        return failing.judged(self.report(outcomes), self.document, failing.accepted())
