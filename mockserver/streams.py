"""Bodies that are a sequence of items: JSON lines, JSON text sequences, server-sent events.

Source: OAS 3.2.0, Sequential Media Types; RFC 7464; HTML, 9.2.5 (interpreting an event stream).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specs import shapes
from specs.encoding import scalar
from specs.messages import essence, write_json
from specs.model import MediaType
from specs.sampling import sample_json
from specs.schemas import Direction, JsonSchema
from specs.validation import Validator, validator

EVENTS = "text/event-stream"
_LINES = frozenset(
    "application/jsonl application/jsonlines application/json-lines application/x-jsonlines application/ndjson "
    "application/x-ndjson application/json-seq".split()
)
_SEVERAL = 3
_FIELDS = ("event", "id", "retry")


def fits(media: MediaType) -> bool:
    """Whether bodies of a media type are sequences of items."""
    kind = essence(media.name)
    return kind in _LINES or (kind == EVENTS and (media.schema is not None or media.item_schema is not None))


def write(media: MediaType, seed: str, *, dynamic: bool) -> bytes:
    """Several items, each valid: the document's example where it has one.

    Raises:
        SpecError: nothing satisfies the schema of an item.
    """
    kind = essence(media.name)
    given = [] if dynamic else list(media.examples.values())
    if given and isinstance(given[0], str):
        return given[0].encode()
    items = given[0] if given and isinstance(given[0], list) else given[:1] or list(_sampled(media, seed, dynamic))
    if kind == EVENTS:
        return "".join(_event(item, described=media.item_schema is not None) for item in items).encode()
    before = b"\x1e" if kind == "application/json-seq" else b""
    return b"".join(before + write_json(item) + b"\n" for item in items)


def _sampled(media: MediaType, seed: str, dynamic: bool) -> Iterator[Any]:
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


def _event(item: Any, *, described: bool) -> str:
    """One event. Where the document describes events, the item has their fields; else it is the data."""
    fields = item if described and isinstance(item, dict) else {"data": item}
    lines = [f"{name}: {_line(fields[name])}" for name in _FIELDS if fields.get(name) is not None]
    if fields.get("data") is not None:
        lines += [f"data: {line}" for line in scalar(fields["data"]).replace("\r\n", "\n").split("\n")]
    return "\n".join(lines) + "\n\n"


def _line(value: Any) -> str:
    return scalar(value).replace("\r", " ").replace("\n", " ")
