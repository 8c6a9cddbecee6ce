"""What a reader can ask of a writer, one small generator a keyword: each yields the gaps that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from contracts.compat import leaves
from contracts.compat.containment import Containment
from contracts.compat.gaps import NOTHING, Gap, Kind
from contracts.compat.sides import Part
from contracts.compat.views import View, view
from specs import pointers, shapes
from specs.algebra import Covers
from specs.schemas import JsonSchema

_TIGHTER_WHEN_LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_TIGHTER_WHEN_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})


def types(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Types that the writer may send and the reader does not know; number holds integer."""
    if writer.values is not None:
        return  # listed values are told one by one
    lost = sorted(writer.types - reader.types)
    if "number" in lost and "integer" in lost:
        lost.remove("integer")
    for name in lost:
        candidates = leaves.values_of(writer, {"type": name})
        value = next((each for each in candidates if leaves.shows(writer, reader, each)), NOTHING)
        if value is not NOTHING or reader.types:
            yield _gap("type", writer, reader, value, detail=name, said=(sorted(writer.types), sorted(reader.types)))
    gained = reader.types - writer.types - ({"integer"} if "number" in writer.types else set())
    if gained and not lost and reader.types != shapes.TYPES:
        yield _note("type", writer, reader, detail=sorted(gained), said=(sorted(writer.types), sorted(reader.types)))


def values(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Values that an ``enum`` or ``const`` of the reader does not list."""
    if reader.values is None:
        if writer.values is not None:
            refused = [value for value in writer.values if leaves.shows(writer, reader, value)]
            if refused and writer.types - reader.types:
                yield _gap("type", writer, reader, refused[0], detail=shapes.type_of(refused[0]))
            yield _note("enum", writer, reader, said=(writer.values, None))
        return
    if writer.values is None:
        yield from _ask("enum", writer, reader, {"enum": reader.values}, reader.origin)
        return
    lost = [v for v in leaves.distinct(writer.values, reader.values) if leaves.shows(writer, reader, v)]
    if lost:
        yield _gap("enum", writer, reader, lost[0], detail=lost, said=(writer.values, reader.values))
    gained = leaves.distinct(reader.values, writer.values)
    if gained:
        yield _note("enum", writer, reader, detail=gained, said=(writer.values, reader.values))


def scalars(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Bounds, patterns, formats and other keywords that stand alone."""
    for keyword, (bound, origin) in reader.scalars.items():
        ours = writer.scalars.get(keyword, (None, ""))[0]
        if ours == bound and not _refers(bound):
            continue
        found = [] if _as_tight(keyword, ours, bound) else list(_ask(keyword, writer, reader, {keyword: bound}, origin))
        yield from found
        if not found and ours is not None:
            yield _note(keyword, writer, reader, said=(ours, bound))
    for keyword, (bound, _origin) in writer.scalars.items():
        if keyword not in reader.scalars:
            yield _note(keyword, writer, reader, said=(bound, None))


def required(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Properties that the reader needs and the writer may leave out."""
    if "object" not in writer.types:
        return
    for name, origin in reader.required.items():
        if name not in writer.required:
            value = leaves.without(writer, reader, name)
            detail = (name, name in writer.properties)
            there = pointers.join(origin, "properties", name) if name in reader.properties else origin
            yield _gap("required", writer, reader, value, detail=detail, at=(_property(writer, name), there))
    for name in writer.required:
        if name not in reader.required and name in reader.properties:
            at = (_property(writer, name), _property(reader, name))
            yield _note("required", writer, reader, detail=(name, True), at=at)


def properties(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """The values of the properties that the writer declares."""
    if "object" not in writer.types:
        return
    for name, sent in writer.properties.items():
        extra = [part for part, declared in reader.additional if name not in declared]
        if any(part.schema is False for part in extra):
            yield from _refused(writer, reader, name, sent)
            continue
        taken = [*reader.properties.get(name, ()), *extra]
        if taken:
            yield from _lifted(writer, reader, name, question.compare(sent, taken))
        if name not in reader.declared:
            at = (sent[0].origin, reader.origin)
            yield _note("properties", writer, reader, detail=("unread", name), at=at)


def unsent(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Properties that the reader declares and the writer does not."""
    for name, taken in reader.properties.items() if "object" in writer.types else ():
        if name in writer.properties:
            continue
        if name not in writer.declared:
            at = (writer.origin, taken[0].origin)
            yield _note("properties", writer, reader, detail=("unsent", name), at=at)
        for part, declared in writer.additional:
            if name not in declared and part.schema is not False:
                yield from _lifted(writer, reader, name, question.compare([part], taken))


def additional(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Undeclared properties, where the writer says that it sends them."""
    taken = [part for part, _names in reader.additional]
    for part, _names in writer.additional if "object" in writer.types else ():
        if part.schema is not False and taken:
            yield from _lifted(writer, reader, "another", question.compare([part], taken))


def items(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """The items of arrays."""
    if "array" not in writer.types or not reader.items:
        return
    sent = writer.items or [Part(True, pointers.join(writer.origin, "items"))]
    for gap in question.compare(sent, reader.items):
        value = gap.value if gap.value is NOTHING else leaves.array_with(writer, gap.value)
        yield _seen_from_above(gap, "[]", value, writer, reader)


def choices(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """``anyOf`` and ``oneOf``: some branch takes it, and for ``oneOf`` no other does."""
    for keyword, branches, origin in reader.choices:
        found = [question.against(writer, branch) for branch in branches]
        fitting = next((index for index, gaps in enumerate(found) if not _serious(gaps)), None)
        if fitting is not None:
            others = [branch.schema for index, branch in enumerate(branches) if index != fitting]
            if keyword == "anyOf" or leaves.apart(writer, reader, others):
                yield from found[fitting]
                continue
        nearest = _serious(min(found, key=_distance))
        alike = writer.chosen or len(nearest) == 1  # else the branch is no guide to what was lost
        shown = [gap for gap in nearest if alike and leaves.shows(writer, reader, gap.value)]
        yield from shown or _ask(keyword, writer, reader, {keyword: [branch.schema for branch in branches]}, origin)


def others(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Keywords that are asked about together: ``not``, ``if``, ``patternProperties``, ``prefixItems``, ``contains``."""
    ours = [group for group, _origin in writer.others]
    for group, origin in reader.others:
        if group not in ours or _refers(group):
            yield from _ask(next(iter(group)), writer, reader, group, origin)


CONSTRAINTS: tuple[Callable[[Containment, View, View], Iterator[Gap]], ...] = (
    types,
    values,
    scalars,
    required,
    properties,
    unsent,
    additional,
    items,
    choices,
    others,
)
"""Every kind of constraint; a new one is a function above and a line here."""


def _refers(value: Any) -> bool:
    """Whether a keyword's value refers to definitions, which differ between documents though the words are equal."""
    return "'$ref'" in repr(value)


def _ask(keyword: str, writer: View, reader: View, constraint: JsonSchema, origin: str) -> Iterator[Gap]:
    """The gap of a constraint that the algebra does not prove to hold."""
    if leaves.covered(writer, reader, constraint) is Covers.YES:
        return
    value = leaves.counterexample(writer, reader, constraint)
    said = (writer.scalars.get(keyword, (None,))[0], constraint.get(keyword))
    yield _gap(keyword, writer, reader, value, said=said, at=(writer.origin, origin))


def _as_tight(keyword: str, writer: Any, reader: Any) -> bool:
    if writer is None:
        return False
    return (keyword in _TIGHTER_WHEN_LARGER and writer >= reader) or (
        keyword in _TIGHTER_WHEN_SMALLER and writer <= reader
    )


def _refused(writer: View, reader: View, name: str, sent: list[Part]) -> Iterator[Gap]:
    """A property that a closed reader does not know."""
    inner = view(writer.side, *sent)
    for value in leaves.values_of(inner):
        whole = leaves.object_with(writer, name, value)
        if leaves.shows(writer, reader, whole):
            at = (sent[0].origin, reader.origin)
            yield _gap("additionalProperties", writer, reader, whole, detail=name, at=at)
            return
    if inner.types:
        yield _gap("additionalProperties", writer, reader, NOTHING, detail=name)


def _lifted(writer: View, reader: View, name: str, gaps: list[Gap]) -> Iterator[Gap]:
    for gap in gaps:
        value = gap.value if gap.value is NOTHING else leaves.object_with(writer, name, gap.value)
        yield _seen_from_above(gap, name, value, writer, reader)


def _seen_from_above(gap: Gap, step: str, value: Any, writer: View, reader: View) -> Gap:
    """A gap one level up; one whose value does not show it there is open again."""
    if gap.kind is Kind.BREAK and not leaves.shows(writer, reader, value):
        return gap.below(step, NOTHING, kind=Kind.UNPROVEN)
    return gap.below(step, value)


def _serious(gaps: list[Gap]) -> list[Gap]:
    return [gap for gap in gaps if gap.kind is not Kind.NOTE]


def _distance(gaps: list[Gap]) -> int:
    return len(_serious(gaps)) + 100 * any(gap.keyword == "type" and not gap.path for gap in _serious(gaps))


def _property(side: View, name: str) -> str:
    declared = side.properties.get(name)
    return declared[0].origin if declared else side.origin


def _gap(
    keyword: str,
    writer: View,
    reader: View,
    value: Any,
    *,
    detail: Any = None,
    said: tuple[Any, Any] = (None, None),
    at: tuple[str, str] | None = None,
) -> Gap:
    places = at or (writer.origin, reader.origin)
    kind = Kind.UNPROVEN if value is NOTHING else Kind.BREAK
    return Gap(
        kind=kind,
        keyword=keyword,
        value=value,
        detail=detail,
        writer=said[0],
        reader=said[1],
        writer_origin=places[0],
        reader_origin=places[1],
    )


def _note(
    keyword: str,
    writer: View,
    reader: View,
    *,
    detail: Any = None,
    said: tuple[Any, Any] = (None, None),
    at: tuple[str, str] | None = None,
) -> Gap:
    gap = _gap(keyword, writer, reader, NOTHING, detail=detail, said=said, at=at)
    return replace(gap, kind=Kind.NOTE)
