"""Fields of forms and parts of multipart bodies: how each is documented, a value for it, and header fields put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat import messages
from specs import pointers
from specs.media.multipart import boundary_at, encoding_at, within
from specs.model import Encoding, MediaType
from specs.sampling import sample
from specs.schemas import Direction, Schema
from specs.styles.shape import shape_of

Step = str | int
"""The name of a field, or the place of a part that has none."""
_SEED = "witness"
_LONGEST_CHAIN = 32
_SILENT = Encoding()


def steps(*both: MediaType) -> Iterator[tuple[Step, str]]:
    """The fields and parts of which one of two bodies says how they are written, and what each is called."""
    for name in sorted({name for media in both for name in media.encoding}):
        yield name, name
    told = max(len(media.prefix_encoding) for media in both)
    for place in range(told):
        yield place, str(place + 1)
    if any(media.item_encoding for media in both):
        yield told, f"{told + 1} and those after it" if told else "of any place"


def encoding(media: MediaType, step: Step) -> Encoding:
    """How one of them is written."""
    return media.encoding.get(step, _SILENT) if isinstance(step, str) else encoding_at(media, step)


def schema(media: MediaType, step: Step) -> Schema | None:
    """What one of them holds: as the first of the schemas says which hold together and declare it."""
    if isinstance(step, int) and media.item_schema is not None:
        return media.item_schema
    whole = media.schema
    raw = whole.raw if whole else None
    for _ in range(_LONGEST_CHAIN):
        if whole is None or not isinstance(raw, dict):
            return None
        for keywords in _homes(raw, step):
            found = raw
            for keyword in keywords:
                found = found[keyword]
            return whole.space.schema(found, pointers.join(whole.pointer, *keywords))
        if not isinstance(raw.get("$ref"), str):
            return None
        raw = whole.space.targets.find(pointers.from_fragment(raw["$ref"][1:]))
    return None


def _homes(raw: Mapping[str, Any], step: Step) -> Iterator[tuple[Any, ...]]:
    """Where a schema declares a member of its values."""
    if isinstance(step, str):
        properties = raw.get("properties")
        if isinstance(properties, dict) and step in properties:
            yield "properties", step
        return
    first = raw.get("prefixItems")
    if isinstance(first, list) and step < len(first):
        yield "prefixItems", step
    elif "items" in raw:
        yield ("items",)


def value(media: MediaType, step: Step, direction: Direction) -> Any:
    """A valid value of one of them. Raises SpecError: none is known."""
    known = schema(media, step)
    return "value" if known is None else sample(known, direction, _SEED)


def around(media: MediaType, step: Step, inner: Any, direction: Direction) -> Any:
    """The least body that has a value there. Raises SpecError: none is known."""
    if isinstance(step, int):
        return [*(value(media, before, direction) for before in range(step)), inner]
    rest = messages.any_body(media, direction)
    return {**(rest if isinstance(rest, dict) else {}), step: inner}


def inside(body: Any, step: Step) -> Any:
    """What a body has there; the body itself where it is not made of those."""
    if isinstance(step, int):
        return body[step] if isinstance(body, list) and step < len(body) else body
    return body.get(step) if isinstance(body, dict) else body


def with_encoding(media: MediaType, step: Step, told: Encoding) -> MediaType:
    """A body of which one of them is written in another way."""
    if isinstance(step, str):
        return replace(media, encoding={**media.encoding, step: told})
    before = tuple(encoding(media, place) for place in range(step))
    return replace(media, prefix_encoding=(*before, told, *media.prefix_encoding[step + 1 :]))


def is_list(media: MediaType, step: Step, direction: Direction) -> bool:
    """Whether one of them holds a list."""
    known = schema(media, step)
    return known is not None and shape_of(known, direction).kind == "array"


def as_body(media: MediaType, step: Step, direction: Direction) -> MediaType:
    """One of them as a body of its own, a form or one that has parts itself; of a list by name, each item is one."""
    told, known = encoding(media, step), schema(media, step)
    if known is not None and isinstance(step, str) and is_list(media, step, direction):
        known = schema(MediaType(name="", pointer="", schema=known), 0)
    return within(told, told.media_type, known)


def with_lines(body: bytes, path: Sequence[Step], lines: Mapping[str, str]) -> bytes:
    """A multipart body of ours with header fields in one of its parts, or in a part of one.

    Args:
        body: the body.
        path: to the part, through those around it.
        lines: names and texts of the header fields.
    """
    return _with_lines(body, path, "".join(f"{name.title()}: {text}\r\n" for name, text in lines.items()).encode(), 0)


def _with_lines(body: bytes, path: Sequence[Step], lines: bytes, depth: int) -> bytes:
    between = f"--{boundary_at(depth)}".encode()
    parts = body.split(between)
    step, *below = path
    named = f'name="{step}"'.encode()
    place = step + 1 if isinstance(step, int) else next(i for i, each in enumerate(parts) if named in _head(each))
    part = parts[place]
    parts[place] = _with_lines(part, below, lines, depth + 1) if below else b"\r\n" + lines + part.removeprefix(b"\r\n")
    return between.join(parts)


def _head(part: bytes) -> bytes:
    return part.partition(b"\r\n\r\n")[0]
