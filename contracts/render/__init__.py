"""Reports in the formats people and programs read: one file for each, one line each in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable

from contracts.render import as_github, as_gitlab, as_html, as_json, as_junit, as_markdown, as_sarif, as_text

FORMATS: dict[str, Callable[..., str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
    "html": as_html.render,
    "junit": as_junit.render,
    "sarif": as_sarif.render,
    "github": as_github.render,
    "gitlab": as_gitlab.render,
}
"""What writes a ``Report`` in each format. Every one tells every fact; but GitLab's is a list of findings alone."""
