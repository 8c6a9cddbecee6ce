"""A run against a live account: the engine in a process of its own, the gateway between, and the cleaning up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Any

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.conformance.tally import Progress
from contracts.errors import ContractError
from contracts.findings import Report
from contracts.interrupts import interruptible, uninterrupted
from contracts.live.account import Account, opened
from contracts.live.child import Task, test
from contracts.live.cleanup import Cleaned, Cleanup
from contracts.live.folders import DOCUMENT, begun
from contracts.live.gateway import Counts, Gateway
from contracts.live.ledger import FILE, Ledger
from contracts.live.listening import listening
from contracts.live.profile import Profile, Writes
from contracts.live.reporting import completed
from specs.model import Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: its report, and what became of its requests."""

    report: Report
    counts: Counts


def run(
    document: Document,
    profile: Profile,
    credentials: Credentials | None,
    choices: Choices,
    *,
    home: Path,
    progress: Callable[[Progress], None] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Test an account, and leave it as it was.

    Args:
        document: what the server should do.
        profile: what may be done to the account.
        credentials: who calls; None for nobody.
        choices: how to test.
        home: where the folders of runs are kept.
        progress: called after every step.
        say: told what a person should know while it goes on.

    Returns:
        What came of it; what a person has to clean up is a finding in the report.

    Raises:
        ContractError: the server cannot be reached, refuses the credentials, or the engine failed. What was created
            has been cleaned up.
        KeyboardInterrupt: the user stopped it, and what was created has been cleaned up.
    """
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    with opened(document, profile, credentials) as account:
        folder = begun(home / name, account)
        ledger = Ledger(folder / FILE)
        gateway = account.gateway(name, ledger, profile.budget)
        say(f"run {name}: {_manner(profile)}")
        try:
            with interruptible() as asked, listening(gateway.answer) as address:
                report = _tested(folder, account, gateway, address, choices, asked, progress)
        finally:
            cleaned = cleaned_up(name, account, ledger, say)
            ledger.close()
        return Outcome(completed(report, account, gateway, cleaned, name), gateway.counts)


def cleaned_up(name: str, account: Account, ledger: Ledger, say: Callable[[str], None]) -> Cleaned:
    """Delete what a run created, and say what is left."""
    budget = replace(account.profile.budget, requests=100_000, seconds=3_600.0, megabytes=1_000.0, errors=50)
    gateway = account.gateway(name, ledger, budget)
    cleaned = Cleanup(account.document, account.items, account.base, ledger, gateway.ask).clean()
    if cleaned.gone or cleaned.left:
        say(f"cleaned up: {cleaned.gone} of {cleaned.gone + len(cleaned.left)} created items are gone")
    for each in cleaned.left:
        say(f"left behind: {each.item or each.operation}: {each.told}")
    return cleaned


def _manner(profile: Profile) -> str:
    return {
        Writes.NONE: "only safe methods are sent",
        Writes.OWNED: "only what it creates is changed and deleted",
        Writes.OPEN: f"all that {profile.account} can reach may be changed and deleted",
    }[profile.writes]


def _tested(
    folder: Path,
    account: Account,
    gateway: Gateway,
    address: str,
    choices: Choices,
    asked: Event,
    progress: Callable[[Progress], None] | None,
) -> Report:
    """The engine's report, from a process of its own."""
    without = frozenset(each.key for each in account.document.operations if gateway.guard.operation(each).rule)
    if len(without) == len(account.document.operations):
        raise ContractError("nothing may be sent", hint="see what is held back, and why, with --explain")
    task = Task(
        document=folder / DOCUMENT,
        base_url=address + account.base,
        masks=_masks(account),
        choices=choices,
        writes=account.profile.writes is not Writes.NONE,
        without=without,
    )
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    stopped = context.Event()
    process = context.Process(target=test, args=(task, theirs, stopped), daemon=True)
    with uninterrupted():
        process.start()
    theirs.close()
    try:
        return _listen(ours, gateway, stopped, asked, progress)
    finally:
        process.kill()
        process.join(10)


def _listen(
    connection: Connection, gateway: Gateway, stopped: Any, asked: Event, progress: Callable[[Progress], None] | None
) -> Report:
    while True:
        if asked.is_set():
            raise KeyboardInterrupt
        try:
            told = connection.recv() if connection.poll(0.2) else None
        except EOFError as error:
            raise ContractError("the test engine ended before its time") from error
        if gateway.stopped:
            stopped.set()
        if isinstance(told, Report):
            return told
        if isinstance(told, ContractError):
            raise told
        if isinstance(told, Progress) and progress is not None:
            progress(told)


def _masks(account: Account) -> dict[str, str] | None:
    return asdict(account.masked.credentials) if account.masked is not None else None
