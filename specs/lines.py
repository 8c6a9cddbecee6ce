"""Where in its text the value of a JSON pointer stands. Only here are texts parsed a second time, by slower parsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the standard library, not in its stubs

from specs.pointers import tokens
from specs.recent import Recent

_BLOCK = 1 << 16
"""Characters among which line ends are counted together."""


def line_of(text: str, pointer: str) -> int | None:
    """The 1-based line on which the value (in a mapping: its key) of a pointer stands, or None.

    JSON is skimmed with the standard library's C scanner; YAML is composed into nodes. Both happen only when asked for.
    The text must be one that ``specs.parse`` takes: nothing here limits nesting.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        try:
            offset = _json_offset(text, tokens(pointer))
            return None if offset is None else _skimmed(text).line(offset)
        except RecursionError:
            return None
        except (ValueError, IndexError):
            pass  # a YAML flow mapping
    from specs import yaml_lines  # the parser behind it is of no use to who reads JSON

    return yaml_lines.line_of(text, tokens(pointer))


_DECODER = json.JSONDecoder()


def _json_offset(text: str, path: list[str]) -> int | None:
    at = place = _skip_space(text, 0)
    for token in path:
        entry = _json_entry(text, at, token)
        if entry is None:
            return None
        place, at = entry
    return place


def json_span(text: str, pointer: str) -> tuple[int, int] | None:
    """Where in a JSON text a value stands: offsets from its key (or its first character) to its end; or None."""
    start = at = _skip_space(text, 0)
    try:
        for token in tokens(pointer):
            entry = _json_entry(text, at, token)
            if entry is None:
                return None
            start, at = entry
        return start, _DECODER.raw_decode(text, at)[1]
    except (ValueError, IndexError, RecursionError):  # no JSON, or nested deeper than anybody reads it
        return None


def json_span_around(text: str, pointer: str) -> tuple[int, int] | None:
    """Where the nearest thing around a value stands, if that is missing: None where it is the whole text."""
    while pointer:
        found = json_span(text, pointer)
        if found:
            return found
        pointer = pointer.rpartition("/")[0]
    return None


def _json_entry(text: str, at: int, token: str) -> tuple[int, int] | None:
    """Offsets of the key (or item) and of the value that ``token`` names in the container at ``at``."""
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        return None
    entries = _skimmed(text).entries
    if at not in entries:
        entries[at] = dict(_json_entries(text, at, opening))
    return entries[at].get(token)


def _json_entries(text: str, at: int, opening: str) -> Iterator[tuple[str, tuple[int, int]]]:
    index, at = 0, _skip_space(text, at + 1)
    while text[at] not in "}]":
        place, name = at, str(index)
        if opening == "{":
            name, at = scanstring(text, at + 1, False)
            at = _skip_space(text, _skip_space(text, at) + 1)
        yield name, (place, at)
        _, at = _DECODER.raw_decode(text, at)
        at = _skip_space(text, at)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        index += 1


class _Skimmed:
    """What is known of a JSON text so far: its line ends before each of its blocks, and the entries of containers."""

    def __init__(self, text: str) -> None:
        self._text = text
        counted = (text.count("\n", start, start + _BLOCK) for start in range(0, len(text), _BLOCK))
        self._line_ends = [0, *accumulate(counted)]
        self.entries: dict[int, dict[str, tuple[int, int]]] = {}

    def line(self, offset: int) -> int:
        """The 1-based line on which a character stands."""
        block = offset // _BLOCK
        return self._line_ends[block] + self._text.count("\n", block * _BLOCK, offset) + 1


_at_hand = Recent[tuple[str, _Skimmed]](4)
"""By identity, each with its text: to find a text of some MB by its words is to read it through."""


def _skimmed(text: str) -> _Skimmed:
    known = _at_hand.get(id(text)) or _at_hand.keep(id(text), (text, _skimmed_before(text)), 1)
    return known[1]


@lru_cache(maxsize=4)  # a report asks for many lines of the same two texts
def _skimmed_before(text: str) -> _Skimmed:
    return _Skimmed(text)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n\ufeff":
        at += 1
    return at
