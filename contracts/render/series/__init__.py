"""The report of a whole series of releases: every release against every later one, in every format."""

from __future__ import annotations

from collections.abc import Callable

from contracts.render.series import as_html, as_json, as_markdown, as_text
from contracts.render.series.model import Release, Series

__all__ = ["FORMATS", "Release", "Series"]

FORMATS: dict[str, Callable[[Series], str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
    "html": as_html.render,
}
"""Every format tells every fact."""
