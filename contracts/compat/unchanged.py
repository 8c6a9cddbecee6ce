"""Which parts of two documents are written alike, all that they refer to included: nothing has to be asked of those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from contracts.compat.mentions import as_bytes, led_to, mentioned, upwards
from specs import pointers
from specs.model import Document, Operation
from specs.resources import NAMING
from specs.schemas import Schema

_APART = frozenset(
    "openapi swagger info tags externalDocs paths webhooks components definitions parameters responses".split()
)
"""Members of a document that do not hold for every operation, as its extensions do not."""


class Unchanged:
    """Tells of parts of two documents whether they are the same, in time that grows with the documents alone."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = old, new
        self._mentioned: dict[str, bool] = {}

    def operations(self, old: Operation, new: Operation) -> bool:
        """Whether two operations, and whatever holds for them from outside, are the same."""
        return old.path == new.path and self._frame and self._same(*map(_around, self._raws, (old, new)))

    def members(self, old: Operation, new: Operation, name: str) -> bool:
        """Whether a member of two operations on one path, and what the path says in its place, is the same.

        In 2.0, where members speak of each other, that is never said.
        """
        if old.path != new.path or self._old.dialect == "2.0":
            return False
        return self._same(*(_of_both(raw, each, name) for raw, each in zip(self._raws, (old, new), strict=True)))

    def targets(self, one: str, other: str) -> bool:
        """Whether references to two places lead to the same in both documents."""
        return one == other and self._comparable and one in self._alike

    def schemas(self, old: Schema, new: Schema) -> bool:
        """Whether two schemas are the same."""
        return self._same(old.raw, new.raw)

    def places(self, old: str, new: str) -> bool:
        """Whether what stands in two places is the same, whatever else holds for it from outside."""
        try:
            return self._same(pointers.find(self._old.raw, old), pointers.find(self._new.raw, new))
        except KeyError:  # made up in translation
            return False

    def mention(self, names: Iterable[str]) -> bool:
        """Whether one of the documents may have a member of one of these names, anywhere."""
        return any(map(self._mentions, names))

    def _mentions(self, name: str) -> bool:
        if name not in self._mentioned:
            self._mentioned[name] = any(not whole or _has_member(whole, name) for whole in self._wholes)
        return self._mentioned[name]

    @property
    def _raws(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return self._old.raw, self._new.raw

    @cached_property
    def _frame(self) -> bool:
        """Whether what holds for every operation is the same: servers, security, media types."""
        return self._same(*map(_frame, self._raws))

    def _same(self, old: Any, new: Any) -> bool:
        if not self._comparable or old != new:
            return False
        written = as_bytes(old)
        return written is not None and written == as_bytes(new) and self._changed.isdisjoint(mentioned(written))

    @cached_property
    def _comparable(self) -> bool:
        """Whether the same words mean the same in both: same dialect, and references that are pointers only."""
        if self._old.dialect != self._new.dialect or not all(self._wholes):
            return False
        named = next((each.space.draft.identified for each in self._new.schemas.values()), True)
        return not (named and self.mention(NAMING))

    @cached_property
    def _wholes(self) -> list[bytes]:
        return [as_bytes(raw) or b"" for raw in self._raws]

    @cached_property
    def _alike(self) -> frozenset[str]:
        """The places that references lead to in both documents, and where the same stands, followed to the end."""
        kept = (each for each in mentioned(self._wholes[0]) if each not in self._changed)
        return frozenset(pointers.from_fragment(each[1:]) for each in kept)

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The references that lead to something else in one document than in the other, directly or in the end."""
        waiting = set(mentioned(self._wholes[0]))
        makers: dict[str, set[str]] = {reference: set() for reference in waiting}
        changed = []
        for reference in waiting:
            old, new = (as_bytes(led_to(raw, reference)) for raw in self._raws)
            if old is None or old != new:
                changed.append(reference)
                continue
            for inner in mentioned(old):
                makers.setdefault(inner, set()).add(reference)
        return frozenset(upwards(changed, makers))


def _around(raw: Mapping[str, Any], operation: Operation) -> list[Any]:
    """An operation, and what its path item says for all operations on the path."""
    item = _item(raw, operation)
    return [pointers.find(raw, operation.pointer), item.get("parameters"), item.get("servers")]


def _of_both(raw: Mapping[str, Any], operation: Operation, name: str) -> list[Any]:
    """A member of an operation and of its path item."""
    return [pointers.find(raw, operation.pointer).get(name), _item(raw, operation).get(name)]


def _item(raw: Mapping[str, Any], operation: Operation) -> Any:
    home, _, _method = operation.pointer.rpartition("/")
    return pointers.find(raw, home.removesuffix("/additionalOperations"))


def _frame(raw: Mapping[str, Any]) -> list[Any]:
    components = raw.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    holding = {name: value for name, value in raw.items() if name not in _APART and not name.startswith("x-")}
    return [holding, schemes]


def _has_member(whole: bytes, name: str) -> bool:
    return b'"%s":' % name.encode() in whole
