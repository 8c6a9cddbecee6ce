"""``ringback test --live``: an account that is tested and left as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table

from contracts.errors import ContractError
from ringback import accounts
from ringback.config.commands import Section
from ringback.grouping import as_one
from ringback.keeping import Keeping
from ringback.own_mock import watched

if TYPE_CHECKING:
    from contracts.conformance.choices import Choices
    from contracts.findings import Report
    from contracts.live.counts import Counts
    from contracts.live.profile import Profile
    from contracts.live.running import Outcome
    from specs.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Whether an account is tested, and how.

    Attributes:
        live: the profile of the account; None where none is tested.
        writes: what may be changed, where that is another than the profile says.
        account: what a person named as the account.
        plan: whether nothing is sent to it.
        explain: whether nothing is sent at all.
    """

    live: str | None
    writes: str | None
    account: str | None
    plan: bool
    explain: bool

    def __post_init__(self) -> None:
        if self.live is None and (self.writes or self.account or self.plan or self.explain):
            raise click.UsageError("--writes, --account, --plan and --explain belong to --live PROFILE")


live_options = as_one(
    "live",
    Live,
    click.option("--live", metavar="PROFILE", help="Test this account of the configuration, and leave it as it was."),
    click.option(
        "--writes",
        type=click.Choice(["none", "owned", "open"]),
        help="What a live run may change: nothing, what it created, or everything.",
    ),
    click.option("--account", metavar="NAME", help="The account that --writes open may change; it is asked for again."),
    click.option("--plan", is_flag=True, help="Send nothing to the account: tell what would be sent."),
    click.option("--explain", is_flag=True, help="Tell which operations are kept from the account, and why."),
)


_WIDE = 160
"""Columns where no terminal says how many."""


def tested(
    document: Document,
    live: Live,
    section: Section,
    url: str | None,
    choices: Choices,
    keeping: Keeping,
    *,
    quiet: bool,
    say: Callable[[str], None],
) -> Report | None:
    """Test an account, once a person has been asked; None where only what would be sent was to be told.

    Raises:
        ContractError: it could not be tested.
    """
    from contracts.live.running import run

    chosen = accounts.profile(section, live.live or "", url, live.writes)
    if live.explain:
        explain(document, chosen)
        return None
    if live.plan:
        with watched(quiet=quiet):
            outcome = _planned(document, chosen, choices, keeping, say)
        explain(document, chosen, outcome.counts)
        return None
    demand_consent(chosen, live.account)
    credentials = accounts.credentials(chosen.credentials)
    other = accounts.credentials(chosen.other, "RINGBACK_OTHER_") if chosen.other else None
    with watched(quiet=quiet) as progress:
        return run(
            document,
            chosen,
            credentials,
            choices,
            other=other,
            home=keeping.home,
            resume=keeping.folder,
            progress=progress,
            say=say,
        ).report


def _planned(
    document: Document, chosen: Profile, choices: Choices, keeping: Keeping, say: Callable[[str], None]
) -> Outcome:
    """Let our own mock stand for the account."""
    from contracts.live.running import run
    from mockserver.settings import Settings
    from ringback.own_mock import own_mock

    say("nothing is sent to the account: our own mock of the document stands in its place")
    with own_mock(document, Settings(seed=choices.seed)) as target:
        instead = replace(chosen, url=target.base_url.rstrip("/"))
        return run(document, instead, target.credentials, choices, home=keeping.home)


def demand_consent(chosen: Profile, account: str | None) -> None:
    """Let a person say twice which account may be changed as a whole.

    Raises:
        ContractError: it was not said, or nobody is there to say it.
    """
    from contracts.live.profile import Writes

    if chosen.writes is not Writes.OPEN:
        return
    if not chosen.account or account != chosen.account:
        raise ContractError(
            f"profile {chosen.name!r} may change all that its account can reach",
            hint=f"say --account {chosen.account or 'NAME, with account = NAME in the profile'}, or --writes owned",
        )
    if not sys.stdin.isatty():
        raise ContractError("a person has to type the account's name, and no terminal is there")
    typed = click.prompt(f"Everything that {account} can reach may be changed or deleted. Its name again", err=True)
    if typed != account:
        raise ContractError("that is not the account's name: nothing was sent")


def explain(document: Document, chosen: Profile, counts: Counts | None = None) -> None:
    """Print what holds for each operation; with counts, how many of its requests would be sent."""
    from contracts.live.guard import Guard
    from contracts.live.items import Items

    items = Items(document, urlsplit(chosen.url).path)
    guard = Guard(document, items, chosen, lambda _: False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("operation", *(("sent",) if counts else ()), "what leaves", "why"):
        table.add_column(heading, justify="right" if heading == "sent" else "left", overflow="fold")
    for operation in document.operations:
        standing = guard.operation(operation)
        sent = (str(counts.sent[operation.key]),) if counts else ()
        kept = standing.rule or ("owned only" if _owned_only(operation.method, chosen) else "sent")
        table.add_row(operation.key, *sent, kept, standing.detail)
    console = Console()
    (console if console.is_terminal else Console(width=_WIDE)).print(table)


def _owned_only(method: str, chosen: Profile) -> bool:
    from contracts.live.dangers import SAFE_METHODS
    from contracts.live.profile import Writes

    return method not in SAFE_METHODS and chosen.writes is Writes.OWNED
