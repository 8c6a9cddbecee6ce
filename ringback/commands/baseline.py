"""``ringback baseline``: accept what a report found, in a file that people review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from contracts.errors import ContractError
from contracts.findings import Severity
from contracts.render.wording import plural
from ringback import baselines
from ringback.fingerprints import meant
from ringback.headings import Command
from specs.whole_files import alone, write_whole

FILE = "ringback-baseline.toml"
_Told = tuple[list[baselines.Accepted], frozenset[str], str]
"""As ``baselines.told_in`` tells it of a report."""


@click.command(cls=Command)
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    default=FILE,
    show_default=True,
    help="The baseline; what stands in it already stays.",
)
@click.option("--reason", metavar="TEXT", help="Why the findings may pass; reports tell it.")
@click.option("--owner", metavar="NAME", default="", help="Who has to do with them.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The last day on which they may, e.g. 2027-06-30."
)
@click.option(
    "--only",
    multiple=True,
    metavar="FINGERPRINT",
    help="Accept this finding and no other, by its first digits; repeatable.",
)
@click.option(
    "--severity",
    type=click.Choice([each.value for each in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Accept findings that are at least as grave.",
)
@click.option("--prune", is_flag=True, help="Take out what these reports have no more, and what is over.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
def baseline(
    reports: tuple[Path, ...],
    file: Path,
    reason: str | None,
    owner: str,
    until: datetime | None,
    only: tuple[str, ...],
    severity: str,
    *,
    prune: bool,
    quiet: bool,
) -> None:
    """Accept the findings of reports in JSON, so that they fail no run any more.

    REPORT is what ringback test or ringback diff wrote to a file such as report.json. Each finding becomes a table with
    its fingerprint, the reason, an owner and the day until which it may pass, in a file that people review; --baseline
    of both commands reads it, and tells what it lets pass, what is over, and what is no longer found. Exit code: 0 when
    the file is as it should be, 2 when it could not be written.
    """
    if not prune and not reason:
        raise click.UsageError("--reason is missing: say why these findings may pass")
    terms = baselines.Terms(reason or "", owner, until.date().isoformat() if until else "")
    severities = [each.value for each in Severity if each.rank <= Severity(severity).rank]
    told = [baselines.told_in(report, severities) for report in reports]
    found = [each for these, _, _ in told for each in these]
    named = {meant(digits, (each.fingerprint for each in found), _where(reports, severity)) for digits in only}
    accepted = [each for each in found if not only or each.fingerprint in named]
    with _told(file), alone(file):
        made, gone = _merged(file, told, accepted, terms, prune=prune)
        write_whole(file, made.encode())
    if not quiet:
        there = made.count("\n[[ignore]]")
        pruned = f", {gone} taken out" if prune else ""
        click.echo(f"ringback: {file}: {plural(there, 'accepted finding')}{pruned}", err=True)


def _merged(
    file: Path, told: Sequence[_Told], accepted: Iterable[baselines.Accepted], terms: baselines.Terms, *, prune: bool
) -> tuple[str, int]:
    """What is to stand in a baseline, and how many of its entries do no more."""
    text = file.read_text("utf-8") if file.exists() else ""
    held = baselines.read(file, str(file))[1].get("ignore", []) if text else []
    if prune:
        met = {(fingerprint, kind) for _, fingerprints, kind in told for fingerprint in fingerprints}
        kinds = {kind for _, _, kind in told}
        stale = {number for number, each in enumerate(held) if _is_stale(each, met, kinds)}
        text = baselines.pruned(text, stale.__contains__)
        held_still = [each for number, each in enumerate(held) if number not in stale]
    else:
        held_still = held
    known = {(each["fingerprint"], each.get("kind", "")) for each in held_still}
    made = baselines.grown(text, known, accepted, terms) if terms.reason else text
    return made, len(held) - len(held_still)


def _where(reports: tuple[Path, ...], severity: str) -> str:
    """What was looked through: ``report.json (--severity error)``."""
    return f"{', '.join(map(str, reports))} (--severity {severity})"


def _is_stale(held: dict[str, str], met: set[tuple[str, str]], kinds: set[str]) -> bool:
    """Whether an entry is over, or of a kind that these reports are of, and in none of them."""
    if held.get("until") and date.fromisoformat(held["until"]) < datetime.now(UTC).date():
        return True
    kind = held.get("kind")
    mine = kinds if kind is None else {kind} & kinds
    return bool(mine) and not any((held["fingerprint"], each) in met for each in mine)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        told = f"{file}: the baseline could not be written: {(error.strerror or '').lower()}"
        raise ContractError(told, hint="give another file with --file") from error
