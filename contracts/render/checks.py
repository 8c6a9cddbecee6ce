"""The page of all checks of ``ringback test``, and what each needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contracts.conformance.checks import CHECKS, Check
from contracts.conformance.probes.declaring import Need
from contracts.conformance.probes.table import PROBES, WATCHES

_NEEDS = {
    Need.WRITES: "may write",
    Need.CREDENTIALS: "an account",
    Need.TWO_USERS: "two accounts",
    Need.LOGIN: "an account that logs in",
}
_HEAD = """# What `ringback test` checks

Written by `python -m contracts.conformance.probes`. The names are those of `--check` and `--without-check`, and of the
findings.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## Of every answer"
    yield ""
    yield from _table((each.check, ()) for each in WATCHES)
    yield "## With requests of their own"
    yield ""
    yield from _table((each.check, each.needs) for each in PROBES)
    yield "## By the test engine"
    yield ""
    yield from _table((each, ()) for each in CHECKS.values())


def _table(rows: Iterable[tuple[Check, tuple[Need, ...]]]) -> Iterator[str]:
    yield "| check | finds | severity | needs | advice |"
    yield "| --- | --- | --- | --- | --- |"
    for check, needs in rows:
        told = ", ".join(_NEEDS[need] for need in needs)
        yield f"| `{check.rule}` | {check.meaning} | {check.severity} | {told} | {check.advice} |"
    yield ""
