"""What a reader can ask of a writer, one small generator a keyword: each yields the gaps that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.compat import arrays, choices, leaves, objects
from contracts.compat.conditions import asked
from contracts.compat.containment import Containment
from contracts.compat.gaps import NOTHING, Gap
from contracts.compat.sides import Part, refers
from contracts.compat.telling import ask, gap, note
from contracts.compat.views import View
from specs import pointers, shapes
from specs.algebra import Covers

_COUNTED = frozenset({"minLength", "minItems", "minProperties"})
"""What is never less than none."""
_TIGHTER_WHEN_LARGER = _COUNTED | {"minimum", "exclusiveMinimum"}
_TIGHTER_WHEN_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})


def types(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Types that the writer may send and the reader does not know."""
    lost, said = _lost(writer, reader), (sorted(writer.types), sorted(reader.types))
    for names in ([name for name in lost if name != "null"], [name for name in lost if name == "null"]):
        found = {name: _of_type(writer, reader, name) for name in names}
        open_ones = reader.types or leaves.covered(writer, reader, {"not": {}}) is not Covers.YES
        told = [name for name, value in found.items() if open_ones or value is not NOTHING]
        if told:
            yield gap("type", writer, reader, _first(found), detail=told if len(told) > 1 else told[0], said=said)
    gained = reader.types - writer.types - ({"integer"} if "number" in writer.types else set())
    if gained and not lost and reader.types != shapes.TYPES:
        yield note("type", writer, reader, detail=sorted(gained), said=said)


def anything(writer: View, reader: View, at: tuple[str, str]) -> Gap | None:
    """The one gap that is left where a writer says nothing of its values and a reader takes some types alone.

    Args:
        writer: it.
        reader: the reader.
        at: where they say so: what a reader refers to has not changed by that.
    """
    lost = _lost(writer, reader)
    value = _first({name: _of_type(writer, reader, name) for name in lost})
    detail, said = lost if len(lost) > 1 else "".join(lost), ("anything", sorted(reader.types))
    return None if value is NOTHING else gap("type", writer, reader, value, detail=detail, said=said, at=at)


def _lost(writer: View, reader: View) -> list[str]:
    """The types that only the writer knows; number holds integer."""
    lost = sorted(writer.types - reader.types)
    return [name for name in lost if name != "integer" or "number" not in lost]


def _first(values: Mapping[str, Any]) -> Any:
    return next((each for each in values.values() if each is not NOTHING), NOTHING)


def _of_type(writer: View, reader: View, name: str) -> Any:
    """A value of a type that the writer may say and the reader refuses."""
    candidates = leaves.values_of(writer, {"type": name})
    return next((each for each in candidates if leaves.shows(writer, reader, each)), NOTHING)


def values(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Values that an ``enum`` or ``const`` of the reader does not list."""
    if reader.values is not None:
        yield from ask("enum", writer, reader, {"enum": reader.values}, reader.origin)


def listed(writer: View, reader: View) -> Iterator[Gap]:
    """What a writer that lists its values may say: each of them is tried."""
    said = (writer.values, reader.values)
    refused = [value for value in writer.values or () if leaves.shows(writer, reader, value)]
    unknown = [] if reader.values is None else shapes.distinct(refused, reader.values)
    if unknown:
        yield gap("enum", writer, reader, unknown[0], detail=unknown, said=said)
    others: dict[str, Any] = {}
    for value in shapes.distinct(refused, unknown):
        others.setdefault(leaves.reason(reader, value), value)
    for keyword, value in others.items():
        yield gap(keyword, writer, reader, value, detail=shapes.type_of(value) if keyword == "type" else None)
    if reader.values is None and reader.extensible:
        return
    if reader.values is None or shapes.distinct(reader.values, writer.values or []):
        gained = None if reader.values is None else shapes.distinct(reader.values, writer.values or [])
        yield note("enum", writer, reader, detail=gained, said=said)


def scalars(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Bounds, patterns, formats and other keywords that stand alone."""
    for keyword, (bound, origin) in reader.scalars.items():
        ours = writer.scalars.get(keyword, (None, ""))[0]
        if ours == bound and not refers(bound):
            continue
        safe = _as_tight(keyword, ours, bound) or (keyword == "propertyNames" and _names_fit(question, writer, reader))
        found = [] if safe else list(asked(question, writer, reader, {keyword: bound}, origin))
        yield from found
        if not found and ours is not None:
            yield note(keyword, writer, reader, said=(ours, bound))
    for keyword, (bound, _origin) in writer.scalars.items():
        if keyword not in reader.scalars:
            yield note(keyword, writer, reader, said=(bound, None))


def others(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Keywords that are asked about together: ``if``, ``contains``, a second ``not``, what is unevaluated."""
    ours = [group for group, _origin in writer.others]
    for group, origin in reader.others:
        if group not in ours or refers(group):
            yield from asked(question, writer, reader, group, origin)


CONSTRAINTS: tuple[Callable[[Containment, View, View], Iterator[Gap]], ...] = (
    types,
    values,
    scalars,
    objects.required,
    objects.properties,
    objects.unsent,
    objects.undeclared,
    arrays.items,
    choices.choices,
    others,
)
"""Every kind of constraint; a new one is a function above and a line here."""


def _names_fit(question: Containment, writer: View, reader: View) -> bool:
    """Whether every name that the writer allows is one of the reader's."""
    (ours, here), (theirs, there) = (
        writer.scalars.get("propertyNames", (True, writer.origin)),
        reader.scalars["propertyNames"],
    )
    sent = Part({"allOf": [{"type": "string"}, ours]}, pointers.join(here, "propertyNames"))
    return question.fits(question.compare([sent], [Part(theirs, pointers.join(there, "propertyNames"))]))


def _as_tight(keyword: str, writer: Any, reader: Any) -> bool:
    if writer is None:
        return keyword in _COUNTED and reader <= 0
    return (keyword in _TIGHTER_WHEN_LARGER and writer >= reader) or (
        keyword in _TIGHTER_WHEN_SMALLER and writer <= reader
    )
