"""Small signs in bodies and queries of what an operation speaks of."""

from __future__ import annotations

from specs import shapes
from specs.inference.envelopes import identified
from specs.inference.paths import plain
from specs.inference.resources import Resource
from specs.inference.shape import BodyShape
from specs.model import Location, Operation


def one_item(shape: BodyShape, item: BodyShape | None) -> bool:
    """Whether a body is one item, and so no list of them."""
    declared = shapes.properties(shape.item, shape.root)
    if item is not None and not item.listed and declared:
        return declared.keys() == shapes.properties(item.item, item.root).keys()
    return identified(declared)


def queried(operation: Operation, resource: Resource) -> bool:
    """Whether the query has to name an item."""
    wanted = {"id", plain(resource.id_parameter or "id")}
    return any(each.required and plain(each.name) in wanted for each in operation.parameters_in(Location.QUERY))
