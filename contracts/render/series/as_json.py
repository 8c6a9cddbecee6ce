"""The index of a series as JSON, for programs."""

from __future__ import annotations

from typing import Any

from contracts.compat.policy.versions import Claim
from contracts.findings import Finding
from contracts.render import as_json, verdicts, wording
from contracts.render.series import claims, going, model, parts
from contracts.render.series.going import Entry
from contracts.render.series.model import Pair, Part, Release, Series, Since


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
            "pairs": [_pair(series, pair) for pair in series.pairs],
            "since": [_since(since) for since in series.since],
            "versions": [_claim(step, step.claim) for step in series.steps if step.claim],
            "calendar": {"day": series.day, "entries": [_entry(each) for each in going.entries(series)]},
            "parts": [_part(series, part) for part in series.parts],
        }
    )


def _release(release: Release) -> dict[str, str]:
    return {"version": release.version, "date": release.date, "file": release.file, "origin": release.origin}


def _pair(series: Series, pair: Pair) -> dict[str, Any]:
    return {
        "old": pair.old.version,
        "new": pair.new.version,
        "neighbours": pair.step,
        "report": f"{pair.page}.json" if pair.page else None,
        "command": model.command(pair),
        "verdict": pair.report.verdict.value,
        "judged": pair.report.judged,
        "counts": verdicts.counts(pair.report),
        "breaking": [{**_break(finding), "since": series.came(pair, finding).version} for finding in pair.breaking],
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


def _claim(step: Pair, claim: Claim) -> dict[str, Any]:
    return {
        "old": step.old.version,
        "new": step.new.version,
        "honest": claim.honest,
        "moved": claims.made(claim),
        "asked": claims.wanted(claim),
        "because": claims.because(claim),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "what": entry.what,
        "state": entry.state.value,
        "announced": entry.announced.version if entry.announced else None,
        "announced_or_before": entry.or_before,
        "sunset": entry.sunset or None,
        "gone": entry.gone.version if entry.gone else None,
    }


def _part(series: Series, part: Part) -> dict[str, Any]:
    word, why = parts.answer(series, part, len(series.releases) - 1)
    return {
        "called": part.called,
        "name": part.name,
        "operations": list(part.operations),
        "answer": word,
        "explanation": why,
        "releases": [_standing(series, part, at) for at in range(len(series.releases))],
    }


def _standing(series: Series, part: Part, at: int) -> dict[str, Any]:
    reached = parts.met(part, series.steps[at - 1]) if at else ()
    return {
        "version": series.releases[at].version,
        "is_part": parts.holds(part, at),
        "told": parts.standing(part, at),
        "reached_by": [finding.fingerprint for finding in reached],
    }
