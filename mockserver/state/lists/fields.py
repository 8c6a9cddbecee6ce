"""The properties of items, found by whatever a parameter calls them, and how their values compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specs.inference.paths import plain, singular

Entry = Mapping[str, Any]
Path = tuple[str, ...]
_INSIDE = ("attributes", "fields", "properties")
"""Members that some items have all others in. Source: JSON:API 1.1, Resource Objects."""
_CHANGED = ("updated", "updatedat", "modified", "modifiedat", "created", "createdat", "timestamp", "date", "time")


class Fields:
    """The properties of the items of one kind.

    Args:
        names: those that the items' schema declares, and those that items have.
        inner: those of a member that has all others in it, by its name.
    """

    def __init__(self, names: Iterable[str], inner: Mapping[str, Iterable[str]]) -> None:
        self._known: dict[str, Path] = {}
        for member, own in inner.items():
            if member in _INSIDE:
                self._known |= {plain(name): (member, name) for name in own}
        self._exact: dict[str, Path] = {name: (name,) for name in names}
        self._known |= {plain(name): path for name, path in reversed(self._exact.items())}

    def find(self, name: str) -> Path | None:
        """Where a property is that something calls by a name; None where items have none of this name.

        What is called ``created`` may be ``createdAt`` or ``dateCreated``, and ``ids`` are several of ``id``.
        """
        if name in self._exact:
            return self._exact[name]
        first, *rest = [part for part in name.replace("__", ".").replace("][", ".").split(".") if part] or [""]
        found = self._named(plain(first))
        return (*found, *rest) if found else None

    def changed(self) -> Path | None:
        """Where items tell when they were last changed, or made."""
        return next((path for each in _CHANGED if (path := self._named(each))), None)

    def _named(self, name: str) -> Path | None:
        stem = name.removesuffix("at").removesuffix("on")
        wanted = (name, singular(name), f"{name}s", f"{name}at", f"{name}on", f"{name}date", f"date{name}", stem)
        return next((self._known[each] for each in wanted if each and each in self._known), None)


def values_at(value: Any, path: Path) -> Iterator[Any]:
    """What stands at a path: several where there are lists on the way, or at its end; nothing where there is none."""
    if isinstance(value, list):
        for each in value:
            yield from values_at(each, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping) and path[0] in value:
        yield from values_at(value[path[0]], path[1:])
