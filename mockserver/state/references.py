"""Which properties name items of other resources: ``petId``, ``owner_ids``, ``connector: {id}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from specs import shapes
from specs.extensions import FOREIGN_KEYS
from specs.inference.paths import alike, named_by, plain
from specs.inference.resources import Resource
from specs.inference.roles import Roles
from specs.schemas import JsonSchema

_REFERS = re.compile(r"(?P<name>.+?)_?(?:id|ID|Id|uuid|Uuid)(?P<several>s?)")
_KEYS = {"string", "integer", "array"}


def references(item: Any, root: JsonSchema, roles: Roles) -> Iterator[tuple[str, Resource]]:
    """The properties whose values are ids, or lists of ids, of items, and of what.

    Args:
        item: the schema that has them; it may say what they name (``x-foreign-keys``).
        root: what its references are read with.
        roles: what the operations of the document do.
    """
    declared, said = shapes.properties(item, root), _said(item, root)
    for name, schema in declared.items():
        if name in said:
            there = _meant(said[name], roles)
            if there is not None:
                yield name, there
            continue
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
    found = {name: (each, "") for name, each in references(shape.item, shape.root, roles)}
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


def _said(item: Any, root: JsonSchema) -> Mapping[str, Any]:
    told = (part[FOREIGN_KEYS] for part in shapes.parts(item, root) if isinstance(part.get(FOREIGN_KEYS), dict))
    return {name: whose for each in told for name, whose in each.items()}


def _meant(whose: Any, roles: Roles) -> Resource | None:
    """The resource that is called so, or whose items have such a path."""
    if not isinstance(whose, str):
        return None
    if not whose.startswith("/"):
        return _called(whose, roles)
    found = roles.called(plain(named_by(whose)))
    return next((each for each in found if each.item_path and alike(each.item_path) == alike(whose)), None)


def _called(name: str, roles: Roles) -> Resource | None:
    """The only resource of a name that has items to be asked for."""
    found = [each for each in roles.called(plain(name)) if each.id_parameter and each.operations]
    return found[0] if len(found) == 1 else None
