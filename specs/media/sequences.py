"""Sequences of items: JSON lines, JSON text sequences, server-sent events.

Source: OAS 3.2.0, Sequential Media Types; RFC 7464; WHATWG HTML, 9.2.6 (interpreting an event stream).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from specs.media.frame import MOST_FIELDS, Content, Frame
from specs.messages import read_json, write_json
from specs.scalars import spelled
from specs.styles.shape import Shape, shape_of

_LINE_END = re.compile(r"\r\n|\r|\n")
_RECORD = b"\x1e"
_DIGITS = re.compile(r"[0-9]+")
_LAST = "[DONE]"
"""What some servers send as the data of an event that only says that there are no more."""


def read_lines(body: bytes, frame: Frame) -> Content:  # noqa: ARG001 - one signature for all
    """The value of each line; empty lines are none."""
    return Content(_values(line for line in body.split(b"\n") if line.strip()))


def write_lines(value: Any, frame: Frame) -> bytes:  # noqa: ARG001 - one signature for all
    """Items, or the only one, a line each; a text is taken for the whole."""
    if isinstance(value, str):
        return value.encode()
    return b"".join(write_json(item) + b"\n" for item in _listed(value))


def read_records(body: bytes, frame: Frame) -> Content:  # noqa: ARG001 - one signature for all
    """The value of each record. Source: RFC 7464, 2.1."""
    before, *records = body.split(_RECORD)
    if before.strip():
        raise ValueError("a record must begin with a record separator")
    return Content(_values(record for record in records if record.strip()))


def write_records(value: Any, frame: Frame) -> bytes:  # noqa: ARG001 - one signature for all
    """Items, or the only one, a record each; a text is taken for the whole."""
    if isinstance(value, str):
        return value.encode()
    return b"".join(_RECORD + write_json(item) + b"\n" for item in _listed(value))


def read_events(body: bytes, frame: Frame) -> Content:
    """The events: each an object of its fields, or its data where the document describes that and no events."""
    shape = _item(frame)
    if shape is not None and "string" in shape.types and shape.kind is None:
        return Content(body.decode("utf-8-sig"))
    events = list(_events(body.decode("utf-8-sig")))
    if shape is None or _of_events(shape):
        return Content(events)
    told = (event["data"] for event in events if event.get("data", _LAST) != _LAST)
    return Content([read_json(data.encode()) for data in told])


def write_events(value: Any, frame: Frame) -> bytes:
    """Events from objects of their fields, or from their data; a text is taken for the whole."""
    if isinstance(value, str):
        return value.encode()
    shape = _item(frame)
    bare = shape is not None and not _of_events(shape)
    fields = ({"data": item} if bare or not isinstance(item, Mapping) else item for item in _listed(value))
    return "".join(map(_event, fields)).encode()


def _item(frame: Frame) -> Shape | None:
    """The shape of one item; None where the document says nothing of it."""
    media = frame.media
    if media.item_schema is not None:
        return shape_of(media.item_schema, frame.direction)
    if media.schema is None:
        return None
    whole = shape_of(media.schema, frame.direction)
    return whole.item if whole.kind == "array" else whole


def _of_events(shape: Shape) -> bool:
    return not shape.declared or "data" in shape.declared or "event" in shape.declared


def _values(texts: Iterator[bytes]) -> list[Any]:
    found: list[Any] = []
    for number, text in enumerate(texts):
        if number >= MOST_FIELDS:
            raise ValueError(f"more than {MOST_FIELDS:,} items")
        try:
            found.append(read_json(text))
        except ValueError as error:
            raise ValueError(f"item {number}: {error}") from error
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _events(text: str) -> Iterator[dict[str, Any]]:
    for number, block in enumerate(re.split(r"\n{2,}", _LINE_END.sub("\n", text))):
        if number >= MOST_FIELDS:
            raise ValueError(f"more than {MOST_FIELDS:,} events")
        fields = dict(_fields(block))
        if fields:
            yield fields


def _fields(block: str) -> Iterator[tuple[str, Any]]:
    data: list[str] = []
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name in ("event", "id"):
            yield name, value
        elif name == "retry" and _DIGITS.fullmatch(value) and len(value) < 10:
            yield name, int(value)
    if data:
        yield "data", "\n".join(data)


def _event(fields: Mapping[str, Any]) -> str:
    told = [(name, fields[name]) for name in ("event", "id", "retry") if fields.get(name) is not None]
    lines = [f"{name}: {_LINE_END.sub(' ', spelled(value))}" for name, value in told]
    if fields.get("data") is not None:
        lines += [f"data: {line}" for line in _LINE_END.split(spelled(fields["data"]))]
    return "\n".join(lines) + "\n\n"
