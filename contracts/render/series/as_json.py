"""The index of a series as JSON, for programs."""

from __future__ import annotations

from typing import Any

from contracts.findings import Finding
from contracts.render import as_json, verdicts, wording
from contracts.render.series import model
from contracts.render.series.model import Pair, Release, Series, Since


def render(series: Series) -> str:
    """The index as a JSON text."""
    return as_json.write(
        {
            "format": as_json.FORMAT,
            "kind": "series",
            "api": series.api,
            "explanation": f"{model.headline(series)} {model.extent(series)}",
            "provenance": model.provenance(series),
            "releases": [_release(release) for release in series.releases],
            "pairs": [_pair(pair) for pair in series.pairs],
            "since": [_since(since) for since in series.since],
        }
    )


def _release(release: Release) -> dict[str, str]:
    return {"version": release.version, "date": release.date, "file": release.file, "origin": release.origin}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "old": pair.old.version,
        "new": pair.new.version,
        "neighbours": pair.step,
        "report": f"{pair.page}.json" if pair.page else None,
        "command": model.command(pair),
        "verdict": pair.report.verdict.value,
        "judged": pair.report.judged,
        "counts": verdicts.counts(pair.report),
        "breaking": [_break(finding) for finding in pair.breaking],
    }


def _break(finding: Finding) -> dict[str, Any]:
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "level": finding.level.value,
        "message": finding.message,
        "audience": wording.audience(finding),
        "operations": list(finding.operations),
        "reason": finding.witness.reason if finding.witness else "",
    }


def _since(since: Since) -> dict[str, Any]:
    return {
        "since": since.release.version,
        "affects": [release.version for release in since.affects],
        "link": since.link,
        **_break(since.finding),
    }
