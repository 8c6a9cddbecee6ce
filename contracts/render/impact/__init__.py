"""What a release means for consumers, for people and programs."""

from __future__ import annotations

from collections.abc import Callable

from contracts.render.impact import as_html, as_json, as_markdown, as_text

FORMATS: dict[str, Callable[..., str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
    "html": as_html.render,
}
"""Every format tells every fact."""
