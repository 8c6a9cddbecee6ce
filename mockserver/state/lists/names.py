"""What the entries of a list are called, for answers that tell no more of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.state.call import Call
from mockserver.state.store import Item
from specs.inference.resources import Resource
from specs.inference.shape import success_shape


def names(
    call: Call, resource: Resource, items: Sequence[Item], entries: Sequence[Mapping[str, Any]]
) -> tuple[Any, ...]:
    """The ids of entries, as these tell them or else as paths do; nothing where an answer tells the entries themselves.

    Args:
        call: asks for the list.
        resource: of what.
        items: those of which the entries are some.
        entries: their values.
    """
    shape = success_shape(call.operation)
    if shape is not None and shape.listed:
        return ()
    name, own = resource.id_property, {id(item.values): item.id for item in items}
    return tuple(each[name] if name and name in each else own.get(id(each), "") for each in entries)
