"""The report of a run: what the engine found, what was held back from the account, and what is left in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from contracts.conformance.probes.declaring import Need
from contracts.findings import Finding, Report, Severity
from contracts.live.account import Account
from contracts.live.cleanup import Cleaned, Left
from contracts.live.counts import Counts
from contracts.live.gateway import Gateway
from specs.model import Document

LEFT_BEHIND = "left-behind"
"""The rule of what a person has to clean up."""
_LACKING = {
    Need.TWO_USERS.value: "it needs a second account: say where its credentials are with other, in the profile",
    Need.LOGIN.value: "it tries a wrong password where an account logs in: allow it with try_log_in, in the profile",
}
"""What checks need, as the engine tells it, in words of profiles."""


def completed(report: Report, account: Account, gateway: Gateway, cleaned: Cleaned, name: str) -> Report:
    """The engine's report with what only the gateway knows."""
    document, counts = account.document, gateway.counts
    skipped = dict(report.skipped)
    for operation in document.operations:
        standing = gateway.guard.operation(operation)
        if standing.rule:
            skipped[operation.key] = f"held back ({standing.rule}): {standing.detail}"
        elif operation.key in skipped and not counts.sent[operation.key]:
            skipped[operation.key] = _held(counts, operation.key) or skipped[operation.key]
    findings = [of_account(each, report.subjects["target"], account) for each in report.findings]
    left = [_left_behind(each, seen, account) for each, seen in Counter(cleaned.left).items()]
    facts = dict(report.facts) | {
        "run": name,
        "writes": account.profile.writes.value,
        "sent": counts.sent.total(),
        "held back": counts.held.total(),
        "created": cleaned.gone + len(cleaned.left),
        "left behind": len(cleaned.left),
    }
    if gateway.stopped:
        facts["cut short"] = gateway.stopped
    title = f"{document.called} at {urlsplit(account.profile.url).netloc}"
    subjects = {"document": document.source.name, "target": account.profile.url}
    unmade = {rule: _lacking(told) for rule, told in report.unmade.items()}
    return replace(
        report, unmade=unmade, title=title, subjects=subjects, findings=(*left, *findings), facts=facts, skipped=skipped
    )


def _lacking(told: str) -> str:
    """Why a check was not made, in words of profiles."""
    return _LACKING.get(told, told)


def of_account(finding: Finding, gateway: str, account: Account) -> Finding:
    """A finding of the engine as one of the account: its place in the file that the user knows, its server's address.

    Args:
        finding: the engine's.
        gateway: the address that the engine called.
        account: whose server it is.
    """
    reproduce = finding.reproduce.replace(_origin(gateway), _origin(account.profile.url))
    return replace(finding, old=_place(account.document, finding), reproduce=reproduce)


def _held(counts: Counts, key: str) -> str:
    """Why requests of an operation were held back, the commonest reason first."""
    rules = [rule for (operation, rule), _ in counts.held.most_common() if operation == key]
    return f"held back ({rules[0]}): {counts.details[f'{key} {rules[0]}']}" if rules else ""


def _place(document: Document, finding: Finding) -> Any:
    """A finding's place in the file that the user knows."""
    return replace(finding.old, line=document.place(finding.old.pointer)) if finding.old else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _left_behind(left: Left, seen: int, account: Account) -> Finding:
    return Finding(
        rule=LEFT_BEHIND,
        message=f"{left.item or left.operation} was created and is there still: {left.told}",
        severity=Severity.ERROR,
        operations=(left.operation,),
        subject=str(left.item or left.operation),
        advice="delete it by hand",
        seen=seen,
        reproduce=deletion(left, account),
    )


def deletion(left: Left, account: Account) -> str:
    """The command line that deletes something; empty where it has no address."""
    if not left.address:
        return ""
    who = ' -H "Authorization: Bearer $TOKEN"' if account.token else ""
    return f"curl -X DELETE {_origin(account.profile.url)}{left.address}{who}"
