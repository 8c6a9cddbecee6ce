"""What a reader can ask of a writer's arrays: what stands at each place, and what is somewhere among the items."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from contracts.compat import leaves
from contracts.compat.containment import Containment
from contracts.compat.gaps import NOTHING, Gap, serious
from contracts.compat.sides import Part
from contracts.compat.telling import ask, gap, seen_from_above
from contracts.compat.views import View
from specs import pointers
from specs.schemas import JsonSchema

_MOST_PLACES = 64


def items(question: Containment, writer: View, reader: View) -> Iterator[Gap]:
    """The items of arrays, place by place as far as either side tells them apart, then all the others together."""
    if "array" not in writer.types or not reader.rows:
        return
    apart = max(len(row.prefix) for row in (*writer.rows, *reader.rows))
    if apart > _MOST_PLACES:
        yield from ask("prefixItems", writer, reader, reader.schema, reader.origin)
        return
    most = writer.scalars.get("maxItems", (None, ""))[0]
    for index in range(apart + 1):
        sent, taken = writer.at(index), reader.at(index)
        if any(part.schema is False for part in sent) or (most is not None and index >= most):
            return
        if any(part.schema is False for part in taken):
            yield from ask("maxItems", writer, reader, {"maxItems": index}, reader.origin)
            return
        for each in question.compare(sent or [_anything(writer)], taken) if taken else ():
            yield seen_from_above(each, "[]", partial(leaves.array_with, writer, index=index), writer, reader)


def contained(question: Containment, writer: View, reader: View, group: JsonSchema, origin: str) -> list[Gap]:
    """Items that a reader looks for: the writer promises the same or narrower ones, and so many of them.

    Returns:
        Nothing where that is proven, otherwise gaps that may or may not be real.
    """
    wanted = Part(group["contains"], pointers.join(origin, "contains"))
    found: list[Gap] = []
    if group.get("minContains", 1) > 0:
        found += _too_few(question, writer, reader, wanted, group.get("minContains", 1))
    if "maxContains" in group and not _few(question, writer, wanted, group["maxContains"]):
        found.append(gap("maxContains", writer, reader, NOTHING))
    return found


def _too_few(question: Containment, writer: View, reader: View, wanted: Part, least: int) -> list[Gap]:
    every = writer.at(max((len(row.prefix) for row in writer.rows), default=0))
    promised = [
        [*every, Part(ours["contains"], pointers.join(place, "contains"))]
        for ours, place in writer.groups("contains")
        if ours.get("minContains", 1) >= least
    ]
    if every and all(not row.prefix for row in writer.rows) and writer.scalars.get("minItems", (0, ""))[0] >= least:
        promised.append(every)
    tried = [serious(question.everything(question.compare(parts, [wanted]))) for parts in promised]
    if not all(tried):
        return []
    values = [each.value for gaps in tried for each in gaps if each.value is not NOTHING]
    return [gap("contains", writer, reader, leaves.array_with(writer, value, 0)) for value in values] or [
        gap("contains", writer, reader, NOTHING)
    ]


def _few(question: Containment, writer: View, wanted: Part, most: int) -> bool:
    if writer.scalars.get("maxItems", (most + 1, ""))[0] <= most:
        return True
    return any(
        question.implied(wanted, Part(ours["contains"], pointers.join(place, "contains")))
        for ours, place in writer.groups("contains")
        if ours.get("maxContains", most + 1) <= most
    )


def _anything(writer: View) -> Part:
    return Part(True, pointers.join(writer.origin, "items"))
