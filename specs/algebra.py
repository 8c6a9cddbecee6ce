"""The schema algebra of jsonschema-rs, behind one door: experimental, so pinned (docs/adr/0004-containment.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from threading import Lock
from typing import Any, TypeVar

import orjson
from jsonschema_rs import CanonicalSchema, ReferencingError, ValidationError, canonical, canonicalize

from specs import effort
from specs.schemas import JsonSchema

_MOST_DEFINITIONS = 500
"""The library follows references by recursion, and ends the process where its stack ends."""
_MOST_UNROLLED = 1500
"""Objects in a schema with its references written out: where closed objects are combined, the library takes seconds for
more of them, and time by their square."""
_MOST_SUBTRACTED = 300
"""The same for a difference, which goes through both."""


_LONGEST, _MOST_NAMED = 4_000, 100
"""Bytes, and definitions, of a question that is remembered: long ones are seldom put again."""
_MOST_REMEMBERED = 1_000

_T = TypeVar("_T")


class Covers(Enum):
    """Whether one schema accepts everything another does."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_ANSWERS = {
    canonical.Containment.YES: Covers.YES,
    canonical.Containment.NO: Covers.NO,
    canonical.Containment.UNKNOWN: Covers.UNKNOWN,
}


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A schema in the library's words, for one that is asked about often.

    Attributes:
        canonical: None where the library has no words for it.
        text: by which answers about it are remembered; empty for a long one.
    """

    canonical: CanonicalSchema | None
    text: bytes = b""


def form(schema: JsonSchema) -> Form:
    """The form of a self-contained schema."""
    return Form(_canonical(schema), _text(schema))


def covers(reader: JsonSchema | Form, writer: JsonSchema | Form) -> Covers:
    """Whether ``reader`` accepts every value of ``writer``; both self-contained."""
    narrow = writer if isinstance(writer, Form) else form(writer)
    text = reader.text if isinstance(reader, Form) else _text(reader)
    return _remembered("covers", (text, narrow.text), lambda: _covers(reader, narrow))


def _covers(reader: JsonSchema | Form, narrow: Form) -> Covers:
    if narrow.canonical is None:
        return Covers.UNKNOWN
    wide = reader.canonical if isinstance(reader, Form) else _canonical(reader)
    if wide is None:
        return Covers.UNKNOWN
    try:
        return _ANSWERS[wide.covers(narrow.canonical)]
    except ValueError:
        return Covers.UNKNOWN


def lost(writer: JsonSchema, reader: JsonSchema) -> JsonSchema | None:
    """A schema of the values that ``writer`` has and ``reader`` refuses, or None where the library cannot write it."""
    return _remembered("lost", (_text(writer), _text(reader)), lambda: _lost(writer, reader))


def _lost(writer: JsonSchema, reader: JsonSchema) -> JsonSchema | None:
    narrow, wide = _canonical(writer, _MOST_SUBTRACTED), _canonical(reader, _MOST_SUBTRACTED)
    if narrow is None or wide is None:
        return None
    try:
        return _as_schema(narrow.subtract(wide))
    except ValueError:
        return None


def simplified(schema: JsonSchema) -> JsonSchema | None:
    """An equal schema in canonical form, where combinations are merged as far as possible, or None."""
    form = _canonical(schema)
    return _as_schema(form) if form is not None else None


def empty(schema: JsonSchema) -> bool:
    """Whether a schema provably accepts no value at all."""
    form = _canonical(schema)
    return form is not None and form.satisfiability() == canonical.Satisfiability.NO


def _canonical(schema: JsonSchema, most: int = _MOST_UNROLLED) -> CanonicalSchema | None:
    if schema.get("$defs") and effort.unrolled(schema, most, _MOST_DEFINITIONS) > most:
        return None
    try:
        return canonicalize(schema, validate_formats=True, offline=True)
    except (ValidationError, ReferencingError, ValueError):
        return None


def _as_schema(form: Any) -> JsonSchema | None:
    written = form.to_json_schema()
    return {"not": {}} if written is False else {} if written is True else written


_answers: dict[tuple[str, bytes, bytes], Any] = {}
"""What was answered last, the oldest first: releases of one API put the same questions again and again."""
_answering = Lock()


def _remembered(question: str, texts: tuple[bytes, bytes], answer: Callable[[], _T]) -> _T:
    """The answer to a question about two schemas, worked out once; it must not be changed."""
    if not all(texts):
        return answer()
    key = (question, *texts)
    with _answering:
        if key in _answers:
            known: _T = _answers[key]
            return known
    found = answer()
    with _answering:
        _answers[key] = found
        if len(_answers) > _MOST_REMEMBERED:
            del _answers[next(iter(_answers))]
    return found


def _text(schema: JsonSchema) -> bytes:
    """A schema as a text by which it is known again; empty for one that is long, or that no text tells exactly."""
    if len(schema.get("$defs", ())) > _MOST_NAMED:
        return b""  # without writing megabytes down
    try:
        text = orjson.dumps(schema)
    except TypeError:  # integers of more than 64 bits
        return b""
    return text if len(text) <= _LONGEST else b""
