"""What a success body looks like to the store: one object, a list of objects, or a list in an envelope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from specs import shapes
from specs.messages import is_json
from specs.model import MediaType, Operation
from specs.outline import outline
from specs.schemas import LOCALE, Direction, JsonSchema, Schema, defs_name


@dataclass(frozen=True, slots=True, eq=False)
class BodyShape:
    """A success body.

    Attributes:
        schema: the body's.
        root: the same, to read in.
        item: the schema of the one object, or of a list's entries; to be read with ``root``.
        listed: whether the body is a list.
        envelope: the property that holds the list, or None where the body is the list itself.
        named: what the item schema is called in the document, as far as it has a name.
        pointer: where in the document the body's schema stands.
        examples: items that the document gives as examples, whole or as entries of a list.
    """

    schema: Schema
    root: JsonSchema
    item: Any
    listed: bool
    envelope: str | None
    named: str | None
    pointer: str
    examples: tuple[Any, ...] = ()


def success_media(operation: Operation) -> MediaType | None:
    """The JSON representation of an operation's first documented success."""
    for response in operation.successes:
        return next((media for media in response.content if is_json(media.name) and media.schema), None)
    return None


def success_shape(operation: Operation) -> BodyShape | None:
    """The shape of an operation's success, or None where it has no JSON body."""
    media = success_media(operation)
    if media is None or media.schema is None:
        return None
    key, memo = (success_shape, media.pointer), media.schema.space.memo
    if key not in memo:
        shape = _shape(media.schema)
        memo[key] = replace(shape, examples=tuple(_examples(media, shape))) if shape else None
    made: BodyShape | None = memo[key]
    return made


def sent_properties(operation: Operation) -> frozenset[str]:
    """The properties a client may send to an operation."""
    for media in operation.body.content if operation.body else ():
        if media.schema is not None:
            key, memo = (sent_properties, media.pointer), media.schema.space.memo
            if key not in memo:
                root = outline(media.schema, Direction.REQUEST)
                declared = shapes.properties(root, root)
                memo[key] = frozenset(name for name, schema in declared.items() if not _forbidden(schema))
            made: frozenset[str] = memo[key]
            return made
    return frozenset()


def sends_list(operation: Operation) -> bool:
    """Whether a client sends several at once to an operation."""
    schemas = [media.schema for media in (operation.body.content if operation.body else ()) if media.schema]
    roots = [outline(schema, Direction.REQUEST) for schema in schemas[:1]]
    return any(shapes.container(root, root) == "array" for root in roots)


def item_schema(shape: BodyShape) -> JsonSchema:
    """The schema of one item, self-contained."""
    if not isinstance(shape.item, dict):
        return {}
    root = shape.schema.json_schema(Direction.RESPONSE)
    own = {keyword: value for keyword, value in shape.item.items() if keyword != "$defs"}  # those of the outline
    return own | {keyword: root[keyword] for keyword in ("$defs", LOCALE) if keyword in root}


def _shape(schema: Schema) -> BodyShape | None:
    root = outline(schema, Direction.RESPONSE)
    kind = shapes.container(root, root)
    if kind == "array":
        return _listed(root, root, None, schema)
    if kind != "object":
        return None
    lists = {
        name: inner
        for name, inner in shapes.properties(root, root).items()
        if shapes.container(inner, root) == "array" and _object(shapes.items(inner, root), root)
    }
    enveloped = len(lists) == 1 and not _has_identity(root)
    if enveloped:
        name, inner = next(iter(lists.items()))
        return _listed(inner, root, name, schema)
    return BodyShape(schema, root, root, listed=False, envelope=None, named=_name(root), pointer=schema.pointer)


def _examples(media: MediaType, shape: BodyShape) -> Iterator[Any]:
    for example in media.examples.values():
        told = example.get(shape.envelope) if shape.envelope and isinstance(example, dict) else example
        yield from told if shape.listed and isinstance(told, list) else [told]


def _listed(inner: Any, root: JsonSchema, envelope: str | None, schema: Schema) -> BodyShape | None:
    item = shapes.items(inner, root)
    if not _object(item, root):
        return None
    return BodyShape(schema, root, item, listed=True, envelope=envelope, named=_name(item), pointer=schema.pointer)


def _object(schema: Any, root: JsonSchema) -> bool:
    return shapes.container(schema, root) == "object"


def _has_identity(root: JsonSchema) -> bool:
    """Whether an object is somebody itself, and so not the envelope of others."""
    return any(name.lower() in ("id", "uuid") for name in shapes.properties(root, root))


def _name(schema: Any) -> str | None:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return defs_name(reference) if isinstance(reference, str) else None


def _forbidden(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("not") == {}
