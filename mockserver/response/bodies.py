"""Bodies of responses in their media type: written from a value, or made up where no value is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.response import specimens
from specs import media as codecs
from specs import shapes
from specs.media.multipart import File
from specs.messages import is_json
from specs.model import MediaType
from specs.sampling import sample_json
from specs.schemas import Direction, JsonSchema
from specs.validation import Validator, validator

_SEVERAL = 3


def structured(media: MediaType) -> bool:
    """Whether bodies are written from any value, not from texts alone."""
    return is_json(media.name) or codecs.is_xml(media.name)


def write(media: MediaType, value: Any) -> bytes:
    """A value as a body."""
    return codecs.write(codecs.Frame(media, media.name, Direction.RESPONSE), value)


def generated(media: MediaType, seed: str, *, dynamic: bool) -> bytes:
    """A body of which nothing is known but what the document says: its example, else a made-up one.

    Raises:
        SpecError: nothing satisfies the schema.
    """
    if not dynamic and media.serialized:
        return next(iter(media.serialized.values())).encode()
    if codecs.is_sequence(media.name) and (media.schema or media.item_schema):
        given = None if dynamic else next(iter(media.examples.values()), None)
        return write(media, list(_items(media, seed, dynamic=dynamic)) if given is None else given)
    if media.schema is None:
        return _free(media, dynamic=dynamic)
    value = sampled(media, validator(media.schema, Direction.RESPONSE), seed, dynamic=dynamic)
    return write(media, _with_specimens(media, value) if codecs.is_multipart(media.name) else value)


def sampled(media: MediaType, compiled: Validator, seed: str, *, dynamic: bool) -> Any:
    """The value of a whole body: one the document gives as an example, or else a made-up one."""
    if not dynamic:
        for example in (*media.examples.values(), *shapes.examples(compiled.schema, compiled.schema)):
            if compiled.accepts(example):
                return example
    if not structured(media):
        for found in (specimens.of(media.name), specimens.text(media.name)):
            if isinstance(found, bytes) or (found is not None and compiled.accepts(found)):
                return found
    return sample_json(compiled, seed, pointer=media.pointer, varied=dynamic)


def _items(media: MediaType, seed: str, *, dynamic: bool) -> Iterator[Any]:
    compiled = _item(media)
    for number in range(_SEVERAL):
        yield sample_json(compiled, f"{seed}/{number}", pointer=media.pointer, varied=dynamic) if compiled else {}


def _item(media: MediaType) -> Validator | None:
    """What one item is to be: as the document says of items, else the entries of the array it says the whole is."""
    if media.item_schema is not None:
        return validator(media.item_schema, Direction.RESPONSE)
    if media.schema is None:
        return None
    root = media.schema.json_schema(Direction.RESPONSE)
    if shapes.container(root, root) != "array":
        return validator(media.schema, Direction.RESPONSE)
    inner: JsonSchema | bool = shapes.items(root, root)
    whole = inner if isinstance(inner, dict) else {}
    return Validator({**whole, "$defs": root.get("$defs", {})}, media.schema.pointer)


def _with_specimens(media: MediaType, value: Any) -> Any:
    """The value of a message in parts, with pictures and the like where its parts are to be such."""
    if not isinstance(value, dict):
        return value
    return value | {name: found for name, found in _specimens(media) if name in value}


def _specimens(media: MediaType) -> Iterator[tuple[str, File]]:
    for name, encoding in media.encoding.items():
        wanted = encoding.media_type
        kind = specimens.in_range(wanted) if "*" in wanted else wanted
        found = specimens.of(kind) if kind else None
        if kind and found is not None:
            yield name, File(kind, found)


def _free(media: MediaType, *, dynamic: bool) -> bytes:
    for example in () if dynamic else media.examples.values():
        return write(media, example)
    made = specimens.of(media.name) or specimens.text(media.name)
    return write(media, {} if made is None else made)
