"""Which checks ``ringback test`` makes."""

from __future__ import annotations

from dataclasses import dataclass

import click

from ringback import kinds
from ringback.grouping import as_one


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """A choice of checks.

    Attributes:
        only: those that are wanted; all where none is named.
        without: those that are not.
        max_response_time: seconds that an answer may take; None for as long as it does.
    """

    only: tuple[str, ...]
    without: tuple[str, ...]
    max_response_time: float | None

    def names(self) -> frozenset[str]:
        """The checks to make. Raises ContractError: there is none of such a name."""
        from contracts.conformance.probes.selection import selected

        return selected(self.only, self.without)


OWN = (
    "internals-told",
    "write-only-told",
    "private-answer-cacheable",
    "challenge-missing",
    "sniffing-allowed",
    "https-not-demanded",
    "rate-limit-inconsistent",
    "deprecation-untold",
    "lifecycle-header-wrong",
    "write-not-read-back",
    "change-lost",
    "put-not-repeatable",
    "delete-not-repeatable",
    "idempotency-key-ignored",
    "if-match-ignored",
    "condition-not-demanded",
    "if-none-match-ignored",
    "entity-tag-wrong",
    "entity-tag-kept",
    "foreign-item-reached",
    "stranger-admitted",
    "account-turned-away",
    "forged-token-accepted",
    "expired-token-accepted",
    "scope-not-demanded",
    "account-existence-told",
    "any-origin-trusted",
    "list-misses-created",
    "creation-doubled",
    "entry-repeated",
    "total-wrong",
    "next-page-untold",
    "page-walk-dishonest",
    "filter-ignored",
    "sort-ignored",
    "accept-ignored",
    "refused-method-allowed",
)
"""The checks beyond the test engine's, as ``contracts.conformance.probes.table`` has them: too long to import."""
_LISTED = f"Of ours there are {', '.join(OWN)}; docs/checks.md has all."

check_options = as_one(
    "checks",
    Checks,
    click.option("--check", "only", multiple=True, metavar="NAME", help=f"Only this check; repeatable. {_LISTED}"),
    click.option("--without-check", "without", multiple=True, metavar="NAME", help="Not this check; repeatable."),
    click.option(
        "--max-response-time",
        type=kinds.Number(0, min_open=True),
        metavar="SECONDS",
        help="What takes longer is a finding.",
    ),
)
