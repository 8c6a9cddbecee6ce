"""Items as rows of a table, and back."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from mockserver.state.sql.database import digest
from mockserver.state.store import Item, Key
from specs.messages import write_json


def row_of(space: str, key: Key, item: Item) -> dict[str, Any]:
    """The row of an item as it is."""
    return {
        "space": space,
        "subject": digest(key[0]),
        "collection": digest(*key),
        "name": digest(item.id),
        "collection_key": json.dumps(key),
        "id": json.dumps(item.id),
        "members": write_json(item.values).decode(),
        "parents": json.dumps(dict(item.parents)),
        "version": item.version,
        "changed": item.changed,
    }


def series_of(space: str, name: str, more: int = 1) -> dict[str, Any]:
    """The row of a series that goes on by so many numbers."""
    return {"space": space, "name": digest(name), "series": json.dumps(name), "next": more}


def item_of(row: Row[Any]) -> Item:
    """The item of a row."""
    return Item(json.loads(row.id), json.loads(row.members), json.loads(row.parents), row.version, row.changed)
