"""What is wrong with data that a person has written, by a JSON Schema, told for that person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from specs import pointers
from specs.validation import Validator

JsonSchema = Mapping[str, Any]
_MOST_NAMES = 30
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong.

    Attributes:
        pointer: JSON pointer of what is wrong.
        message: what is wrong with it; never the value, which may be a secret.
        hint: what to do about it; empty where the message says it all.
    """

    pointer: str
    message: str
    hint: str = ""


def mistakes(schema: JsonSchema, value: Any) -> Iterator[Mistake]:
    """Everything that is wrong with a value, unknown members first.

    Args:
        schema: of ``properties``, ``items`` and assertions; members are closed by ``additionalProperties: false``
            and nothing else.
        value: the data.
    """
    yield from _unknown(schema, value, "")
    for error in Validator(dict(schema), "").errors(value):
        if error.keyword != "additionalProperties":
            shown = _examples(schema, error.pointer) if error.keyword == "pattern" else ""
            told = error.message if not shown else f"write it such as {shown}"
            yield Mistake(
                error.pointer, told, _nearest(schema, value, error.pointer) if error.keyword == "enum" else ""
            )


def _unknown(schema: Any, value: Any, pointer: str) -> Iterator[Mistake]:
    """Members that the schema does not have, wherever they are."""
    if not isinstance(schema, Mapping):
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(schema.get("items"), item, pointers.join(pointer, index))
    if isinstance(value, Mapping):
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, item in value.items():
            inside = pointers.join(pointer, name)
            if name not in known and others is False:
                yield Mistake(inside, f"unknown key {_quoted(name)}", suggestion(name, known))
            yield from _unknown(known.get(name, others), item, inside)


def _examples(schema: JsonSchema, pointer: str) -> str:
    """What a schema shows for a part of a value; nothing where it shows nothing."""
    for name in pointers.tokens(pointer):
        schema = schema.get("items") or schema.get("properties", {}).get(name, {})
    return " or ".join(map(str, schema.get("examples", ())))


def _nearest(schema: JsonSchema, value: Any, pointer: str) -> str:
    """Which of many values that are allowed was probably meant; where they are few, the message has them."""
    for name in pointers.tokens(pointer):
        schema = schema.get("items") or schema.get("properties", {}).get(name, {})
    allowed, written = schema.get("enum", ()), pointers.find(value, pointer)
    close = get_close_matches(written, allowed, n=1) if isinstance(written, str) else []
    return f"did you mean {close[0]}?" if close else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """What was probably meant by a name, or what there is."""
    names = sorted(known)
    close = get_close_matches(name.replace("-", "_"), names, n=1, cutoff=0.6) or get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known are {', '.join(names)}" if len(names) <= _MOST_NAMES else ""


def _quoted(name: str) -> str:
    return repr(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…")
