"""``ringback mock --verify``: the mock is tested by the part that tests servers, in one process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback import kinds
from ringback.grouping import as_one
from specs.whole_files import demand_writable, write_whole

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Served
    from mockserver.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """Whether a mock is tested in place of being served, and how.

    Attributes:
        verify: whether it is.
        certificate: where the certificate is written to as JSON; None for nowhere.
        max_examples: requests made up for each operation in each phase.
        max_time: seconds until each document's test is stopped; None for as long as it takes.
    """

    verify: bool
    certificate: Path | None
    max_examples: int
    max_time: float | None

    def __post_init__(self) -> None:
        if self.certificate and not self.verify:
            raise click.UsageError("--certificate is written by --verify only")

    def demand_alone(self, explained: str | None) -> None:
        """Raises UsageError: the mock is to be explained, too, which is something else."""
        if self.verify and explained:
            raise click.UsageError("give either --explain or --verify: each does something else, and serves nothing")


verifying_options = as_one(
    "verifying",
    Verifying,
    click.option(
        "--verify",
        is_flag=True,
        help="Serve nothing: test the mock of each SPEC with all checks and print a certificate.",
    ),
    click.option(
        "--certificate",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="With --verify: write the certificate to FILE, as JSON.",
    ),
    click.option(
        "--max-examples",
        type=kinds.Whole(1),
        metavar="NUMBER",
        default=20,
        show_default=True,
        help="With --verify: requests made up for each operation.",
    ),
    click.option(
        "--max-time",
        type=kinds.Number(0, min_open=True),
        metavar="SECONDS",
        help="With --verify: stop testing a document after this long.",
    ),
)
"""The options of testing a mock; a command gets them as ``verifying``."""


def verify(documents: Sequence[Served], settings: Settings, how: Verifying, *, quiet: bool) -> int:
    """Test the mock of each document, print and write the certificate, and give the exit code.

    0 where no check failed but for what a document leaves no way around, 1 where another did, 2 where of a document
    nothing could be tested.

    Raises:
        ContractError: the certificate cannot be written.
    """
    from contracts.conformance.causes import Causes
    from contracts.conformance.choices import PHASES, PROBES, Choices
    from contracts.conformance.probes.table import NAMES
    from contracts.conformance.run import examine
    from contracts.interrupts import interruptible
    from contracts.render import as_text
    from ringback import certificate
    from ringback.own_mock import own_mock, watched

    if how.certificate:
        with _told(how.certificate):  # that it cannot be done is to be known before, not at the end
            demand_writable(how.certificate)
    made = []
    for served in documents:
        with (
            own_mock(served.document, settings) as target,
            watched(quiet=quiet) as progress,
            interruptible() as asked,
        ):
            examination = examine(
                served.document,
                target.base_url,
                Choices(
                    seed=settings.seed or 0,
                    max_examples=how.max_examples,
                    max_seconds=how.max_time,
                    phases=(*PHASES, PROBES),
                    checks=NAMES,
                ),
                credentials=target.credentials,
                other=target.other,
                causes=Causes(served.document),
                interrupted=asked.is_set,
                progress=progress,
            )
        made.append(certificate.certified(served.document, examination))
        if shown := certificate.shown(made[-1]):
            click.echo(as_text.render(shown))
        click.echo(certificate.as_text(made[-1]))
    if how.certificate:
        told = json.dumps(certificate.as_object(tuple(made)), indent=2, ensure_ascii=False) + "\n"
        with _told(how.certificate):
            write_whole(how.certificate, told.encode())
    verdicts = {each.verdict for each in made}
    for each in made:
        if each.verdict == "untested":
            name = each.report.subjects["document"]
            why = f"see ringback specs check {name}" if each.report.skipped else "it has no operation to be asked"
            click.echo(f"ringback: {name}: nothing could be tested ({why})", err=True)
    return 1 if "broken" in verdicts else 2 if "untested" in verdicts else 0


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        from contracts.errors import ContractError

        told = f"{file}: the certificate could not be written: {error.strerror}"
        raise ContractError(told, hint="give another file with --certificate") from error
