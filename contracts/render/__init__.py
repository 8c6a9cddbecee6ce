"""Reports in the formats people and programs read: one file for each, one line each in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable

from contracts.render import as_html, as_json, as_markdown, as_text

FORMATS: dict[str, Callable[..., str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
    "html": as_html.render,
}
"""What writes a ``Report`` in each format. Every one tells every fact."""
