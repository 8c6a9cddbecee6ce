"""A gap → the finding that tells it, named after the smallest thing that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.compat.about import member_of, of_gap
from contracts.compat.comparison import Comparison, Shows, Site
from contracts.compat.gaps import NOTHING, Gap, Kind
from contracts.compat.mending import Mend
from contracts.compat.rules.read import rule_of_note
from contracts.compat.witness import smallest
from contracts.findings import Finding, Witness
from specs import pointers
from specs.misfits import rule_of_break
from specs.model import Document
from specs.schemas import Direction

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


class Shown(NamedTuple):
    """What may show a gap: what it reaches, the gap as seen there, how a value and others are made, and a message."""

    reached: Site
    gap: Gap
    value: Callable[[], Any]
    show: Shows
    mend: Mend


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What a finding is made of.

    Attributes:
        rule, subject: of the finding.
        gap: as it is seen by the first operation that it reaches.
        direction: of the messages that it is about.
        ways: how messages may come to show it.
    """

    rule: str
    subject: str
    gap: Gap
    direction: Direction
    ways: list[Shown]

    @property
    def key(self) -> tuple[str, ...]:
        """What differences that share a witness have in common."""
        return self.rule, self.subject, self.gap.keyword

    @property
    def origins(self) -> tuple[str, str]:
        """Where it stands in the old document and in the new one."""
        both = (self.gap.writer_origin, self.gap.reader_origin)
        return both if self.direction is Direction.REQUEST else both[::-1]

    @property
    def said(self) -> tuple[Any, Any]:
        """What the old document says there, and the new one."""
        both = (self.gap.writer, self.gap.reader)
        return both if self.direction is Direction.REQUEST else both[::-1]


def difference(question: Comparison, gap: Gap, direction: Direction, where: str, ways: list[Shown]) -> Difference:
    """What a gap comes to: see ``schemas.findings``."""
    name = name_of(gap)
    rule = rule_of_note(name, direction) if gap.kind is Kind.NOTE else rule_of_break(name, direction)
    old, new = (gap.writer_origin, gap.reader_origin)[:: 1 if direction is Direction.REQUEST else -1]
    if rule in _HIDDEN and _hides(question.new, new, str(gap.detail[1]), _HIDDEN[rule].mark):
        rule = _HIDDEN[rule].rule
    return Difference(rule, _subject(gap, old, new, where), gap, direction, ways)


def finding(question: Comparison, told: Difference) -> Finding:
    """The finding, with a witness where it breaks and one is found."""
    reached, witness = told.ways[0].reached, None
    for way in told.ways if told.gap.kind is Kind.BREAK else ():
        witness = _witness(question, told.key, way)
        if witness is not None:
            reached = way.reached
            break
    old, new = told.origins
    was, now = told.said
    return question.finding(
        told.rule,
        told.subject,
        reached._replace(old=old, new=new),
        witness,
        was=was,
        now=now,
        what=_what(told.gap),
        keyword=told.gap.keyword,
    )


def _witness(question: Comparison, key: tuple[str, ...], way: Shown) -> Witness | None:
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


def name_of(gap: Gap) -> str:
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
