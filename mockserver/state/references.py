"""Which properties name items of other resources: ``petId``, ``owner_ids``, ``connector: {id}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from specs import shapes
from specs.inference.paths import plain
from specs.inference.resources import Resource
from specs.inference.roles import Roles
from specs.schemas import JsonSchema

_REFERS = re.compile(r"(?P<name>.+?)_?(?:id|ID|Id|uuid|Uuid)(?P<several>s?)")
_KEYS = {"string", "integer", "array"}


def references(declared: Mapping[str, Any], root: JsonSchema, roles: Roles) -> Iterator[tuple[str, Resource]]:
    """The properties whose values are ids, or lists of ids, of items, and of what.

    Args:
        declared: properties and their schemas.
        root: what their references are read with.
        roles: what the operations of the document do.
    """
    for name, schema in declared.items():
        match = _REFERS.fullmatch(name)
        types = shapes.types(schema, root)
        if match is not None and "object" not in types and not types.isdisjoint(_KEYS):
            found = _called(match["name"], roles)
            if found is not None:
                yield name, found


def linked(resource: Resource, roles: Roles) -> Mapping[str, tuple[Resource, str]]:
    """The properties of a resource's items that name items of others, and the member that does so in an object."""
    shape = resource.shape
    if shape is None:
        return {}
    declared = shapes.properties(shape.item, shape.root)
    found = {name: (each, "") for name, each in references(declared, shape.root, roles)}
    of = partial(shapes.properties, root=shape.root)
    for name, inner in ((name, of(schema)) for name, schema in declared.items() if name not in found):
        other = _called(name, roles) if inner else None
        if other is not None and other.id_property and other.id_property in inner:
            found[name] = other, other.id_property
    own = plain(resource.id_parameter or "")
    return {
        name: it
        for name, it in found.items()
        if it[0] is not resource and plain(name) != own and name != resource.id_property
    }


def _called(name: str, roles: Roles) -> Resource | None:
    """The only resource of a name that has items to be asked for."""
    found = [each for each in roles.called(plain(name)) if each.id_parameter and each.operations]
    return found[0] if len(found) == 1 else None
