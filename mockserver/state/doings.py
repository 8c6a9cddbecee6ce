"""What actions and soft deletions do to the item above them, worked out once for each operation."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.state.effects import Effect, effect
from specs import shapes
from specs.inference.kinds import Kind
from specs.inference.paths import above, ends_in_parameter, plain
from specs.inference.resources import Resource, Role
from specs.inference.shape import BodyShape, success_shape
from specs.inference.verbs import RESTORES
from specs.inference.words import verb
from specs.model import Document, Operation

_NOTHING = Effect()
_CHANGING = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True, eq=False)
class Doing:
    """What an operation does to an item.

    Attributes:
        change: of its members.
        restores: whether it brings the item back from where a soft deletion has put it.
        soft: whether it is such a deletion.
        answers: whether its answer is the item.
    """

    change: Effect = _NOTHING
    restores: bool = False
    soft: bool = False
    answers: bool = False

    @property
    def told(self) -> str:
        """For a person, empty where nothing is done."""
        kept = ("kept to be restored",) if self.soft else ("brings back what was deleted",) if self.restores else ()
        return "; ".join([*kept, *([self.change.told] if self.change else [])])


class Doings:
    """What the operations of a document do to items, besides making, changing and deleting them as they are told to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, Doing] = {}

    def of(self, operation: Operation, role: Role) -> Doing:
        """What an operation of a role does."""
        known = self._known.get(operation.key)
        if known is None:
            works = {Kind.ACTION: self._action, Kind.DELETE: self._deletion}.get(role.kind)
            known = self._known[operation.key] = works(operation, role) if works else Doing()
        return known

    def _action(self, operation: Operation, role: Role) -> Doing:
        if not role.parents:
            return Doing()
        resource = role.parents[-1][0]
        shape, told = resource.shape, success_shape(operation)
        answers = told is not None and shape is not None and _same(told, shape)
        word = plain(verb(operation.path))
        if operation.method not in _CHANGING or not word or not _right_below(operation.path):
            return Doing(answers=answers)
        restores = word in RESTORES
        change = effect(word, shape.item, shape.root) if shape else _NOTHING
        return Doing(change, restores=restores, answers=answers)

    def _deletion(self, operation: Operation, role: Role) -> Doing:
        """Soft, if the answer is the item with a member that says so, or something brings back what was deleted."""
        resource = role.resource
        shape = resource.shape if resource else None
        if resource is None or shape is None or not ends_in_parameter(operation.path):
            return Doing()
        change = effect("delete", shape.item, shape.root)
        told, restored = success_shape(operation), self._restored(resource)
        marked = change or (effect("archive", shape.item, shape.root) if restored else _NOTHING)
        says = told is not None and not told.listed and bool(effect("delete", told.item, told.root))
        return Doing(marked, soft=restored or bool(change and says), answers=True) if marked or restored else Doing()

    def _restored(self, resource: Resource) -> bool:
        """Whether an action brings back what was deleted."""
        path, known = resource.item_path, self._document.by_key
        below = [f"{path}{mark}{word}" for word in RESTORES for mark in ("/", ":")] if path else []
        return any(f"{method} {each}" in known for each in below for method in _CHANGING)


def _right_below(path: str) -> bool:
    """Whether the verb at a path's end belongs to one item."""
    return ends_in_parameter(above(path)) or "}:" in path.rpartition("/")[2]


def _same(told: BodyShape, shape: BodyShape) -> bool:
    """Whether a body is an item: of the same name, or of none and with nothing else in it."""
    if told.listed:
        return False
    if told.named or shape.named:
        return told.named == shape.named
    declared = shapes.properties(told.item, told.root)
    return bool(declared) and declared.keys() <= shapes.properties(shape.item, shape.root).keys()
