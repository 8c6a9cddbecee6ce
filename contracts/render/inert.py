"""Text from documents and servers, made harmless to show: it may hold anything."""

from __future__ import annotations

from specs.harmless import visible

__all__ = ["one_line", "visible"]


def one_line(text: str) -> str:
    """``visible``, with every run of white space as one space."""
    return " ".join(visible(text).split())
