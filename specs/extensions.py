"""Keywords of schemas that no specification has, and that are understood."""

from __future__ import annotations

UNIQUE = "x-unique"
"""Of a property: whether no two items have the same value."""
ID_FIELD = "x-id-field"
"""Of an item: the property that names it."""
FOREIGN_KEYS = "x-foreign-keys"
"""Of an item: by property, whose items it names, as their path or what they are called."""
EXTENSIBLE_ENUM = "x-extensible-enum"
"""Of a text: the values that are sent today; who reads them has to be ready for others."""
KNOWN = frozenset({UNIQUE, ID_FIELD, FOREIGN_KEYS, EXTENSIBLE_ENUM})
