"""Text, and what is written as text: plain scalars, tables, anything that only a person reads."""

from __future__ import annotations

import io
from typing import Any

from specs.media.frame import MOST_FIELDS, Content, Frame
from specs.media.parameters import charset
from specs.messages import essence, read_json, write_json
from specs.scalars import spelled
from specs.styles.shape import Shape

_CONTAINERS = frozenset({"object", "array"})


def read(body: bytes, frame: Frame) -> Content:
    """The text, or in plain text what it spells where its schema is of something else: a number, JSON."""
    text, types = body.decode(charset(frame.declared)), frame.shape.types
    if "string" in types:
        return Content(text)
    if frame.shape.kind is not None and text.lstrip()[:1] in ("{", "["):
        return Content(read_json(body))
    if essence(frame.declared) == "text/plain":
        return Content(frame.shape.value(text.strip()))
    return Content(text, judged=types.isdisjoint(_CONTAINERS))


def write(value: Any, frame: Frame) -> bytes:
    """A value as text."""
    if isinstance(value, dict | list):
        return write_json(value)
    return spelled(value).encode(charset(frame.declared))


def read_table(body: bytes, frame: Frame) -> Content:
    """The rows of a table whose head names their members. Source: RFC 4180."""
    import csv

    if frame.shape.kind != "array":
        return read(body, frame)
    rows = csv.DictReader(io.StringIO(body.decode(charset(frame.declared)), newline=""), strict=True)
    try:
        return Content([_row(row, frame.shape.item) for row, _ in zip(rows, range(MOST_FIELDS), strict=False)])
    except csv.Error as error:
        raise ValueError(f"no table: {error}") from error


def _row(row: dict[str | Any, Any], shape: Shape) -> dict[str, Any]:
    """A row's members; an empty cell is an empty text, or no member where that cannot be."""
    if None in row:
        raise ValueError("no table: a row has more cells than the head has names")
    return {
        name: shape.member(name).value(text)
        for name, text in row.items()
        if text or (text == "" and "string" in shape.member(name).types)
    }


def write_table(value: Any, frame: Frame) -> bytes:
    """Rows as a table with the names of all members as its head."""
    import csv

    if not isinstance(value, list):
        return write(value, frame)
    rows = [row if isinstance(row, dict) else {"value": row} for row in value]
    made = io.StringIO()
    writer = csv.DictWriter(made, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: "" if cell is None else spelled(cell) for name, cell in row.items()})
    return made.getvalue().encode(charset(frame.declared))
