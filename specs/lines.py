"""Where in its text the value of a JSON pointer stands. Only here are texts parsed a second time, by slower parsers."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the standard library, not in its stubs
from threading import Lock
from typing import Any

import yaml

from specs import yaml_events
from specs.pointers import INDEX, tokens

_MOST_TEXT, _FEWEST = 1_000_000, 4
"""Characters of texts whose nodes are kept; of so many texts, however long they are."""
_LINE_END = re.compile(r"\n")


def line_of(text: str, pointer: str) -> int | None:
    """The 1-based line on which the value (in a mapping: its key) of a pointer stands, or None.

    JSON is skimmed with the standard library's C scanner; YAML is composed into nodes. Both happen only when asked for.
    The text must be one that ``specs.parse`` takes: nothing here limits nesting.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        try:
            offset = _json_offset(text, tokens(pointer))
            return None if offset is None else bisect_left(_skimmed(text).line_ends, offset) + 1
        except RecursionError:
            return None
        except (ValueError, IndexError):
            pass  # a YAML flow mapping
    return _yaml_line(_composed(text), tokens(pointer))


_composed_of: dict[str, Any] = {}
"""Nodes of the texts asked about last, the last one at the end: a report asks for many lines of few texts."""


_composing = Lock()


def _composed(text: str) -> Any:
    with _composing:
        node = _composed_of.pop(text) if text in _composed_of else _compose(text)
        _composed_of[text] = node
        while sum(map(len, _composed_of)) > _MOST_TEXT and len(_composed_of) > _FEWEST:
            del _composed_of[next(iter(_composed_of))]
    return node


def _compose(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:  # of an anchor that is defined twice, for one
        try:
            return yaml_events.read(text)
        except (yaml.YAMLError, ValueError):
            return None


def _yaml_line(node: Any, path: list[str]) -> int | None:
    line = 0
    for token in path:
        entry = _yaml_entry(node, token)
        if entry is None:
            return None
        line, node = entry
    return line + 1


def _yaml_entry(node: Any, token: str) -> tuple[int, Any] | None:
    """The 0-based line of a mapping's key or a sequence's item, and the node of the value."""
    if isinstance(node, yaml_events.YamlNode):
        return _event_entry(node, token)
    if isinstance(node, yaml.SequenceNode):
        if not INDEX.fullmatch(token) or int(token) >= len(node.value):
            return None
        item = node.value[int(token)]
        return item.start_mark.line, item
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, item in node.value:
        if key.value == token:
            return key.start_mark.line, item
    sources = [item for key, item in node.value if key.value == "<<"]
    merged = [each for item in sources for each in (item.value if isinstance(item, yaml.SequenceNode) else [item])]
    return next((entry for each in merged if (entry := _yaml_entry(each, token))), None)


def _event_entry(node: yaml_events.YamlNode, token: str) -> tuple[int, Any] | None:
    entries = node.entries or []
    if node.is_list:
        return entries[int(token)][1:] if INDEX.fullmatch(token) and int(token) < len(entries) else None
    found = [(line, item) for key, line, item in entries if key == token]
    merged = [item for key, _, item in entries if key == "<<"]
    sources = [each for item in merged for each in ([one[2] for one in item.entries or []] if item.is_list else [item])]
    return found[-1] if found else next((entry for each in sources if (entry := _event_entry(each, token))), None)


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
    except (ValueError, IndexError):
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
    """What is known of a JSON text so far: offsets of its line ends, and of the entries of its containers."""

    def __init__(self, text: str) -> None:
        self.line_ends = [found.start() for found in _LINE_END.finditer(text)]
        self.entries: dict[int, dict[str, tuple[int, int]]] = {}


@lru_cache(maxsize=4)  # a report asks for many lines of the same two texts
def _skimmed(text: str) -> _Skimmed:
    return _Skimmed(text)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n\ufeff":
        at += 1
    return at
