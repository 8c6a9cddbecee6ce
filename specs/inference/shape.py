"""What bodies look like to the store: where in them the item stands, and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from specs import pointers, shapes
from specs.inference.envelopes import Place, at, locate
from specs.inference.paths import ends_in_parameter, family_of, named_by
from specs.messages import JSON_PATCH, is_json
from specs.model import MediaType, Operation
from specs.outline import outline
from specs.schemas import LOCALE, Direction, JsonSchema, Schema, defs_name


@dataclass(frozen=True, slots=True, eq=False)
class BodyShape:
    """A success body.

    Attributes:
        schema: the body's.
        root: the same, to read in.
        place: where in it the item stands, or the list of items; its schemas are to be read with ``root``.
        named: what the item's schema is called in the document, as far as it has a name.
        pointer: where in the document the body's schema stands.
        examples: items that the document gives as examples, whole or as entries of a list.
    """

    schema: Schema
    root: JsonSchema
    place: Place
    named: str | None
    pointer: str
    examples: tuple[Any, ...] = ()

    @property
    def item(self) -> Any:
        """The schema of an item, to be read with ``root``."""
        return self.place.item

    @property
    def listed(self) -> bool:
        """Whether the body is a list of items, or has one in it."""
        return self.place.listed

    def one_of(self, other: BodyShape) -> bool:
        """Whether what an item is here is one of several things that it may be there."""
        choices = shapes.branches(other.item, other.root) if not other.listed else ()
        return self.named is not None and not self.listed and self.named in map(_name, choices)


@dataclass(frozen=True, slots=True, eq=False)
class Sending:
    """What a client sends to an operation.

    Attributes:
        place: where in the request's body the item stands.
        writable: the properties of an item that a client may send.
        declared: their schemas and those of all others, by name, to be read with ``root``.
    """

    place: Place
    writable: frozenset[str] = frozenset()
    declared: Mapping[str, Any] = field(default_factory=dict)
    root: JsonSchema = field(default_factory=dict)


_NOTHING = Sending(Place((), {}))


def success_media(operation: Operation) -> MediaType | None:
    """The JSON representation of an operation's first documented success."""
    for response in operation.successes:
        return next((media for media in response.content if is_json(media.name) and media.schema), None)
    return None


def success_shape(operation: Operation) -> BodyShape | None:
    """The shape of an operation's success, or None where it has no JSON body."""
    media = success_media(operation)
    return body_shape(operation, media) if media else None


def body_shape(operation: Operation, media: MediaType) -> BodyShape | None:
    """The shape of a body that an operation may answer with, or None where no item can be in it."""
    if media.schema is None:
        return None
    name, alone = _family(operation), ends_in_parameter(operation.path)
    key, memo = (body_shape, media.pointer, name, alone), media.schema.space.memo
    if key not in memo:
        shape = _shape(media.schema, name, alone=alone)
        memo[key] = replace(shape, examples=tuple(_examples(media, shape))) if shape else None
    made: BodyShape | None = memo[key]
    return made


def sending(operation: Operation, told: BodyShape | None) -> Sending:
    """What a client sends to an operation; ``told`` is what the item looks like in answers."""
    media = next(_sent(operation), None)
    if media is None or media.schema is None:
        return _NOTHING
    key, memo = (sending, operation.key, told.pointer if told else None), media.schema.space.memo
    if key not in memo:
        root = outline(media.schema, Direction.REQUEST)
        place = _sent_place(operation, root, told)
        declared = shapes.properties(place.item, root)
        writable = frozenset(name for name, schema in declared.items() if not _forbidden(schema))
        memo[key] = Sending(place, writable, declared, root)
    made: Sending = memo[key]
    return made


def sends_list(operation: Operation) -> bool:
    """Whether a client sends several at once to an operation."""
    schemas = [media.schema for media in _sent(operation) if media.schema]
    roots = [outline(schema, Direction.REQUEST) for schema in schemas[:1]]
    return any(shapes.container(root, root) == "array" for root in roots)


def _sent(operation: Operation) -> Iterator[MediaType]:
    """The representations that a client may send an item in. A JSON Patch tells of operations, not of the item."""
    for media in operation.body.content if operation.body else ():
        if media.schema and media.name.lower() != JSON_PATCH:
            yield media


def item_schema(shape: BodyShape) -> JsonSchema:
    """The schema of one item, self-contained."""
    return self_contained(shape, shape.place.item)


def self_contained(shape: BodyShape, part: Any) -> JsonSchema:
    """A part of a body's schema, self-contained."""
    if not isinstance(part, dict):
        return {}
    root = shape.schema.json_schema(Direction.RESPONSE)
    own = {keyword: value for keyword, value in part.items() if keyword != "$defs"}  # those of the outline
    return own | {keyword: root[keyword] for keyword in ("$defs", LOCALE) if keyword in root}


def origin_of(shape: BodyShape, at: Sequence[str | int]) -> str:
    """Where in the document the schema stands that one finds in the schema of an item.

    Args:
        shape: the body that has the item.
        at: as ``Misfit`` has it.
    """
    space = shape.schema.space
    if len(at) > 1 and at[0] == "$defs":
        return pointers.join(space.pointer_of(str(at[1])), *at[2:])
    inside = [step for name in shape.place.path for step in ("properties", name)]
    return pointers.join(shape.pointer, *inside, *(("items",) if shape.listed else ()), *at)


def _sent_place(operation: Operation, root: JsonSchema, told: BodyShape | None) -> Place:
    """Where in a request's body the item stands: as in answers, unless what wraps it is one of its own members."""
    if told and told.place.path and not told.listed:
        same = at(root, root, told.place.path)
        if same is not None:
            return same
    found = locate(root, root, _family(operation), alone=not sends_list(operation)) or Place((), root)
    own = shapes.properties(told.item, told.root) if told else {}
    return Place((), root) if found.path and found.path[0] in own else found


def _shape(schema: Schema, name: str, *, alone: bool) -> BodyShape | None:
    root = outline(schema, Direction.RESPONSE)
    place = locate(root, root, name, alone=alone)
    return BodyShape(schema, root, place, _name(place.item), schema.pointer) if place else None


def _examples(media: MediaType, shape: BodyShape) -> Iterator[Any]:
    for example in media.examples.values():
        told = shape.place.find(example)
        yield from told if shape.listed and isinstance(told, list) else [told]


def _family(operation: Operation) -> str:
    return family_of(named_by(operation.path))


def _name(schema: Any) -> str | None:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return defs_name(reference) if isinstance(reference, str) else None


def _forbidden(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("not") == {}
