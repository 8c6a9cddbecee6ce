"""What a reader can ask of a writer's objects: which properties are there, which may be, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.compat import leaves, texts
from contracts.compat.containment import Containment
from contracts.compat.gaps import NOTHING, Gap
from contracts.compat.sides import Part
from contracts.compat.telling import ask, gap, lifted, note
from contracts.compat.views import View, view
from specs import pointers
from specs.algebra import Covers
from specs.languages import Undecided
from specs.sampling.strings import one

_ANY_NAME = "another"
_NAMING = frozenset({"minProperties", "propertyNames", "dependentRequired", "dependentSchemas", "not"})
"""What may make a property necessary without requiring it."""


def required(_: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Properties that the reader needs and the writer may leave out."""
    if "object" not in writer.types:
        return
    plain = not writer.others and not writer.scalars.keys() & _NAMING
    for name, origin in reader.required.items():
        if name in writer.required or (not plain and _always(writer, reader, name)):
            continue
        value = leaves.without(writer, reader, name)
        if value is NOTHING and plain and not writer.side.hasty and _always(writer, reader, name):
            continue
        detail = (name, name in writer.properties)
        there = pointers.join(origin, "properties", name) if name in reader.properties else origin
        yield gap("required", writer, reader, value, detail=detail, at=(_property(writer, name), there))
    for name in writer.required:
        if name not in reader.required and name in reader.properties:
            at = (_property(writer, name), _property(reader, name))
            yield note("required", writer, reader, detail=(name, True), at=at)


def _always(writer: View, reader: View, name: str) -> bool:
    """Whether the writer sends a property always, by something else than ``required``."""
    return leaves.covered(writer, reader, {"required": [name]}) is Covers.YES


def properties(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """The values of the properties that the writer declares, or demands without declaring."""
    if "object" not in writer.types:
        return
    for name in [*writer.properties, *sorted(writer.demanded - writer.properties.keys())]:
        sent = _sent(writer, name)
        taken = [*reader.properties.get(name, ()), *reader.undeclared(name)]
        if any(part.schema is False for part in sent):
            continue
        if any(part.schema is False for part in taken):
            yield from _refused(writer, reader, name, sent)
            continue
        if taken:
            yield from lifted(writer, reader, name, question.compare(sent, taken))
        if name not in reader.declared and name in writer.properties:
            at = (sent[0].origin, reader.origin)
            yield note("properties", writer, reader, detail=("unread", name), at=at)


def unsent(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Properties that the reader declares and the writer does not, though an open writer may send them."""
    for name, taken in reader.properties.items() if "object" in writer.types else ():
        if name in writer.properties:
            continue
        if name not in writer.declared:
            at = (writer.origin, taken[0].origin)
            yield note("properties", writer, reader, detail=("unsent", name), at=at)
        sent = writer.undeclared(name) or ([_anything(writer)] if writer.free else [])
        if name not in writer.demanded and sent and all(part.schema is not False for part in sent):
            yield from lifted(writer, reader, name, question.compare(sent, [*taken, *reader.undeclared(name)]))


def undeclared(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """Properties that neither declares, where the writer says that it sends them."""
    if "object" not in writer.types:
        return
    for pattern, part in writer.patterns:
        yield from _by_pattern(question, writer, reader, pattern, part)
    sent = [_anything(writer)] if writer.free else [each.part for each in writer.additional]
    if not sent or any(part.schema is False for part in sent):
        return
    taken = [each.part for each in reader.additional]
    if taken:
        yield from lifted(writer, reader, _ANY_NAME, question.compare(sent, taken))
    for pattern, part in reader.patterns:
        yield from lifted(writer, reader, one({"pattern": pattern}), question.compare(sent, [part]))


def _by_pattern(question: Containment, writer: View, reader: View, pattern: str, part: Part) -> Iterator[Gap]:
    """The properties whose names match one pattern of the writer."""
    if part.schema is False:
        return
    try:
        known = {*writer.properties, *reader.properties}  # these are asked about by name
        meeting = [(texts.name([pattern, theirs], but=known), taken) for theirs, taken in reader.patterns]
        meeting += [(texts.name([pattern], each.patterns, known), each.part) for each in reader.additional]
    except Undecided:
        yield from ask("patternProperties", writer, reader, {"allOf": reader.undeclaring}, reader.origin)
        return
    for name, taken in meeting:
        if name is not None:
            yield from lifted(writer, reader, name, question.compare([part], [taken]))


def _sent(writer: View, name: str) -> list[Part]:
    return [*writer.properties.get(name, ()), *writer.undeclared(name)] or [_anything(writer)]


def _anything(writer: View) -> Part:
    return Part(True, pointers.join(writer.origin, "additionalProperties"))


def _refused(writer: View, reader: View, name: str, sent: list[Part]) -> Iterator[Gap]:
    """A property that a closed reader does not know."""
    inner = view(writer.side, *sent)
    at = (sent[0].origin, reader.origin)
    for value in leaves.values_of(inner):
        whole = leaves.object_with(writer, name, value)
        if leaves.shows(writer, reader, whole):
            yield gap("additionalProperties", writer, reader, whole, detail=name, at=at)
            return
    if leaves.covered(writer, reader, {"properties": {name: False}}) is not Covers.YES:
        yield gap("additionalProperties", writer, reader, NOTHING, detail=name, at=at)


def _property(side: View, name: str) -> str:
    declared = side.properties.get(name)
    return declared[0].origin if declared else side.origin
