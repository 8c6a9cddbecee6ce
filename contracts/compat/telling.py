"""How the constraints tell what they find, and put the questions that the algebra or a search answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from contracts.compat import leaves, texts
from contracts.compat.gaps import NOTHING, Gap, Kind, carried
from contracts.compat.views import View
from specs.algebra import Covers
from specs.schemas import JsonSchema


def gap(
    keyword: str,
    writer: View,
    reader: View,
    value: Any,
    *,
    detail: Any = None,
    said: tuple[Any, Any] = (None, None),
    at: tuple[str, str] | None = None,
) -> Gap:
    """A break where a value shows it, otherwise an open question."""
    places = at or (writer.origin, reader.origin)
    return Gap(
        kind=Kind.UNPROVEN if value is NOTHING else Kind.BREAK,
        keyword=keyword,
        value=value,
        detail=detail,
        writer=said[0],
        reader=said[1],
        writer_origin=places[0],
        reader_origin=places[1],
    )


def note(
    keyword: str,
    writer: View,
    reader: View,
    *,
    detail: Any = None,
    said: tuple[Any, Any] = (None, None),
    at: tuple[str, str] | None = None,
) -> Gap:
    """A difference in which everything still fits."""
    return replace(gap(keyword, writer, reader, NOTHING, detail=detail, said=said, at=at), kind=Kind.NOTE)


def ask(keyword: str, writer: View, reader: View, constraint: JsonSchema, origin: str) -> Iterator[Gap]:
    """The gap of a constraint that neither the algebra nor its language of texts proves to hold."""
    if leaves.covered(writer, reader, constraint) is Covers.YES:
        return
    text = _text(keyword, writer, constraint)
    if text is None:
        return
    value = text if leaves.shows(writer, reader, text) else leaves.counterexample(writer, reader, constraint)
    said = (writer.scalars.get(keyword, (None,))[0], constraint.get(keyword))
    yield gap(keyword, writer, reader, value, said=said, at=(writer.origin, origin))


def _text(keyword: str, writer: View, constraint: JsonSchema) -> Any:
    """A text that may show the gap, ``NOTHING`` where none is known, and None where there is provably no gap."""
    if keyword in texts.KEYWORDS:
        return texts.counterexample(writer, constraint)
    return texts.unlisted(writer, constraint["enum"]) if keyword == "enum" else NOTHING


def lifted(writer: View, reader: View, name: str, gaps: list[Gap]) -> Iterator[Gap]:
    """The gaps of a property, seen from its object."""
    for each in gaps:
        yield seen_from_above(each, name, partial(leaves.object_with, writer, name), writer, reader)


def seen_from_above(each: Gap, step: str, make: Callable[[Any], Any], writer: View, reader: View) -> Gap:
    """A gap one level up; one whose value does not show it there is open again.

    Args:
        each: the gap.
        step: where it is, seen from above.
        make: what makes a value of above that has a value there.
        writer: the schema above.
        reader: the same of the reader.
    """
    if each.kind is Kind.ELSEWHERE:
        inner = each.value
        return each.below(step, lambda value: carried(make, inner(value)))
    value = carried(make, each.value)
    if each.kind is Kind.BREAK and not leaves.shows(writer, reader, value):
        return each.below(step, NOTHING, kind=Kind.UNPROVEN)
    return each.below(step, value)
