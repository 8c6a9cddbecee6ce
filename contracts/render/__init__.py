"""Reports in the formats people and programs read: one file for each, one line each in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def _in(module: str) -> Callable[..., str]:
    """What writes a format: its module is imported when a report is written so, because most runs write one format."""

    def render(*given: object, **options: object) -> str:
        written: str = import_module(f"{__name__}.{module}").render(*given, **options)
        return written

    return render


FORMATS: dict[str, Callable[..., str]] = {
    "text": _in("as_text"),
    "json": _in("as_json"),
    "markdown": _in("as_markdown"),
    "html": _in("as_html"),
    "junit": _in("as_junit"),
    "sarif": _in("as_sarif"),
    "github": _in("as_github"),
    "gitlab": _in("as_gitlab"),
}
"""What writes a ``Report`` in each format. Every one tells every fact; but GitLab's is a list of findings alone."""
