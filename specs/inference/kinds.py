"""What operations do to the things that they speak of."""

from __future__ import annotations

from specs.words import Word


class Kind(Word):
    """What an operation does to its resource."""

    LIST = "list"
    SEARCH = "search"
    """A list that is asked for at an address of its own."""
    CREATE = "create"
    UPSERT = "upsert"
    """Made, or replaced where it is there."""
    READ = "read"
    REPLACE = "replace"
    PATCH = "patch"
    DELETE = "delete"
    SINGLETON = "singleton"
    ACTION = "action"
