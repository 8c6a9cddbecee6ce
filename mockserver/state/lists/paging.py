"""Which page of a list a request asks for: by number, by offset, behind or before an item, by a range of a header."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.state.lists.comparing import is_time
from mockserver.state.store import Item
from specs import shapes
from specs.inference.asks import Ask, Flat, declared, meanings, meant
from specs.inference.paths import plain
from specs.inference.shape import success_shape
from specs.messages import Request
from specs.model import Location, Operation
from specs.scalars import spelled
from specs.schemas import Direction
from specs.validation import validator

_BY_ID = frozenset("startingafter endingbefore since sinceid afterid beforeid startafter".split())
"""Parameters that name the item to go on from by its id. Source: Stripe's and GitHub's documents."""
_RANGE = re.compile(r"(?:(?P<unit>[A-Za-z][\w-]*)=)?(?P<first>\d{1,12})-(?P<last>\d{0,12})")
"""Source: RFC 9110, 14.1, of units other than bytes."""
_NUMBERS = (Ask.SIZE, Ask.PAGE, Ask.OFFSET, Ask.END)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is a page.

    Attributes:
        start, stop: the places of its first item and behind its last.
        size: how many there may be on a page; None where that is not known.
        unit: of the range that was asked for; empty where none was.
    """

    start: int
    stop: int
    size: int | None
    unit: str = ""


class Paging:
    """The pages that an operation can be asked for.

    Attributes:
        declared: what else it can be asked for.
        page, offset, after, before: the parameters by which it can be asked for a page, as far as it has them.
        first: the number of the first page.
        counts: the parameter by which it is asked whether to tell the total.
        ranges: whether it can be asked by a ``Range`` field.
        enveloped: whether its answers have something around the list.
        told: header fields, in lower case, that its answers may have.
        sent: whether it is asked by a body, so that no other page has an address.
    """

    def __init__(self, operation: Operation) -> None:
        self.declared = tuple(declared(operation))
        self._size = self._of(Ask.SIZE)
        self.page, self.offset = self._of(Ask.PAGE), self._of(Ask.OFFSET)
        self.after, self.before, self.counts = self._of(Ask.AFTER), self._of(Ask.BEFORE), self._of(Ask.COUNT)
        self.first = _first(self.page)
        self.ranges = any(each.name.lower() == "range" for each in operation.parameters_in(Location.HEADER))
        self.sent = operation.method == "POST"
        shape = success_shape(operation)
        self.enveloped = shape is not None and bool(shape.place.path)
        self.told = frozenset(each.name.lower() for entry in operation.responses for each in entry.headers)

    @property
    def paged_by_cursor(self) -> bool:
        """Whether what is called a page in the query is a cursor. Source: Stripe's searches."""
        return self.after is not None and plain(self.after.name) == "page"

    def window(self, values: Mapping[str, Any], request: Request, items: Sequence[Item]) -> Window:
        """The part of a list that a request asks for.

        Args:
            values: of the request, by flat names; what has no place in the list asks for its beginning.
            request: for its ``Range``.
            items: all that have passed, as they are sorted.
        """
        asked = {meant(name, value): value for name, value in values.items() if not is_time(value)}
        size = self._number(asked, Ask.SIZE, self._size)
        size = size if size is not None and size > 0 else None
        found = self._ranged(request, items, size) if self.ranges else None
        if found is None:
            start = self._start(asked, items, size)
            end = asked.get(Ask.END)
            size = max(end - start, 0) if end is not None and size is None else size
            stop = len(items) if size is None else start + size
            found = Window(start, min(stop, self._limit(asked, items)), size)
        start = min(max(found.start, 0), len(items))
        return Window(start, min(max(found.stop, start), len(items)), found.size, found.unit)

    def _start(self, asked: Mapping[Ask | None, Any], items: Sequence[Item], size: int | None) -> int:
        if Ask.AFTER in asked:
            place = place_of(asked[Ask.AFTER], items)
            return 0 if place is None else place + 1
        if Ask.BEFORE in asked:
            place = place_of(asked[Ask.BEFORE], items)
            return 0 if place is None else max(place - size, 0) if size else 0
        number = self._number(asked, Ask.PAGE, self.page)
        if number is not None:
            return max(number - self.first, 0) * (len(items) if size is None else size)
        return self._number(asked, Ask.OFFSET, self.offset) or 0

    @staticmethod
    def _limit(asked: Mapping[Ask | None, Any], items: Sequence[Item]) -> int:
        """Where a page ends at the latest: before the item that it is to be before."""
        place = place_of(asked[Ask.BEFORE], items) if Ask.BEFORE in asked else None
        return len(items) if place is None else place

    @staticmethod
    def _ranged(request: Request, items: Sequence[Item], size: int | None) -> Window | None:
        match = _RANGE.fullmatch((request.header("range") or "").strip())
        if match is None or match["unit"] == "bytes":
            return None
        start, last = int(match["first"]), int(match["last"] or len(items))
        return Window(start, max(last + 1, start), size or last + 1 - start, match["unit"] or "items")

    @staticmethod
    def _number(asked: Mapping[Ask | None, Any], ask: Ask, flat: Flat | None) -> int | None:
        value = asked.get(ask, _schema(flat).get("default"))
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _of(self, ask: Ask) -> Flat | None:
        return next((each for each in self.declared if _fits(each, ask)), None)


def place_of(token: Any, items: Sequence[Item]) -> int | None:
    """Where the item stands that a cursor or an id names, or the last before it; None where it names nothing."""
    place, identity = _opened(token)
    for number, item in enumerate(items):
        if item.id == identity:
            return number
    if place is not None:  # it has been taken away since
        return place - 1
    if identity.isdecimal() and all(item.id.isdecimal() for item in items):
        return sum(int(item.id) <= int(identity) for item in items) - 1
    return None


def cursor(flat: Flat | None, items: Sequence[Item], place: int) -> Any:
    """What to ask with for the page behind, or before, an item.

    Args:
        flat: the parameter that takes it.
        items: all that have passed.
        place: the item's.
    """
    item = items[place]
    identity = next((each for each in (item.values.get("id"),) if spelled(each) == item.id), item.id)
    if flat is not None and plain(flat.name) in _BY_ID:
        return identity
    opaque = base64.urlsafe_b64encode(f"{place}:{item.id}".encode()).decode().rstrip("=")
    if flat is None or flat.whole is None or flat.whole.schema is None:
        return opaque
    accepts = validator(flat.whole.schema, Direction.REQUEST).accepts
    return next((each for each in (opaque, identity, item.id, place) if accepts(each)), opaque)


def _opened(token: Any) -> tuple[int | None, str]:
    """The place and the id in a cursor of ours; no place in the id of an item."""
    text = spelled(token)
    try:
        place, colon, identity = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
    except (ValueError, binascii.Error):
        return None, text
    return (int(place), identity) if colon and place.isdecimal() and place.isascii() else (None, text)


def _fits(flat: Flat, ask: Ask) -> bool:
    if ask not in meanings(flat.name):
        return False
    types = shapes.types(flat.schema, flat.root)
    if ask in _NUMBERS:
        return "integer" in types
    if ask is Ask.COUNT:
        return "boolean" in types
    numbered = "integer" in types and Ask.PAGE in meanings(flat.name)
    timed = _schema(flat).get("format") in ("date", "date-time")
    return not numbered and not timed and not types.isdisjoint({"string", "integer"})


def _first(flat: Flat | None) -> int:
    schema = _schema(flat)
    said = flat is not None and "minimum" not in schema and "default" not in schema and "[" in flat.name
    return 1 if said or schema.get("minimum", schema.get("default", 0)) >= 1 else 0


def _schema(flat: Flat | None) -> Mapping[str, Any]:
    return flat.schema if flat is not None and isinstance(flat.schema, dict) else {}
