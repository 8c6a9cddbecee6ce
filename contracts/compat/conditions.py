"""What a reader asks of some values only: conditions, negations, and what depends on a name's being there.

Each function returns nothing where it proves that all the writer says is taken, otherwise gaps that may be real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from contracts.compat import arrays, distinct, leaves
from contracts.compat.containment import Containment
from contracts.compat.gaps import NOTHING, Gap, Kind, serious
from contracts.compat.sides import Part, refers
from contracts.compat.telling import ask, gap
from contracts.compat.views import View, view
from specs import pointers
from specs.algebra import Covers
from specs.schemas import JsonSchema

Way = Callable[[Containment, View, View, JsonSchema, str], list[Gap]]


def asked(question: Containment, writer: View, reader: View, group: JsonSchema, origin: str) -> Iterator[Gap]:
    """The gaps of keywords that are asked together: by the algebra, then by structure, then by a search."""
    keyword = next(iter(group))
    if keyword not in _WAYS:
        yield from ask(keyword, writer, reader, group, origin)
    elif leaves.covered(writer, reader, group) is not Covers.YES:
        found = serious(question.everything(_WAYS[keyword](question, writer, reader, group, origin)))
        shown = [each for each in found if each.kind is Kind.BREAK and leaves.shows(writer, reader, each.value)]
        if found:
            yield from shown or ask(keyword, writer, reader, group, origin)


def condition(question: Containment, writer: View, _: View, group: JsonSchema, origin: str) -> list[Gap]:
    """``if``, ``then``, ``else``: what the writer says where the condition holds, and where it does not."""
    yes = Part(group["if"], pointers.join(origin, "if"))
    found: list[Gap] = []
    for branch in ("then", "else"):
        if branch in group:
            target = Part(group[branch], pointers.join(origin, branch))
            found += question.within(writer, _holding(question, writer, yes, branch), target)
    return found


def _holding(question: Containment, writer: View, yes: Part, branch: str) -> list[Part]:
    """What holds of the writer's values where a condition of the reader's does (``then``) or does not (``else``)."""
    held = []
    for ours, place in writer.groups("if"):
        same = Part(ours["if"], pointers.join(place, "if"))
        follows = question.implied(yes, same) if branch == "then" else question.implies(same, yes)
        if branch in ours and follows:
            held.append(Part(ours[branch], pointers.join(place, branch)))
    if not refers(yes.schema):  # in the writer's document a reference would mean something else
        held.append(Part(yes.schema if branch == "then" else {"not": yes.schema}, f"{yes.origin} ({branch}, read)"))
    return held


def negation(question: Containment, writer: View, reader: View, group: JsonSchema, origin: str) -> list[Gap]:
    """``not``: what the reader refuses, the writer refuses to say, or could not say anyhow."""
    refused = Part(group["not"], pointers.join(origin, "not"))
    if distinct.apart(writer, view(reader.side, refused)):
        return []
    values = []
    for ours, place in writer.groups("not"):
        gaps = question.refused(refused, Part(ours["not"], pointers.join(place, "not")))
        if not gaps:
            return []
        values += [each.value for each in gaps if each.value is not NOTHING]
    return [gap("not", writer, reader, value, at=(writer.origin, origin)) for value in (*values, NOTHING)]


def dependent(question: Containment, writer: View, _: View, group: JsonSchema, origin: str) -> list[Gap]:
    """``dependentSchemas``: what the writer says where a name is there."""
    found: list[Gap] = []
    for name, schema in group["dependentSchemas"].items():
        held = [
            Part(ours["dependentSchemas"][name], pointers.join(place, "dependentSchemas", name))
            for ours, place in writer.groups("dependentSchemas")
            if name in ours["dependentSchemas"]
        ]
        if name not in writer.required:
            held.append(Part({"required": [name]}, f"{writer.origin} (with {name})"))
        found += question.within(writer, held, Part(schema, pointers.join(origin, "dependentSchemas", name)))
    return found


_WAYS: dict[str, Way] = {
    "if": condition,
    "not": negation,
    "dependentSchemas": dependent,
    "contains": arrays.contained,
}
