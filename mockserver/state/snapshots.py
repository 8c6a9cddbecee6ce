"""All that a store holds at one time, wherever: to be put back into any, or written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.state.store import Item, Key


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What a store holds. Items are never changed, so that it costs little where they are in memory.

    Attributes:
        tables: those that have been touched, with their items by id, oldest first.
        gone: ids of the items that were taken away.
        numbers: the next of each series.
    """

    tables: Mapping[Key, Mapping[str, Item]]
    gone: Mapping[Key, frozenset[str]]
    numbers: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """As ``of_json`` reads it; the same wherever it was taken."""
        tables = [
            {
                "key": list(key),
                "items": [
                    {
                        "id": item.id,
                        "values": item.values,
                        "parents": dict(item.parents),
                        "version": item.version,
                        "changed": item.changed,
                    }
                    for item in self.tables.get(key, {}).values()
                ],
                "gone": sorted(self.gone.get(key, ())),
            }
            for key in sorted({*self.tables, *(key for key, ids in self.gone.items() if ids)})
        ]
        return {"tables": tables, "numbers": dict(self.numbers)}

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> Snapshot:
        """A snapshot from JSON that is as the control interface's document has it."""
        tables = {tuple(table["key"]): {each["id"]: Item(**each) for each in table["items"]} for table in raw["tables"]}
        gone = {
            tuple(table["key"]): frozenset(table["gone"]).difference(tables[tuple(table["key"])])
            for table in raw["tables"]
            if table["gone"]
        }
        return cls(tables, gone, dict(raw["numbers"]))


NOTHING = Snapshot({}, {}, {})
"""Of a store that holds nothing."""
