"""The console of a mock with what a mock alone cannot do: comparing documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from specs.errors import SpecError

if TYPE_CHECKING:
    from contracts.findings import Finding
    from mockserver.console.comparing import Change, Comparison
    from mockserver.hosts.hosting import Host
    from mockserver.serving.pages import Pages
    from specs.model import Document

_MOST = 200
"""Findings that are shown one by one beside the report, which has all of them."""


def pages_of(host: Host) -> Pages:
    """What answers beside a mock, made when it is first asked something."""
    from mockserver.beside import controlling

    return controlling(host, compare)


def compare(old: Document, new: Document) -> Comparison:
    """What the console shows of comparing two documents. Raises SpecError: nothing was compared."""
    from contracts.compat import compare as comparing
    from contracts.render import FORMATS, verdicts, wording
    from mockserver.console.comparing import Comparison

    report = comparing.compare(old, new)
    if not report.judged:
        raise SpecError("no operation was compared", hint="both documents must describe operations")
    shown = [finding for finding in wording.ordered(report) if finding.witness]
    return Comparison(
        title=report.title,
        new=new.source.name,
        headline=verdicts.headline(report),
        tone=_tone(report.verdict),
        explanation=verdicts.explanation(report),
        counts=verdicts.counts(report),
        changes=tuple(_changes(shown[:_MOST])),
        page=FORMATS["html"](report),
    )


def _tone(verdict: Any) -> str:
    return {"breaking": "bad", "unproven": "warn", "compatible": "good"}.get(str(getattr(verdict, "value", "")), "note")


def _changes(findings: list[Finding]) -> Iterator[Change]:
    from contracts.render import wording
    from mockserver.console.comparing import Change

    for finding in findings:
        witness = finding.witness
        if witness is None:
            continue
        told = (f"{wording.took(witness)}: {wording.offence(witness)}", witness.reason)
        yield Change(
            fingerprint=finding.fingerprint,
            message=finding.message,
            tone=_tone(finding.verdict),
            verdict=finding.verdict.value if finding.verdict else finding.severity.value,
            advice=finding.advice,
            operations=finding.operations,
            reason=": ".join(each for each in told if each),
            request=witness.request,
            response=witness.response,
            override=_override(finding),
        )


def _override(finding: Finding) -> Mapping[str, Any] | None:
    """What makes a mock answer with the response that shows a finding; None where nothing does."""
    from contracts.errors import ContractError
    from ringback.witnesses import Shown, override

    if finding.witness is None or finding.witness.response is None:
        return None
    told = {"fingerprint": finding.fingerprint, "operations": list(finding.operations)}
    try:
        return override(Shown(finding=told, request=finding.witness.request, response=finding.witness.response))
    except ContractError:
        return None
