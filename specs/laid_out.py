"""Lines of JSON as programs write it: all on one, or a member a line, those of one container as far from the margin.

Nothing is parsed again, and nothing read of what lies between: what was read of the text tells whether the members that
are seen at the margin are all, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Any, NamedTuple

from specs.pointers import INDEX, tokens
from specs.recent import Recent
from specs.references import text_of

_BLOCK = 1 << 16
"""Bytes among which line ends are counted together."""
_MARGIN = re.compile(rb"\n[ \t]*")
_SPACE = re.compile(rb"[ \t\r\n]*")


class OtherwiseLaidOutError(Exception):
    """The text is not written like that where it is looked at."""


def line_of(content: bytes, pointer: str, data: Any) -> int | None:
    """The 1-based line on which the value (in an object: its key) of a pointer stands, or None.

    Args:
        content: JSON in UTF-8.
        pointer: of the value.
        data: what was read of it.

    Raises:
        OtherwiseLaidOutError: it has to be looked for by other means.
    """
    seen, margin = _seen(content), b"\n"
    place = at = seen.start
    for token in tokens(pointer):
        key = _key(data, token)
        if key is None:
            return None
        if seen.on_one_line:
            data = data[key]
            continue
        members = seen.members(at, margin, data)
        place, at = members.places[key]
        margin, data = members.margin, data[key]
    return seen.line(place)


def _key(data: Any, token: str) -> str | int | None:
    """What a token means in a container; None where that is nothing."""
    if isinstance(data, list):
        return int(token) if INDEX.fullmatch(token) and int(token) < len(data) else None
    return token if isinstance(data, Mapping) and token in data else None


class _Members(NamedTuple):
    """The members of a container.

    Attributes:
        margin: the line end before each of them, and how far they stand from the margin.
        places: by key or index, where it begins, and where its value does.
    """

    margin: bytes
    places: Mapping[str | int, tuple[int, int]]


class _Seen:
    """What was seen of a text so far: how many lines end before each of its blocks, and members of containers."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        counted = (content.count(b"\n", start, start + _BLOCK) for start in range(0, len(content), _BLOCK))
        self._line_ends = [0, *accumulate(counted)]
        self._members: dict[int, _Members] = {}
        self.start = _SPACE.match(content).end()  # type: ignore[union-attr]  # if only none at all
        self.on_one_line = content.find(b"\n", self.start, len(content.rstrip())) < 0

    def line(self, offset: int) -> int:
        """The 1-based line on which a byte stands."""
        block = offset // _BLOCK
        return self._line_ends[block] + self._content.count(b"\n", block * _BLOCK, offset) + 1

    def members(self, at: int, margin: bytes, data: Any) -> _Members:
        """The members of the container that begins at an offset, on a line of some margin, and holds some data."""
        if at not in self._members:
            self._members[at] = self._found(at, margin, data)
        return self._members[at]

    def _found(self, at: int, margin: bytes, data: Any) -> _Members:
        inner = _MARGIN.match(self._content, at + 1)
        named = isinstance(data, Mapping)
        if inner is None or not inner[0].startswith(margin) or inner[0] == margin:
            raise OtherwiseLaidOutError
        found = _line(margin, inner[0][len(margin) :], named=named).finditer(self._content, at + 1)
        lines = takewhile(lambda each: each.lastindex, found)  # up to the bracket that ends the container
        places = {
            text_of(each[1]) if named else index: (each.start() + len(inner[0]), each.end())
            for index, each in enumerate(lines)
        }
        if list(places) != list(data if named else range(len(data))):
            raise OtherwiseLaidOutError
        return _Members(inner[0], places)


@lru_cache
def _line(margin: bytes, more: bytes, *, named: bool) -> re.Pattern[bytes]:
    """A member of an object, or one of an array, on a line of its own; or, without a group, the line of the end."""
    member = rb'"((?:[^"\\]|\\.)*)"[ \t]*:[ \t]*' if named else rb"(?=([^\s\]}]))"
    return re.compile(re.escape(margin) + rb"(?:" + re.escape(more) + member + rb"|[\]}])")


_at_hand = Recent[tuple[bytes, _Seen]](8)
"""By identity, each with its text: a report asks for many lines of few texts."""


def _seen(content: bytes) -> _Seen:
    known = _at_hand.get(id(content)) or _at_hand.keep(id(content), (content, _Seen(content)), 1)
    return known[1]
