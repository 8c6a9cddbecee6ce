"""Two runs compared, as one HTML file that needs nothing else."""

from __future__ import annotations

from contracts.render.as_html import fill
from contracts.render.runs import telling
from contracts.runs.comparing import Comparison


def render(comparison: Comparison) -> str:
    """A comparison as an HTML page."""
    return fill("runs.html", comparison=comparison, telling=telling)
