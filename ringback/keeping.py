"""What ``ringback test`` keeps of a run: its journal, by which it can be gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ringback.grouping import as_one

if TYPE_CHECKING:
    from contracts.conformance.choices import Choices
    from contracts.findings import Report
    from contracts.runs.journal import Journal
    from contracts.runs.past import Past
    from specs.model import Document

_CHOOSES = {
    "seed": "seed",
    "max_examples": "max_examples",
    "phases": "phases",
    "max_time": "max_seconds",
    "only": "checks",
    "without": "checks",
    "max_response_time": "max_response_seconds",
    "operations": "operations",
    "without_operations": "without_operations",
    "data": "data",
    "threads": "workers",
}
"""Parameters of the command, and the attributes of ``Choices`` that they decide."""

runs_option = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the folders of runs are kept; by default in the user's folder for state.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is kept of a run.

    Attributes:
        journal: whether a journal is; of a live account, one always is.
        resume: the run that is gone on with; None for a new one.
        runs: where the folders of runs are.
    """

    journal: bool
    resume: str | None
    runs: Path | None

    @property
    def home(self) -> Path:
        """The folder that the folders of runs are in."""
        return home(self.runs)

    @property
    def folder(self) -> Path | None:
        """That of the run that is gone on with. Raises ContractError: there is none of that name."""
        from contracts.runs.folders import found

        return found(self.home, self.resume) if self.resume is not None else None

    def choices(self, choices: Choices, context: click.Context) -> Choices:
        """Those that a run began with, and what was said now beside them.

        Raises:
            ContractError: there is no such run, or its journal cannot be read.
        """
        from contracts.runs.past import read

        folder = self.folder
        if folder is None:
            return choices
        default = (None, ParameterSource.DEFAULT)
        said = {told for name, told in _CHOOSES.items() if context.get_parameter_source(name) not in default}
        return replace(read(folder).about.choices, **{name: getattr(choices, name) for name in said})


keeping_options = as_one(
    "keeping",
    Keeping,
    click.option("--journal", is_flag=True, help="Keep a journal of the run: for --resume, and ringback compare."),
    click.option(
        "--resume", metavar="RUN", help="Go on with a run that ended early: what it has done is not sent again."
    ),
    runs_option,
)


def home(folder: Path | None) -> Path:
    """Where the folders of runs are."""
    from platformdirs import user_state_path

    return folder or user_state_path("ringback") / "runs"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run keeps while it goes on: its journal, and what came of its first half; None where there is none."""

    notes: Journal | None = None
    past: Past | None = None

    def end(self, report: Report) -> None:
        """Write down that the run came to its end."""
        from contracts.runs.journal import Ended, Line

        if self.notes is not None:
            self.notes.write(Line.ENDED, Ended.of(report))


@contextmanager
def kept(
    keeping: Keeping, document: Document, target: str, choices: Choices, say: Callable[[str], None]
) -> Iterator[Kept]:
    """Keep what is to be kept of the run within.

    Raises:
        ContractError: the run cannot be gone on with, or the journal not be written.
    """
    from contracts.runs import folders
    from contracts.runs.about import begun
    from contracts.runs.journal import FILE, Journal

    folder = keeping.folder
    if folder is None and not keeping.journal:
        yield Kept()
        return
    about = begun(document, target, choices, run=folder.name if folder is not None else folders.named())
    place = folder if folder is not None else folders.begin(keeping.home, about)
    with folders.held(place):
        past = folders.resume(place, about, say) if folder is not None else None
        journal = Journal(place / FILE)
        say(f"run {about.run}, kept in {place}")
        try:
            yield Kept(journal, past)
        except KeyboardInterrupt:
            say(f"to go on: --resume {about.run}")
            raise
        finally:
            journal.close()
