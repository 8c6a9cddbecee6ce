"""What a reader can ask of a writer, one small generator a keyword: each yields the gaps that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from contracts.compat import leaves, objects
from contracts.compat.containment import Containment, serious
from contracts.compat.gaps import NOTHING, Gap
from contracts.compat.sides import Part
from contracts.compat.telling import ask, gap, note, seen_from_above
from contracts.compat.views import View, view
from specs import pointers, shapes

_TIGHTER_WHEN_LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_TIGHTER_WHEN_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})


def types(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Types that the writer may send and the reader does not know; number holds integer."""
    lost = sorted(writer.types - reader.types)
    if "number" in lost and "integer" in lost:
        lost.remove("integer")
    for name in lost:
        candidates = leaves.values_of(writer, {"type": name})
        value = next((each for each in candidates if leaves.shows(writer, reader, each)), NOTHING)
        if value is not NOTHING or reader.types:
            yield gap("type", writer, reader, value, detail=name, said=(sorted(writer.types), sorted(reader.types)))
    gained = reader.types - writer.types - ({"integer"} if "number" in writer.types else set())
    if gained and not lost and reader.types != shapes.TYPES:
        yield note("type", writer, reader, detail=sorted(gained), said=(sorted(writer.types), sorted(reader.types)))


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
    if reader.values is None or shapes.distinct(reader.values, writer.values or []):
        gained = None if reader.values is None else shapes.distinct(reader.values, writer.values or [])
        yield note("enum", writer, reader, detail=gained, said=said)


def scalars(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Bounds, patterns, formats and other keywords that stand alone."""
    for keyword, (bound, origin) in reader.scalars.items():
        ours = writer.scalars.get(keyword, (None, ""))[0]
        if ours == bound and not _refers(bound):
            continue
        safe = _as_tight(keyword, ours, bound) or (keyword == "propertyNames" and _names_fit(question, writer, reader))
        found = [] if safe else list(ask(keyword, writer, reader, {keyword: bound}, origin))
        yield from found
        if not found and ours is not None:
            yield note(keyword, writer, reader, said=(ours, bound))
    for keyword, (bound, _origin) in writer.scalars.items():
        if keyword not in reader.scalars:
            yield note(keyword, writer, reader, said=(bound, None))


def items(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """The items of arrays."""
    if "array" not in writer.types or not reader.items:
        return
    sent = writer.items or [Part(True, pointers.join(writer.origin, "items"))]
    for each in question.compare(sent, reader.items):
        value = each.value if each.value is NOTHING else leaves.array_with(writer, each.value)
        yield seen_from_above(each, "[]", value, writer, reader)


def choices(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """``anyOf`` and ``oneOf``: some branch takes it, and for ``oneOf`` no other does."""
    for choice in reader.choices:
        yield from _choice(question, writer, reader, choice, _by_type(writer))


def _choice(
    question: Containment, writer: View, reader: View, choice: tuple[str, list[Part], str], kinds: list[View]
) -> Iterator[Gap]:
    keyword, branches, origin = choice
    found = [question.against(writer, branch) for branch in branches]
    fitting = next((index for index, gaps in enumerate(found) if not serious(gaps)), None)
    if fitting is not None:
        others = [branch.schema for index, branch in enumerate(branches) if index != fitting]
        if keyword == "anyOf" or leaves.apart(writer, reader, others):
            yield from found[fitting]
            return
    if len(kinds) > 1:  # no branch takes all of them, but each may have its own
        for kind in kinds:
            yield from _choice(question, kind, reader, choice, [])
        return
    nearest = serious(min(found, key=_distance))
    alike = writer.chosen or len(nearest) == 1  # else the branch is no guide to what was lost
    shown = [each for each in nearest if alike and leaves.shows(writer, reader, each.value)]
    yield from shown or ask(keyword, writer, reader, {keyword: [branch.schema for branch in branches]}, origin)


def _by_type(writer: View) -> list[View]:
    """A view for each type that the writer may send."""
    views = []
    for name in sorted(writer.types - ({"integer"} if "number" in writer.types else set())):
        narrowed = view(writer.side, *writer.parts, Part({"type": name}, writer.origin))
        narrowed.choices, narrowed.chosen, narrowed.declared = [], writer.chosen, writer.declared
        views.append(narrowed)
    return views


def others(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Keywords that are asked about together: ``not``, ``if``, ``patternProperties``, ``prefixItems``, ``contains``."""
    ours = [group for group, _origin in writer.others]
    for group, origin in reader.others:
        if group not in ours or _refers(group):
            yield from ask(next(iter(group)), writer, reader, group, origin)


CONSTRAINTS: tuple[Callable[[Containment, View, View], Iterator[Gap]], ...] = (
    types,
    values,
    scalars,
    objects.required,
    objects.properties,
    objects.unsent,
    objects.undeclared,
    items,
    choices,
    others,
)
"""Every kind of constraint; a new one is a function above and a line here."""


def _refers(value: Any) -> bool:
    """Whether a keyword's value refers to definitions, which differ between documents though the words are equal."""
    return "'$ref'" in repr(value)


def _names_fit(question: Containment, writer: View, reader: View) -> bool:
    """Whether every name that the writer allows is one of the reader's."""
    (ours, here), (theirs, there) = (
        writer.scalars.get("propertyNames", (True, writer.origin)),
        reader.scalars["propertyNames"],
    )
    sent = Part({"allOf": [{"type": "string"}, ours]}, pointers.join(here, "propertyNames"))
    return not serious(question.compare([sent], [Part(theirs, pointers.join(there, "propertyNames"))]))


def _as_tight(keyword: str, writer: Any, reader: Any) -> bool:
    if writer is None:
        return False
    return (keyword in _TIGHTER_WHEN_LARGER and writer >= reader) or (
        keyword in _TIGHTER_WHEN_SMALLER and writer <= reader
    )


def _distance(gaps: list[Gap]) -> int:
    return len(serious(gaps)) + 100 * any(gap.keyword == "type" and not gap.path for gap in serious(gaps))
