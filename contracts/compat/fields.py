"""Fields of forms and parts of multipart bodies: how each is documented, a value for it, and header fields put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.compat import messages
from specs import pointers
from specs.media.multipart import BOUNDARY, encoding_at
from specs.model import Encoding, MediaType
from specs.sampling import sample
from specs.schemas import Direction, Schema

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


def with_lines(body: bytes, step: Step, lines: Mapping[str, str]) -> bytes:
    """A multipart body of ours with header fields in one of its parts."""
    fields = "".join(f"{name.title()}: {text}\r\n" for name, text in lines.items()).encode()
    if isinstance(step, str):
        before, named, after = body.partition(f'name="{step}"'.encode())
        rest, end, below = after.partition(b"\r\n")
        return before + named + rest + end + fields + below
    between = f"--{BOUNDARY}".encode()
    parts = body.split(between)
    parts[step + 1] = b"\r\n" + fields + parts[step + 1].removeprefix(b"\r\n")
    return between.join(parts)
