"""Where in a body an item stands: what is wrapped around it, and whether there may be several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from specs import shapes
from specs.inference.paths import family_of, plain
from specs.schemas import JsonSchema

_DEEP = 4
_FEW = 1
_WRAPPERS = frozenset(
    "body collection content d data elements embedded entities entity entries hits item items list object objects "
    "output payload record records resource resources response result results rows value values".split()
)
"""What documents call the member that holds an item or a list of them, whatever it is."""
_LISTS_OF_ONE = frozenset("data records response result results value".split())
"""What they call it where a single item is answered as a list of one."""
_BESIDE = frozenset(
    "code count cursor error errors first hasmore included info jsonapi last limit link links message messages meta "
    "metadata next number ok offset page pagesize pages pagination paging prev previous requestid self size status "
    "statuscode success timestamp took total totalcount totalpages url version warnings".split()
)
"""What they call its neighbours, which tell of the message and not of an item."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where in bodies of one schema an item stands.

    Attributes:
        path: members from the body to the item, or to the list of items.
        item: the schema of an item.
        listed: whether a list of items stands there.
        entry: the schema of a list's entries; that of the items, unless each stands in an object of its own.
        inside: members from an entry to the item.
    """

    path: tuple[str, ...]
    item: Any
    listed: bool = False
    entry: Any = None
    inside: tuple[str, ...] = ()

    def find(self, body: Any) -> Any:
        """The item in a body, or the list of items; None where it has none."""
        found = reached(body, self.path)
        return [reached(entry, self.inside) for entry in found] if self.listed and isinstance(found, list) else found


def reached(value: Any, path: Iterable[str]) -> Any:
    """What stands at the end of a path of members; None where it breaks off."""
    for member in path:
        value = value.get(member) if isinstance(value, dict) else None
    return value


def nested(path: tuple[str, ...], value: Any, around: Mapping[str, Any] | None = None) -> Any:
    """A value at the end of a path of members, in objects that say besides what those ``around`` say."""
    if not path:
        return value
    said = around if isinstance(around, Mapping) else {}
    return {**said, path[0]: nested(path[1:], value, said.get(path[0]))}


def locate(schema: Any, root: JsonSchema, name: str, *, alone: bool) -> Place | None:
    """Where in bodies of a schema the items of a resource stand; None where they cannot be told.

    Args:
        schema: the bodies'.
        root: what its references are read with.
        name: the singular of what the path calls the items.
        alone: whether the address is one item's.
    """
    return _locate(schema, root, name, alone=alone, deep=_DEEP)


def at(schema: Any, root: JsonSchema, path: tuple[str, ...]) -> Place | None:
    """An item at a known path; None where the schema declares no object there."""
    for member in path:
        schema = shapes.properties(schema, root).get(member)
    return Place(path, schema) if _holds(schema, root) == "object" else None


def _locate(schema: Any, root: JsonSchema, name: str, *, alone: bool, deep: int) -> Place | None:
    kind = _holds(schema, root)
    if kind == "list":
        return _listed(shapes.items(schema, root), root, name)
    if kind is None:
        return None
    declared = shapes.properties(schema, root)
    open_ = deep and not identified(declared)
    member = _holder(declared, root, name, alone=alone, within=deep < _DEEP) if open_ else None
    inner = _locate(declared[member], root, name, alone=alone, deep=deep - 1) if member else None
    return replace(inner, path=(str(member), *inner.path)) if inner else Place((), schema)


def identified(declared: Iterable[str]) -> bool:
    """Whether an object with such members is somebody itself, and so not the envelope of others."""
    return any(each.lower() in ("id", "uuid") for each in declared)


def _listed(entry: Any, root: JsonSchema, name: str) -> Place:
    declared = shapes.properties(entry, root)
    member = None if identified(declared) else _holder(declared, root, name, alone=True)
    if member is not None and _holds(declared[member], root) == "object":
        return Place((), declared[member], listed=True, entry=entry, inside=(member,))
    return Place((), entry, listed=True, entry=entry)


def _holder(
    declared: Mapping[str, Any], root: JsonSchema, name: str, *, alone: bool, within: bool = False
) -> str | None:
    """The member of an envelope that has the items in it."""
    held = {each: _holds(schema, root) for each, schema in declared.items()}
    lists = [each for each, kind in held.items() if kind == "list"]
    objects = [each for each, kind in held.items() if kind == "object"]
    told = [each for each in declared if held[each] is None and not _beside(each)]
    if len(told) <= _FEW:
        for each in (*objects, *lists) if alone else (*lists, *objects):
            if family_of(each) == name:
                return each
    for each in objects:  # called like the thing, and somebody itself, whatever else is told beside it
        if family_of(each) == name and identified(shapes.properties(declared[each], root)):
            return each
    main = [each for each in lists if not _beside(each)]
    if len(main) == 1 and (not told or not (alone or within)) and (not alone or plain(main[0]) in _LISTS_OF_ONE):
        return main[0]
    if not lists and len(declared) == len(objects) == 1:
        return objects[0]
    about = [each for each in objects if plain(each) in _WRAPPERS]
    rest = [each for each in (*objects, *lists) if each not in about and not _beside(each)]
    return about[0] if about and not rest and not told else None


def _beside(name: str) -> bool:
    known = plain(name)
    return known in _BESIDE or known.startswith(("odata", "total", "next", "prev"))


def _holds(schema: Any, root: JsonSchema) -> str | None:
    """``object``, or ``list`` for an array of objects, or None."""
    kind = shapes.container(schema, root)
    if kind == "array":
        return "list" if shapes.container(shapes.items(schema, root), root) == "object" else None
    return kind
