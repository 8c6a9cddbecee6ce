"""Two runs compared as JSON, for programs. ``runs.schema.json`` beside this file describes the shape."""

from __future__ import annotations

from typing import Any

from contracts.render import as_json
from contracts.render.runs import telling
from contracts.runs.about import About
from contracts.runs.comparing import Compared, Comparison
from contracts.runs.pace import Pace

FORMAT = 1
"""Raised when a member changes its meaning or goes away; new members may come at any time."""


def render(comparison: Comparison) -> str:
    """A comparison as a JSON text."""
    return as_json.write(
        {
            "format": FORMAT,
            "kind": "runs",
            "explanation": telling.explanation(comparison),
            "first": _about(comparison.first),
            "second": _about(comparison.second),
            "same_server": comparison.same_server,
            "unlike": [{"what": each.what, "first": each.first, "second": each.second} for each in comparison.unlike],
            "unfinished": list(comparison.unfinished),
            "counts": dict(telling.counts(comparison)),
            "findings": [_compared(each) for each in comparison.findings],
            "slower": [_pace(each) for each in comparison.paces.slower],
            "faster": [_pace(each) for each in comparison.paces.faster],
            "overall_pace": round(comparison.paces.overall, 4),
            "untimed": list(comparison.paces.untimed),
            "common": list(comparison.common),
            "dropped": list(comparison.dropped),
            "added": list(comparison.added),
            "notes": list(telling.notes(comparison)),
        }
    )


def _about(about: About) -> dict[str, Any]:
    return {
        "run": about.run,
        "began": about.began,
        "document": about.document,
        "digest": about.digest,
        "target": about.target,
        "seed": about.choices.seed,
        "versions": dict(about.versions),
    }


def _compared(compared: Compared) -> dict[str, Any]:
    first, second = compared.seen
    return {"change": compared.change.value, "seen": [first, second], "finding": as_json.finding_data(compared.finding)}


def _pace(pace: Pace) -> dict[str, Any]:
    return {
        "operation": pace.operation,
        "first_milliseconds": round(pace.first / 1000, 3),
        "second_milliseconds": round(pace.second / 1000, 3),
        "answers": list(pace.answers),
        "chance": pace.chance,
    }
