"""Gaps: places where a writer may say what its reader does not take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

NOTHING: Any = object()
"""The value of a gap that no message is known for."""


class Kind(StrEnum):
    """What is known of a difference."""

    BREAK = "break"
    """A value shows it."""
    UNPROVEN = "unproven"
    """Neither proven safe nor refuted."""
    NOTE = "note"
    """The schemas differ and every value still fits, or what is lost was never promised."""
    ELSEWHERE = "elsewhere"
    """What both sides refer to here differs: a question of its own, asked once however many places refer to it."""


GRAVE = (Kind.BREAK, Kind.UNPROVEN)
_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gap:
    """One difference between a writer's schema and a reader's.

    Attributes:
        keyword: the keyword of the reader that refuses, or of the difference.
        path: from the schema that was asked about to the value concerned: property names, ``[]`` for an item.
        value: for a break, a value that the writer may say and the reader refuses, at the top of ``path``; elsewhere,
            what makes such a value of one of the schemas referred to.
        detail: the part of the value at the end of ``path`` that matters, for the message: lost enum values, a bound.
        writer: what the writer's schema says there, for the message.
        reader: what the reader's schema says there.
        writer_origin: pointer of it in the writer's document.
        reader_origin: pointer of it in the reader's document.
    """

    kind: Kind
    keyword: str
    path: tuple[str, ...] = ()
    value: Any = NOTHING
    detail: Any = None
    writer: Any = None
    reader: Any = None
    writer_origin: str
    reader_origin: str

    def below(self, step: str, value: Any, *, kind: Kind | None = None) -> Gap:
        """The same gap seen from one level up, where its value is part of ``value``."""
        return replace(self, path=(step, *self.path), value=value, kind=kind or self.kind)


def carried(make: Callable[[Any], Any], value: Any) -> Any:
    """What is made of a value; nothing is made of nothing."""
    return value if value is NOTHING else make(value)


def through(elsewhere: Gap, inner: Gap) -> Gap:
    """A gap of what another gap refers to, seen from where that one is."""
    make, value = elsewhere.value, inner.value
    if inner.kind is Kind.ELSEWHERE:
        return replace(inner, path=(*elsewhere.path, *inner.path), value=lambda each: carried(make, value(each)))
    if inner.kind is not Kind.BREAK:
        return replace(inner, path=(*elsewhere.path, *inner.path))
    value = carried(make, value)
    kind = Kind.UNPROVEN if value is NOTHING else Kind.BREAK
    return replace(inner, path=(*elsewhere.path, *inner.path), value=value, kind=kind)


def once(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Alternatives of a writer share most of what they say: tell it once."""
    seen: set[tuple[object, ...]] = set()
    for gap in gaps:
        path = () if gap.kind is Kind.ELSEWHERE else gap.path
        told = (gap.kind, gap.keyword, path, gap.writer_origin, gap.reader_origin, repr(gap.detail))
        if told not in seen:
            seen.add(told)
            yield gap


def unproven(keyword: str, writer: str, reader: str) -> Gap:
    """The gap of what was not looked into, between two places."""
    return Gap(kind=Kind.UNPROVEN, keyword=keyword, writer_origin=writer, reader_origin=reader)


def serious(gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps that break or may."""
    return [gap for gap in gaps if gap.kind in GRAVE]


def gravest_first(gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps in the order of their kinds."""
    return sorted(gaps, key=lambda gap: _RANKS[gap.kind])
