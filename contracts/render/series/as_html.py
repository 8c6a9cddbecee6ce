"""The index of a series as one HTML file that needs nothing else but the pages it links to."""

from __future__ import annotations

from contracts.render import wording
from contracts.render.as_html import anchors, fill
from contracts.render.series import model
from contracts.render.series.model import Pair, Series


def render(series: Series) -> str:
    """The index as an HTML page."""
    return fill("series.html", series=series, model=model, anchors_of=_anchors)


def _anchors(pair: Pair) -> dict[int, str]:
    """The anchors of a pair's findings on its own page."""
    return anchors(wording.ordered(pair.report))
