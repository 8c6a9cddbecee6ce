"""Small signs in bodies and queries of what an operation speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.state.paths import plain
from mockserver.state.resources import Resource
from mockserver.state.shape import BodyShape
from specs import shapes
from specs.model import Location, Operation


def one_item(shape: BodyShape, item: BodyShape | None) -> bool:
    """Whether a body is one item, and so no list of them."""
    declared = _inside(shape)
    if item is not None and not item.listed and declared:
        return declared.keys() == _inside(item).keys()
    return any(name.lower() in ("id", "uuid") for name in declared)


def _inside(shape: BodyShape) -> Mapping[str, Any]:
    """What an object declares; one that has but a single object in it, that one."""
    declared = shapes.properties(shape.item, shape.root)
    inner = [each for each in declared.values() if shapes.container(each, shape.root) == "object"]
    return shapes.properties(inner[0], shape.root) if len(declared) == len(inner) == 1 else declared


def queried(operation: Operation, resource: Resource) -> bool:
    """Whether the query has to name an item."""
    wanted = {"id", plain(resource.id_parameter or "id")}
    return any(each.required and plain(each.name) in wanted for each in operation.parameters_in(Location.QUERY))
