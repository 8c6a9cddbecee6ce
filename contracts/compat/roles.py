"""Findings of a comparison whose two sides are called otherwise than old and new."""

from __future__ import annotations

from dataclasses import replace

from contracts.findings import Finding


def called(finding: Finding, old: str, new: str) -> Finding:
    """A finding whose witness tells by other names who accepts and who refuses it."""
    if finding.witness is None:
        return finding
    names = {"old": old, "new": new}
    shown = replace(
        finding.witness,
        accepted_by=names.get(finding.witness.accepted_by, ""),
        refused_by=names.get(finding.witness.refused_by, ""),
    )
    return replace(finding, witness=shown)
