"""Texts of the code as Markdown: what is said stays what it is, and no character of it lays anything out."""

from __future__ import annotations

import re

_MEANT = re.compile(r"([\\`*_{}\[\]<>|])")


def cell(text: str) -> str:
    """A text in one line, for a paragraph or a cell of a table."""
    return _MEANT.sub(r"\\\1", " ".join(text.split()))
