"""Where in its text the value of a JSON pointer stands. Only here are texts parsed a second time, by slower parsers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the standard library, not in its stubs
from typing import Any

from specs.pointers import INDEX, tokens
from specs.recent import Recent

_BLOCK = 1 << 16
"""Characters among which line ends are counted together."""
_INDENTED = re.compile(r"\n[ \t]*")
_CLOSING = {"{\n": "}", "[\n": "]"}


def line_of(text: str, pointer: str, data: Any = None) -> int | None:
    """The 1-based line on which the value (in a mapping: its key) of a pointer stands, or None.

    JSON is skimmed with the standard library's C scanner; YAML is composed into nodes. Both happen only when asked for.

    Args:
        text: one that ``specs.parse`` takes: nothing here limits nesting.
        pointer: of the value.
        data: what was read of the text, where it is at hand: JSON is skimmed many times faster with it.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        try:
            offset = _json_offset(text, tokens(pointer), data)
            return None if offset is None else _skimmed(text).line(offset)
        except RecursionError:
            return None
        except (ValueError, IndexError):
            pass  # a YAML flow mapping
    from specs import yaml_lines  # the parser behind it is of no use to who reads JSON

    return yaml_lines.line_of(text, tokens(pointer))


_DECODER = json.JSONDecoder()


def _json_offset(text: str, path: list[str], data: Any) -> int | None:
    at = place = _skip_space(text, 0)
    for token in path:
        entry = _json_entry(text, at, token, data)
        if entry is None:
            return None
        place, at = entry
        data = _member(data, token)
    return place


def _member(data: Any, token: str) -> Any:
    if isinstance(data, list):
        return data[int(token)] if INDEX.fullmatch(token) and int(token) < len(data) else None
    return data.get(token) if isinstance(data, Mapping) else None


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
    except (ValueError, IndexError):
        return None


def _json_entry(text: str, at: int, token: str, data: Any = None) -> tuple[int, int] | None:
    """Offsets of the key (or item) and of the value that ``token`` names in the container at ``at``."""
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        return None
    entries = _skimmed(text).entries
    if at not in entries:
        laid_out = _INDENTED.match(text, at + 1)
        found = dict(_json_entries(text, at, opening, laid_out[0])) if laid_out and data else {}
        if not found or not _are_those_of(found, data):
            found = dict(_json_entries(text, at, opening, None))
        entries[at] = found
    return entries[at].get(token)


def _are_those_of(entries: Mapping[str, Any], data: Any) -> bool:
    return len(entries) == len(data) if isinstance(data, list) else list(entries) == list(data)


def _json_entries(text: str, at: int, opening: str, laid_out: str | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """The entries of a container; with the line feed and indentation before each of them, inner ones are skipped."""
    index, at = 0, _skip_space(text, at + 1)
    while text[at] not in "}]":
        place, name = at, str(index)
        if opening == "{":
            name, at = scanstring(text, at + 1, False)
            at = _skip_space(text, _skip_space(text, at) + 1)
        yield name, (place, at)
        at = _skip_space(text, _end(text, at, laid_out))
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        index += 1


def _end(text: str, at: int, laid_out: str | None) -> int:
    """Where a value ends: at a bracket that stands below the first letter of its line, or where its reading ends."""
    bracket = _CLOSING.get(text[at : at + 2])
    found = text.find(laid_out + bracket, at) if laid_out and bracket else -1
    return _DECODER.raw_decode(text, at)[1] if found < 0 else found + len(laid_out or "") + 1


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
    known = _at_hand.get(id(text)) or _at_hand.keep(id(text), (text, _skimmed_before(_Words(text))), 1)
    return known[1]


class _Words:
    """A text that is found again by its words, without reading all of them for their hash."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __hash__(self) -> int:
        return hash((len(self.text), self.text[:_BLOCK]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and self.text == other.text


@lru_cache(maxsize=4)  # a report asks for many lines of the same two texts
def _skimmed_before(words: _Words) -> _Skimmed:
    return _Skimmed(words.text)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n\ufeff":
        at += 1
    return at
