"""The index of a series as one HTML file that needs nothing else but the pages it links to."""

from __future__ import annotations

from contracts.findings import Finding
from contracts.render import wording
from contracts.render.as_html import anchors, fill
from contracts.render.series import claims, going, model, pages, parts
from contracts.render.series.model import Pair, Series


def render(series: Series) -> str:
    """The index as an HTML page."""
    words = {"model": model, "pages": pages, "parts": parts, "claims": claims, "going": going}
    return fill("series.html", series=series, anchors_of=_anchors, target=_target, **words)


def _target(pair: Pair, finding: Finding) -> str:
    """Where a finding of a pair is told of."""
    return f"{pair.page}.html#{finding.fingerprint}" if pair.page else f"#{pair.anchor}"


def _anchors(pair: Pair) -> dict[int, str]:
    """The anchors of a pair's findings on its own page."""
    return anchors(wording.ordered(pair.report))
