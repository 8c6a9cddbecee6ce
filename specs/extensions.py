"""Keywords of schemas that no specification has, and that are understood."""

from __future__ import annotations

UNIQUE = "x-unique"
"""Of a property: whether no two items have the same value."""
