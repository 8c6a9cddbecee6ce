"""The report of a whole series of releases: every release against every later one, in three formats."""

from __future__ import annotations

from collections.abc import Callable

from contracts.render.series import as_html, as_json, as_markdown
from contracts.render.series.model import Release, Series

__all__ = ["FORMATS", "Release", "Series"]

FORMATS: dict[str, Callable[[Series], str]] = {
    "html": as_html.render,
    "markdown": as_markdown.render,
    "json": as_json.render,
}
"""Every format tells every fact."""
