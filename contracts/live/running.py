"""A run against a live account: the engine in a process of its own, the gateway between, and the cleaning up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import PROBES, Choices
from contracts.conformance.tally import Progress
from contracts.errors import ContractError
from contracts.findings import Finding, Report
from contracts.interrupts import interruptible
from contracts.live.account import Account, opened
from contracts.live.callers import Caller
from contracts.live.child import Noted, Task
from contracts.live.cleanup import Cleaned, Cleanup
from contracts.live.counts import Counts
from contracts.live.engine import Engine, starting
from contracts.live.folders import DOCUMENT, folder_for
from contracts.live.gateway import Gateway
from contracts.live.ledger import FILE, Ledger
from contracts.live.listening import listening
from contracts.live.profile import Profile, Writes
from contracts.live.reporting import LEFT_BEHIND, completed, deletion, of_account
from contracts.runs import folders
from contracts.runs.about import begun
from contracts.runs.journal import FILE as JOURNAL
from contracts.runs.journal import Ended, Journal, Line
from contracts.runs.part import CLEANUP, Part
from contracts.runs.past import Past
from specs.model import Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: its report, and what became of its requests."""

    report: Report
    counts: Counts


def run(  # noqa: PLR0913 - the public call names all that a run has to do with
    document: Document,
    profile: Profile,
    credentials: Credentials | None,
    choices: Choices,
    *,
    other: Credentials | None = None,
    home: Path,
    resume: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Test an account, and leave it as it was.

    Args:
        document: what the server should do.
        profile: what may be done to the account.
        credentials: who calls; None for nobody.
        choices: how to test.
        other: a second account, for checks that need one.
        home: where the folders of runs are kept.
        resume: the folder of a run that ended early, and is gone on with; None for a new one.
        progress: called after every step.
        say: told what a person should know while it goes on.

    Returns:
        What came of it; what a person has to clean up is a finding in the report.

    Raises:
        ContractError: what is to be gone on with is another run, the server cannot be reached, refuses the
            credentials, or the engine failed. What was created has been cleaned up.
        KeyboardInterrupt: the user stopped it, and what was created has been cleaned up.
    """
    name = resume.name if resume is not None else folders.named()
    about = begun(document, profile.url, choices, run=name, profile=profile)
    second = other if PROBES in choices.phases else None
    with starting() as engine, opened(name, document, profile, credentials, second) as account:
        folder = resume if resume is not None else folder_for(home, about, document)
        with folders.held(folder):
            past = folders.resume(folder, about, say) if resume is not None else None
            say(f"run {name}: {_manner(profile)}")
            return _run(_Run(folder, account, engine, choices, past, progress, say))


@dataclass(frozen=True, slots=True)
class _Run:
    folder: Path
    account: Account
    engine: Engine
    choices: Choices
    past: Past | None
    progress: Callable[[Progress], None] | None
    say: Callable[[str], None]

    @property
    def name(self) -> str:
        return self.folder.name


def _run(run: _Run) -> Outcome:
    account, ledger, journal = run.account, Ledger(run.folder / FILE), Journal(run.folder / JOURNAL)
    try:
        gateway = account.gateway(run.name, ledger, account.profile.budget)
        try:
            with interruptible() as asked, listening(gateway) as address:
                report = _tested(run, gateway, address, asked, journal)
        finally:
            cleaned = cleaned_up(run.name, account, ledger, run.say)
        whole = completed(report, account, gateway, cleaned, run.name)
        _note_end(journal, whole)
        return Outcome(whole, gateway.counts)
    except KeyboardInterrupt:
        run.say(f"to go on: --resume {run.name}")
        raise
    finally:
        ledger.close()
        journal.close()


def _note_end(journal: Journal, report: Report) -> None:
    """Write down what only the end has shown."""
    left = [each for each in report.findings if each.rule == LEFT_BEHIND]
    for each in left:
        journal.write(Line.FINDING, each)
    journal.write(Line.PART, Part(phase=CLEANUP, ends=True, found={each.fingerprint: each.seen for each in left}))
    journal.write(Line.ENDED, Ended.of(report))


def cleaned_up(name: str, account: Account, ledger: Ledger, say: Callable[[str], None]) -> Cleaned:
    """Delete what a run created, and say what is left."""
    budget = replace(account.profile.budget, requests=100_000, seconds=3_600.0, megabytes=1_000.0, errors=50)
    gateway = account.gateway(name, ledger, budget)
    cleaned = Cleanup(account.document, account.items, account.base, ledger, gateway.ask).clean()
    if cleaned.gone or cleaned.left:
        say(f"cleaned up: {cleaned.gone} of {cleaned.gone + len(cleaned.left)} created items are gone")
    for each in cleaned.left:
        say(f"left behind: {each.item or each.operation}: {each.told}")
        by_hand = deletion(each, account)
        if by_hand:
            say(f"  {by_hand}")
    return cleaned


def _manner(profile: Profile) -> str:
    return {
        Writes.NONE: "only safe methods are sent",
        Writes.OWNED: "only what it creates is changed and deleted",
        Writes.OPEN: f"all that {profile.account} can reach may be changed and deleted",
    }[profile.writes]


def _tested(run: _Run, gateway: Gateway, address: str, asked: Event, journal: Journal) -> Report:
    """The engine's report, from a process of its own."""
    account = run.account
    without = frozenset(each.key for each in account.document.operations if gateway.guard.operation(each).rule)
    if len(without) == len(account.document.operations):
        raise ContractError("nothing may be sent", hint="see what is held back, and why, with --explain")
    task = Task(
        document=run.folder / DOCUMENT,
        base_url=address + account.base,
        masks=_masks(account.caller),
        other=_masks(account.other),
        logs_in=account.profile.try_log_in and account.caller is not None and account.caller.session.logs_in,
        choices=run.choices,
        writes=account.profile.writes is not Writes.NONE,
        without=without,
        server=account.profile.url,
        past=run.past,
    )

    def take(told: Progress | Noted) -> None:
        if isinstance(told, Noted):
            finding = isinstance(told.value, Finding)
            journal.write(told.kind, of_account(told.value, address, account) if finding else told.value)
        elif run.progress is not None:
            run.progress(told)

    return run.engine.report(task, take, gateway, asked)


def _masks(caller: Caller | None) -> dict[str, str] | None:
    return asdict(caller.masked.credentials) if caller is not None else None
