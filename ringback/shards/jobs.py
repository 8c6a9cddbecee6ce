"""What can be done in units, and how: here, as one shard of several, or on the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Protocol

import click

from contracts.errors import ContractError
from contracts.runs.about import digest
from ringback.config.commands import Section
from ringback.documents import opened
from ringback.output import Written
from specs import load
from specs.model import Document
from specs.options import Options

_KEPT = 64
"""Documents that a process keeps at a time."""


class Job(Protocol):
    """What one command has to do, told by names: a worker reads the documents itself, once.

    Attributes:
        command: its name.
        outcome: what a unit comes to; values that ``contracts.runs.storing`` can write down.
    """

    command: ClassVar[str]
    outcome: ClassVar[Any]

    @property
    def told(self) -> Job:
        """The job as a file may tell it: without what may be secret."""

    def units(self) -> int:
        """How many units there are: as many for the same documents and choices, whoever does them."""

    def merged(self, outcomes: Outcomes, written: Written, section: Section, *, quiet: bool) -> int:
        """Write the report of all of it; the exit code."""

    def judged(self, outcomes: Outcomes, share: Share, section: Section, *, quiet: bool) -> int:
        """Tell what one share of it came to; the exit code."""

    def do(self, unit: int) -> Any:
        """Do one unit.

        Raises:
            ContractError: it cannot be done.
            SpecError: a document cannot be used.
        """


Outcomes = Mapping[int, Any]
"""What units came to, by their numbers."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document by its name.

    Attributes:
        name: what a command calls it.
        digest: of what it says.
    """

    name: str
    digest: str

    @classmethod
    def of(cls, document: Document) -> Named:
        """The name of a document.

        Raises:
            ContractError: it can be read only once.
        """
        if document.source.name == "-":
            raise ContractError("standard input is read once, and this is done in parts", hint="name a file")
        return cls(document.source.name, digest(document))


@lru_cache(maxsize=_KEPT)
def read(named: Named, options: Options) -> Document:
    """The document of a name.

    Raises:
        ContractError: it says something else by now, or on this machine.
        SpecError: it cannot be used.
    """
    document = load(named.name, options)
    if digest(document) != named.digest:
        raise ContractError(
            f"{named.name} is not what it was when the run began",
            hint="every part of a run needs the same files at the same paths",
        )
    return document


def named(names: list[str], options: Options, *, quiet: bool) -> tuple[Named, ...]:
    """Documents by their names, each read once, with its slips told."""
    return tuple(Named.of(opened(name, options, quiet=quiet)) for name in names)


@dataclass(frozen=True, slots=True)
class Share:
    """One of several equal shares of all units.

    Attributes:
        number: from 1.
        of: how many there are.
    """

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def units(self, job: Job) -> range:
        """The numbers of its units: every so many, because neighbours take alike long."""
        return range(self.number - 1, job.units(), self.of)

    def done(self, job: Job, progress: Callable[[int, int], None]) -> Outcomes:
        """Do them, one after the other; ``progress`` is called with how many are done, and of how many."""
        return dict(self._each(job, progress))

    def _each(self, job: Job, progress: Callable[[int, int], None]) -> Iterator[tuple[int, Any]]:
        units = self.units(job)
        progress(0, len(units))
        for done, unit in enumerate(units, start=1):
            yield unit, job.do(unit)
            progress(done, len(units))


class ShareType(click.ParamType[Share]):
    """``2/8``."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Share:
        """The share. Raises BadParameter: there is no such one."""
        number, slash, of = str(value).partition("/")
        if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail(f"{value!r} is no share: write 1/4 for the first of four", param, ctx)
        return Share(int(number), int(of))
