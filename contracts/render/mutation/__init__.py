"""The score of a test suite, as people and programs read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts.render.mutation import as_json, as_markdown, as_text

FORMATS: Mapping[str, Callable[..., str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "markdown": as_markdown.render,
}
"""What writes a ``Score`` in each format."""
