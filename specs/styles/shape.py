"""What a reader of texts needs to know of a schema, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from specs import shapes
from specs.scalars import Accepts, scalar
from specs.schemas import Direction, JsonSchema, Schema, walk

_CONTENT = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})


class Shape:
    """The shape of a schema's values.

    Args:
        schema: one of the schemas of a closure.
        root: the closure, whose ``$defs`` references name.
        integral: whether the text ``1.0`` is an integer.
    """

    def __init__(self, schema: Any, root: JsonSchema, *, integral: bool = False) -> None:
        self.schema, self.root, self._integral = schema, root, integral
        self._members: dict[str, Shape] = {}

    @cached_property
    def kind(self) -> str | None:
        """``object`` or ``array`` where the schema is written for one of them, or None."""
        return shapes.container(self.schema, self.root)

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that values may have."""
        return shapes.types(self.schema, self.root)

    @cached_property
    def declared(self) -> Mapping[str, Any]:
        """The schemas of declared properties."""
        return shapes.properties(self.schema, self.root)

    @cached_property
    def item(self) -> Shape:
        """The shape of an array's items."""
        return self._inner(shapes.items(self.schema, self.root))

    def at(self, index: int) -> Shape:
        """The shape of an array's item at a place."""
        first = next(
            (part["prefixItems"] for part in shapes.parts(self.schema, self.root) if "prefixItems" in part), ()
        )
        return self._inner(first[index]) if index < len(first) else self.item

    @cached_property
    def undeclared(self) -> Shape:
        """The shape of properties that are not declared; of any value, unless they are said to be of one kind."""
        schema = shapes.others(self.schema, self.root)
        return self._inner(schema) if isinstance(schema, dict) else ANYTHING

    @cached_property
    def takes_others(self) -> bool:
        """Whether the schema says that there may be properties which it does not declare, or what they are like."""
        every = shapes.parts(self.schema, self.root)
        return any(part.get("additionalProperties", False) is not False for part in every)

    @cached_property
    def embeds(self) -> bool:
        """Whether strings anywhere in the closure hold content of a media type."""
        return any(not _CONTENT.isdisjoint(node) for node in walk(self.root))

    @cached_property
    def secrets(self) -> frozenset[str]:
        """Names of the properties that hold secrets anywhere in the closure."""
        named = (node.get("properties") for node in walk(self.root))
        return frozenset(
            name
            for properties in named
            if isinstance(properties, dict)
            for name, inner in properties.items()
            if isinstance(inner, dict) and (inner.get("format") == "password" or inner.get("writeOnly") is True)
        )

    def member(self, name: str) -> Shape:
        """The shape of a property, declared or not."""
        if name not in self.declared:
            return self.undeclared  # and not kept: clients make up names without end
        if name not in self._members:
            self._members[name] = self._inner(self.declared[name])
        return self._members[name]

    def value(self, text: str, accepts: Accepts | None = None) -> Any:
        """What a text stands for; see ``scalar``."""
        return scalar(text, self.types, accepts, integral=self._integral)

    def _inner(self, schema: Any) -> Shape:
        return Shape(schema, self.root, integral=self._integral)


ANYTHING = Shape(True, {})


def shape_of(schema: Schema | None, direction: Direction) -> Shape:
    """The shape of a document's schema; the same object for the same schema."""
    if schema is None:
        return ANYTHING
    key = (Shape, schema.identity, direction)
    found: Shape | None = schema.space.memo.get(key)
    if found is None:
        root = schema.json_schema(direction)
        found = schema.space.memo[key] = Shape(root, root, integral=schema.space.draft.integral)
    return found
