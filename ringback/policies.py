"""The options and the configuration of policies, and a comparison as they see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from contracts.compat.policy import written
from contracts.compat.policy.applying import Judge
from contracts.compat.policy.notice import Releases
from contracts.compat.policy.values import Policy
from contracts.findings import Level
from ringback.baselines import baseline_option, ignores
from ringback.earlier import before
from ringback.grouping import as_one

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from contracts.findings import Report
    from ringback.config.commands import Section
    from specs.model import Document

TABLES: dict[str, dict[str, Any]] = {
    "overrides": {"type": "array", "description": "Other severities.", "items": written.OVERRIDE},
    "ignore": {"type": "array", "description": "What is let pass.", "items": written.IGNORE},
    "versions": written.VERSIONS,
    "removals": written.REMOVALS,
}
"""The schemas of what a section says of a policy, by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What options say that a policy goes by.

    Attributes:
        released: when the new document is released; None for today.
        earlier: names of the releases before the old one, the oldest first.
        baselines: files of what is let pass.
    """

    released: datetime | None = None
    earlier: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day of the release."""
        return (self.released or datetime.now(UTC)).date()


policy_options = as_one(
    "told",
    Told,
    click.option(
        "--released",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DAY",
        help="When NEW is released, e.g. 2027-06-30: notice periods and ignores go by it.  [default: today]",
    ),
    click.option(
        "--earlier",
        metavar="DOC",
        multiple=True,
        help="A release before OLD, in which deprecation is looked for; repeatable, the oldest first. Of the"
        " catalogue and of Git revisions (by their tags) they are found without.",
    ),
    baseline_option,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """The policy of one run.

    Attributes:
        earlier: releases before the old one, the oldest first; where none is named, they are looked for.
        read: opens one of those.
    """

    judge: Judge
    earlier: tuple[Document, ...]
    read: Callable[[str], Document]

    def seen(self, report: Report, old: Document, new: Document) -> Report:
        """The comparison of two documents, of all levels, as the policy sees it.

        Raises:
            SpecError: the policy names operations by a pattern that is none.
        """
        earlier = self.earlier or self._before(old)
        names = {"earlier releases": ", ".join(each.source.name for each in earlier)} if earlier else {}
        releases = Releases(old=old, new=new, earlier=earlier, day=self.judge.day)
        return self.judge.seen(releases, replace(report, facts={**report.facts, **names}))

    def _before(self, old: Document) -> tuple[Document, ...]:
        """As many releases as the policy asks for, the old one apart."""
        removals = self.judge.policy.removals
        return before(old, removals.releases - 1, self.read) if removals else ()

    def ended(self, report: Report) -> Report:
        """The report of the whole run, with what the policy said in vain."""
        return replace(report, findings=(*report.findings, *self.judge.stale()))


def as_decided(
    section: Section, *, severities: bool = True, baselines: tuple[str, ...] = ()
) -> Callable[[Report, Document, Document], Report]:
    """How a section of the configuration sees any comparison: what it lets pass and, unless told otherwise, severities.

    What it asks of a release, of its version and its notice, is asked by ``deciding`` alone.

    Args:
        section: of the configuration.
        severities: whether those that it gives hold.
        baselines: files of what is let pass, too.

    Raises:
        ContractError: the policy cannot be used.
    """
    whole = _written(section)
    accepted = (*whole.ignores, *ignores(baselines, "compatibility"))
    policy = Policy(overrides=whole.overrides if severities else (), ignores=accepted)
    judge = Judge(policy, Told().day, Level.WIRE)
    return lambda report, old, new: judge.seen(Releases(old=old, new=new, day=judge.day), report)


def _written(section: Section) -> Policy:
    return written.policy(section.value, lambda pointer: section.config.place(section.pointer + pointer))


def deciding(section: Section, told: Told, read: Callable[[str], Document], level: str) -> Deciding:
    """The policy of a section of the configuration.

    Args:
        section: of the configuration.
        told: what options say.
        read: opens an earlier release.
        level: value of the ``Level`` that is promised not to break.

    Raises:
        ContractError: the policy cannot be used.
        SpecError: an earlier release cannot be read.
    """
    whole = _written(section)
    policy = replace(whole, ignores=(*whole.ignores, *ignores(told.baselines, "compatibility")))
    judge = Judge(policy, told.day, Level(level))
    return Deciding(judge=judge, earlier=tuple(map(read, told.earlier)), read=read)
