"""Reports in the formats people and programs read: one file for each, one line each in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable

from contracts.findings import Report
from contracts.render import as_html, as_json, as_markdown, as_text

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
    "html": as_html.render,
}
"""Every format tells every fact."""
