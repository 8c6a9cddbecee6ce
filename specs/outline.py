"""A schema to read in, in a direction, of which no more is converted than is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specs.schemas import Direction, JsonSchema, Schema, SchemaSpace


class _Definitions(Mapping[str, Any]):
    """What stands under ``$defs``, converted when it is looked at. Its names are those that have been looked at."""

    def __init__(self, space: SchemaSpace, direction: Direction) -> None:
        self._space, self._direction = space, direction
        self._seen: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._seen:
            self._seen[name] = self._space.definition(name, self._direction)
        return self._seen[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)


def outline(schema: Schema, direction: Direction) -> JsonSchema:
    """What ``Schema.json_schema`` gives, to be read with ``specs.shapes`` and not to be compiled."""
    key, memo = (outline, schema.pointer, direction), schema.space.memo
    if key not in memo:
        memo[key] = {**schema.space.converted(schema, direction), "$defs": _Definitions(schema.space, direction)}
    made: JsonSchema = memo[key]
    return made
