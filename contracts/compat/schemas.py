"""Gaps between schemas → findings, each named after the smallest thing that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from contracts.compat.about import member_of, of_gap
from contracts.compat.comparison import Comparison, Shows, Site, Way, joined
from contracts.compat.gaps import NOTHING, Gap, Kind, carried, serious
from contracts.compat.mending import Mend
from contracts.compat.rules.read import rule_of_note
from contracts.compat.witness import nothing_mended, smallest
from contracts.findings import Finding, Witness
from specs import pointers
from specs.misfits import rule_of_break
from specs.model import Document
from specs.schemas import Direction, Schema

_MOST_WAYS = 5
"""How many operations a message is looked for in that shows one gap."""

_NAMED = {
    ("components", "schemas"): "",
    ("definitions",): "",
    ("components", "parameters"): "parameter ",
    ("parameters",): "parameter ",
    ("components", "headers"): "header ",
    ("components", "requestBodies"): "request body ",
    ("components", "responses"): "response ",
    ("responses",): "response ",
}
"""Where a document keeps what operations share, and how its parts are spoken of."""


def findings(
    question: Comparison,
    old: Schema | None,
    new: Schema | None,
    direction: Direction,
    *,
    where: str,
    reached: Site,
    show: Shows,
    told: Callable[[list[Gap]], list[Gap]] = list,
) -> Iterator[Finding]:
    """The findings of one pair of schemas.

    Args:
        question: the documents.
        old: the old document's schema.
        new: the new document's.
        direction: which side writes.
        where: what the schema describes, for names of parts that no named schema holds: ``GET /users query size``.
        reached: the operation, and the body that the schema is of, if it is of one.
        show: the witness that a message with a value makes.
        told: the gaps as the documents would tell them.
    """
    gaps = told(question.gaps(old, new, direction))
    ways = question.ways.setdefault(direction, [])
    mend = nothing_mended if old is None or new is None else question.mend(old, new, direction)
    ways += [Way(gap, reached, where, show, mend) for gap in gaps if gap.kind is Kind.ELSEWHERE]
    for gap in _told(gaps):
        yield _finding(question, gap, direction, where, [_Shown(reached, gap, partial(_value, gap), show, mend)])


def elsewhere(question: Comparison, direction: Direction) -> Iterator[Finding]:
    """The findings of what the schemas of a direction refer to, each with all the operations that come there."""
    for reached in _reached(question, direction, question.ways.get(direction, [])):
        first, sites = reached.seen[0], [reached.first(way) for way in reached.seen]
        for gap in _told(question.there(first.elsewhere, direction)):
            shown = [
                _Shown(
                    site,
                    replace(gap, path=(*way.elsewhere.path, *gap.path)),
                    partial(carried, way.elsewhere.value, gap.value),
                    way.show,
                    way.mend,
                )
                for site, way in zip(sites, reached.seen, strict=True)
            ]
            seen = replace(gap, path=(*first.elsewhere.path, *gap.path))
            yield _finding(question, seen, direction, first.where, shown)


class _Shown(NamedTuple):
    """What may show a gap: what it reaches, the gap as seen there, how a value and others are made, and a message."""

    reached: Site
    gap: Gap
    value: Callable[[], Any]
    show: Shows
    mend: Mend


def _value(gap: Gap) -> Any:
    return gap.value


@dataclass(slots=True, eq=False)
class _Reached:
    """Two schemas that are compared on their own: all that comes there, and some ways, shortest first."""

    operations: dict[str, None] = field(default_factory=dict)
    media_types: dict[str, None] = field(default_factory=dict)
    seen: list[Way] = field(default_factory=list)

    def first(self, way: Way) -> Site:
        """All that comes there, what comes by one way first."""
        return joined(way.reached, Site(tuple(self.operations), media_types=tuple(self.media_types)))


def _reached(question: Comparison, direction: Direction, ways: list[Way]) -> list[_Reached]:
    roots: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        roots.setdefault((way.elsewhere.writer_origin, way.elsewhere.reader_origin), []).append(way)
    found: dict[tuple[str, str], _Reached] = {}
    for coming in roots.values():
        whole = joined(*(way.reached for way in coming))
        for place in question.places(coming[0].elsewhere, direction):
            reached = found.setdefault((place.writer_origin, place.reader_origin), _Reached())
            reached.operations |= dict.fromkeys(whole.operations)
            reached.media_types |= dict.fromkeys(whole.media_types)
            reached.seen.append(replace(coming[0], elsewhere=place))
    for reached in found.values():
        reached.seen = sorted(reached.seen, key=lambda way: len(way.elsewhere.path))[:_MOST_WAYS]
    return list(found.values())


def _told(gaps: list[Gap]) -> Iterator[Gap]:
    """The gaps that findings are made of: notes only where nothing graver is said of the same place, null once."""
    broken = {gap.reader_origin for gap in serious(gaps)}
    nulls = {gap.reader_origin for gap in gaps if _name(gap) == "null"}
    for gap in gaps:
        if gap.keyword == "enum" and gap.reader_origin in nulls and _inside(gap.value, gap.path) is None:
            continue
        if gap.kind is Kind.NOTE and gap.reader_origin in broken and gap.keyword != "enum":
            continue
        if gap.kind is not Kind.ELSEWHERE:
            yield gap


def _inside(value: Any, path: Iterable[str]) -> Any:
    """What a value has where a path leads; ``NOTHING`` where that is not known."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step, NOTHING)
        else:
            value = value[0] if isinstance(value, list) and len(value) == 1 else NOTHING
    return value


def _finding(question: Comparison, gap: Gap, direction: Direction, where: str, ways: list[_Shown]) -> Finding:
    asks = direction is Direction.REQUEST
    old, new = (gap.writer_origin, gap.reader_origin) if asks else (gap.reader_origin, gap.writer_origin)
    was, now = (gap.writer, gap.reader) if asks else (gap.reader, gap.writer)
    name = _name(gap)
    rule = rule_of_note(name, direction) if gap.kind is Kind.NOTE else rule_of_break(name, direction)
    if rule in _HIDDEN and _hides(question.new, new, str(gap.detail[1]), _HIDDEN[rule].mark):
        rule = _HIDDEN[rule].rule
    subject = _subject(gap, old, new, where)
    reached, witness = ways[0].reached, None
    for way in ways if gap.kind is Kind.BREAK else ():
        witness = _witness(question, (rule, subject, gap.keyword), way)
        if witness is not None:
            reached = way.reached
            break
    return question.finding(
        rule,
        subject,
        reached._replace(old=old, new=new),
        witness,
        was=was,
        now=now,
        what=_what(gap),
        keyword=gap.keyword,
    )


def _witness(question: Comparison, key: tuple[str, ...], way: _Shown) -> Witness | None:
    value, about = way.value(), of_gap(way.gap)
    if value is NOTHING:
        return None
    return question.witness(key, lambda: smallest(value, lambda each, judges: way.show(each, judges, about), way.mend))


def _what(gap: Gap) -> Any:
    """What a gap tells: values as JSON, so that a text is not taken for a word of the sentence."""
    if gap.keyword == "idle":
        return part_name(gap.detail) or _branch(gap.detail)
    if gap.keyword == "enum" and isinstance(gap.detail, list):
        return [json.dumps(value, ensure_ascii=False, default=str) for value in gap.detail]
    return gap.detail if not isinstance(gap.detail, tuple) else ""


class _Mark(NamedTuple):
    """What hides a property from a direction, and what it is called that it is hidden now."""

    mark: str
    rule: str


_HIDDEN = {
    "request-property-removed": _Mark("readOnly", "request-property-became-read-only"),
    "response-property-removed": _Mark("writeOnly", "response-property-became-write-only"),
}


def _hides(document: Document, origin: str, name: str, mark: str) -> bool:
    """Whether a schema has a property after all, and keeps it from the direction in question."""
    try:
        schema = pointers.find(document.raw, pointers.join(origin, "properties", name))
    except KeyError:
        return False
    return isinstance(schema, Mapping) and schema.get(mark) is True


def _name(gap: Gap) -> str:
    """The gap's keyword, more exactly where the rules tell more than the keyword."""
    if gap.keyword == "type" and gap.detail == "null":
        return "null"
    if gap.keyword == "required" and not gap.detail[1]:
        return "undeclared"
    if gap.keyword == "properties":
        return str(gap.detail[0])
    return gap.keyword


def _subject(gap: Gap, old: str, new: str, where: str) -> str:
    """``Client.name``, or ``GET /users response 200 .items[].name`` for what no named schema holds."""
    extra = _extra_name(gap)
    for pointer in (gap.writer_origin,) if gap.keyword == "idle" else (new, old):
        named = part_name(pointer)
        if named:
            return named if not extra or named.endswith(f".{extra}") else f"{named}.{extra}"
    path = "".join(step if step == "[]" else f".{step}" for step in gap.path)
    tail = f".{extra}" if extra and not path.endswith(f".{extra}") else ""
    branch = _branch(gap.writer_origin) if gap.keyword == "idle" else ""
    return " ".join(filter(None, (where, path + tail, branch)))


def _branch(pointer: str) -> str:
    """What a branch without a name is called: by its number."""
    return f"branch {int(pointers.tokens(pointer)[-1]) + 1}"


def _extra_name(gap: Gap) -> str:
    """The property that a gap of its parent is about."""
    return str(gap.detail[1]) if gap.keyword == "properties" else member_of(gap)


def part_name(pointer: str) -> str | None:
    """What a part of the document's components is called, or None for a pointer that lies elsewhere."""
    path = pointers.tokens(pointer)
    for home, prefix in _NAMED.items():
        if tuple(path[: len(home)]) == home and len(path) > len(home):
            return prefix + path[len(home)] + _spelled(path[len(home) + 1 :])
    return None


def _spelled(path: list[str]) -> str:
    """``.name[]`` for ``properties/name/items``; the keywords of combinations are left out."""
    spelled, index = "", 0
    while index < len(path):
        if path[index] == "properties" and index + 1 < len(path):
            spelled += f".{path[index + 1]}"
            index += 1
        elif path[index] == "items":
            spelled += "[]"
        elif path[index] == "additionalProperties":
            spelled += ".*"
        index += 1
    return spelled
