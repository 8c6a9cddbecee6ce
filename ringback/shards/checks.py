"""``ringback specs check`` in units: one document at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import click

from contracts.errors import ContractError
from contracts.render.as_json import FORMAT, write
from contracts.render.wording import plural
from contracts.runs.storing import stored
from ringback.commands.specs_check import FAILS, summary
from ringback.output import Written, put
from ringback.shards.jobs import Outcomes
from specs import load
from specs.checks import Problem, check
from specs.checks.telling import line
from specs.errors import SpecError
from specs.harmless import HARMLESS
from specs.model import Document
from specs.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with one document.

    Attributes:
        label: what it is called.
        operations: how many it has.
        unread: why it could not be read; empty where it could.
    """

    label: str
    operations: int = 0
    problems: tuple[Problem, ...] = ()
    unread: str = ""

    @classmethod
    def of(cls, document: Document) -> Checked:
        """Check a document."""
        return cls(label=document.source.label, operations=len(document.operations), problems=tuple(check(document)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """A check of many documents; each is read once, by whoever checks it.

    Attributes:
        fail_on: as ``ringback.commands.specs_check.FAILS`` has it.
    """

    command: ClassVar[str] = "specs check"
    outcome: ClassVar[Any] = Checked

    names: tuple[str, ...]
    options: Options
    fail_on: str = "error"

    @property
    def told(self) -> Checks:
        """As a file may tell it."""
        return self

    def units(self) -> int:
        """How many units there are."""
        return len(self.names)

    def merged(self, outcomes: Outcomes, written: Written, *_: object, quiet: bool) -> int:
        """Write what is wrong with all documents; the exit code. Raises ContractError: one could not be read."""
        put(FORMATS, _in_order(outcomes), written)
        return self.judged(outcomes, quiet=quiet)

    def judged(self, outcomes: Outcomes, *_: object, quiet: bool) -> int:
        """Tell how many problems documents have; the exit code. Raises ContractError: one could not be read."""
        checked = _in_order(outcomes)
        for each in (each for each in checked if not quiet and not each.unread):
            click.echo(summary(each.label, each.operations, each.problems), err=True)
        unread = [each.unread for each in checked if each.unread]
        for told in unread:
            click.echo(f"ringback: {told}".translate(HARMLESS), err=True)
        if unread:
            raise ContractError(f"{plural(len(unread), 'document')} of {len(checked)} could not be read")
        return int(any(problem.severity in FAILS[self.fail_on] for each in checked for problem in each.problems))

    def do(self, unit: int) -> Checked:
        """Check one; that it cannot be read does not keep the others from it."""
        name = self.names[unit]
        try:
            return Checked.of(load(name, self.options))
        except SpecError as error:
            return Checked(label=name, unread=str(error))


def _in_order(outcomes: Outcomes) -> list[Checked]:
    return [outcome for _, outcome in sorted(outcomes.items())]


def _as_text(checked: Sequence[Checked]) -> str:
    return "".join(f"{line(problem)}\n" for each in checked for problem in each.problems)


def _as_json(checked: Sequence[Checked]) -> str:
    return write({"format": FORMAT, "kind": "documents", "documents": [stored(each) for each in checked]})


FORMATS: Mapping[str, Callable[[Sequence[Checked]], str]] = {"text": _as_text, "json": _as_json}
"""What writes the problems of many documents."""
