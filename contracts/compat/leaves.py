"""Where structure ends: the schema algebra's word, and the search for a value that shows a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, product
from typing import Any

from contracts.compat import probing
from contracts.compat.gaps import NOTHING
from contracts.compat.sides import Side
from contracts.compat.views import View, view
from specs import algebra
from specs.algebra import Covers, Form
from specs.errors import SpecError
from specs.sampling import attempts
from specs.schemas import JsonSchema

_TRIES = 24
_TYPICAL = 4
_FEW = 4

_NEGATED: dict[str, Any] = {
    "maximum": lambda bound: {"exclusiveMinimum": bound},
    "minimum": lambda bound: {"exclusiveMaximum": bound},
    "exclusiveMaximum": lambda bound: {"minimum": bound},
    "exclusiveMinimum": lambda bound: {"maximum": bound},
    "maxLength": lambda bound: {"minLength": bound + 1},
    "minLength": lambda bound: {"maxLength": bound - 1},
    "maxItems": lambda bound: {"minItems": bound + 1},
    "minItems": lambda bound: {"maxItems": bound - 1},
    "maxProperties": lambda bound: {"minProperties": bound + 1},
    "minProperties": lambda bound: {"maxProperties": bound - 1},
}
"""What a value that breaks a bound keeps to."""
_JUST_BEYOND = {"maximum": 1, "minimum": -1, "exclusiveMaximum": 0, "exclusiveMinimum": 0}
"""The plainest number that breaks a bound, as its distance from it."""


def covered(writer: View, reader: View, constraint: JsonSchema) -> Covers:
    """The algebra's answer: does the constraint (in the reader's words) accept all that the writer may say?"""
    return _covered(writer, reader.side.whole(constraint))


def excluded(writer: View, reader: View, schema: Any) -> bool:
    """Whether a schema of the reader's side provably accepts nothing of what the writer may say."""
    return _covered(writer, reader.side.form(reader.side.denied(schema))) is Covers.YES


def _covered(writer: View, asked: JsonSchema | Form) -> Covers:
    answer = algebra.covers(asked, writer.side.form(writer.said))
    if answer is Covers.YES or not writer.rivals:
        return answer
    return algebra.covers(asked, writer.side.form(writer.schema))  # what other branches take is not among it


def counterexample(writer: View, reader: View, constraint: JsonSchema) -> Any:
    """A value that the writer may say and the reader refuses, or ``NOTHING`` after a bounded search."""
    if writer.side.hasty:
        return NOTHING
    try:
        known = constraint is reader.schema
        asked = reader.side.validator(constraint) if known else reader.side.compiled(reader.side.whole(constraint))
    except SpecError:
        return NOTHING
    likely = (valid_values(schema, writer.side) for schema in _where_to_look(writer, reader, constraint))
    for value in chain(chain.from_iterable(likely), values_of(writer)):
        if asked.verdict(value) is False and shows(writer, reader, value):
            return value
    said = writer.side.whole(writer.said)
    for value in probing.near(islice(values_of(writer), _TYPICAL), (said, asked.schema), writer.types):
        if asked.verdict(value) is False and shows(writer, reader, value):
            return value
    return NOTHING


def _where_to_look(writer: View, reader: View, constraint: JsonSchema) -> Iterator[JsonSchema]:
    whole = writer.side.whole(writer.said)
    for keyword, bound in constraint.items():
        if keyword in _JUST_BEYOND:
            yield _both(whole, {"const": bound + _JUST_BEYOND[keyword]})
        if keyword in _NEGATED:
            yield _both(whole, _NEGATED[keyword](bound))
    lost = algebra.lost(whole, reader.side.whole(constraint))
    if lost is not None:
        yield lost


def _both(whole: JsonSchema, more: JsonSchema) -> JsonSchema:
    return {"allOf": [{k: v for k, v in whole.items() if k != "$defs"}, more], "$defs": whole.get("$defs", {})}


def valid_values(schema: JsonSchema, side: Side) -> Iterator[Any]:
    """Some values of a schema, typical ones first; its definitions are those of a side, or of its differences."""
    try:
        yield from attempts(side.compiled(schema), "witness", _TRIES)
    except SpecError:
        return


def values_of(writer: View, more: JsonSchema | None = None) -> Iterator[Any]:
    """Some values that a writer may say; none in haste."""
    if writer.side.hasty:
        return
    said = writer.said

    def search() -> Iterator[Any]:
        whole = writer.side.whole(said)
        return valid_values(_both(whole, more) if more else whole, writer.side)

    yield from writer.side.remembered((id(said), repr(more)), said, search)


def shows(writer: View, reader: View, value: Any) -> bool:
    """Whether the writer may say a value and the reader refuses it."""
    if value is NOTHING:
        return False
    try:
        sent = writer.side.validator(writer.schema)
        taken = reader.side.validator(reader.schema)
        return sent.verdict(value) is True and taken.verdict(value) is False
    except (SpecError, ValueError):  # no such validator, or a value nested too deep for it
        return False


def says(writer: View, value: Any) -> bool:
    """Whether the writer may say a value."""
    try:
        return writer.side.validator(writer.schema).verdict(value) is True
    except (SpecError, ValueError):
        return False


def reason(reader: View, value: Any) -> str:
    """The keyword by which a reader refuses a value."""
    errors = reader.side.validator(reader.schema).errors(value)
    return next((error.keyword for error in errors), "schema")


def without(writer: View, reader: View, name: str) -> Any:
    """An object of the writer that leaves a property out, which the reader refuses; for nothing else, if possible."""
    if writer.side.hasty:
        return NOTHING
    found = NOTHING
    needed = reader.required.keys() - {name}
    for value in _objects(writer):
        lean = {key: item for key, item in value.items() if key in writer.required}
        full = {key: item for key, item in value.items() if key != name}
        for candidate in (lean, full, _filled(writer, full, needed)):
            if name not in candidate and shows(writer, reader, candidate):
                if needed <= candidate.keys():
                    return candidate
                found = candidate if found is NOTHING else found
    return found


def _filled(writer: View, value: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """An object with a value for each of some names, as far as values are known."""
    missing = {name: next(_values_at(writer, name), NOTHING) for name in names if name not in value}
    return value | {name: item for name, item in missing.items() if item is not NOTHING}


def object_with(writer: View, name: str, inner: Any) -> Any:
    """An object of the writer in which a property has a value, as small as its required properties allow."""
    if writer.side.hasty:
        return NOTHING
    for value in chain(_lean_objects(writer), _objects(writer)):
        for kept in (set(writer.required), set(value)):
            candidate = {key: item for key, item in value.items() if key in kept} | {name: inner}
            if says(writer, candidate):
                return candidate
    return NOTHING


def _lean_objects(writer: View) -> Iterator[dict[str, Any]]:
    """Objects of the writer that have no member they may do without, the shortest first."""
    said = writer.said

    def search() -> Iterator[Any]:
        try:
            made = list(attempts(writer.side.validator(said), "witness", _FEW, lean=True))
        except SpecError:
            return
        yield from sorted((each for each in made if isinstance(each, dict)), key=lambda each: len(repr(each)))

    yield from writer.side.remembered((id(said), "lean"), said, search)


def _objects(writer: View) -> Iterator[dict[str, Any]]:
    """Objects of the writer; where the sampler knows few, those that its required properties make."""
    yield from values_of(writer, {"type": "object"})
    names = list(writer.required)
    choices = [islice(_values_at(writer, name), _FEW) for name in names]
    for values in islice(product(*choices), _TRIES):
        yield dict(zip(names, values, strict=True))


def _values_at(writer: View, name: str) -> Iterator[Any]:
    inner = view(writer.side, *writer.holding(name))
    yield from inner.values if inner.values is not None else values_of(inner)


def array_with(writer: View, inner: Any, index: int = 0) -> Any:
    """An array of the writer that holds a value at a place."""
    if writer.side.hasty:
        return NOTHING
    if index == 0 and says(writer, [inner]):
        return [inner]
    first = _first_items(writer, index)
    for value in chain([first], values_of(writer, {"type": "array"})):
        before, after = [*value[:index], *first[len(value) :]], value[index + 1 :]
        for candidate in ([*before, inner, *after], [*before, inner, *value[index:]], [inner] * max(len(value), 1)):
            if says(writer, candidate):
                return candidate
    return NOTHING


def _first_items(writer: View, count: int) -> list[Any]:
    """A value for each of the first places of an array, as far as they are known."""
    found: list[Any] = []
    for place in range(count):
        item = {"allOf": [part.schema for part in writer.at(place)]}
        found.append(next(valid_values(writer.side.whole(item), writer.side), None))
    return found
