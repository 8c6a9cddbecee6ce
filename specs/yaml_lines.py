"""Where in a YAML text a value stands: the text is composed into nodes that know their lines."""

from __future__ import annotations

from threading import Lock
from typing import Any

import yaml

from specs import yaml_events
from specs.pointers import INDEX

_MOST_TEXT, _FEWEST = 1_000_000, 4
"""Characters of texts whose nodes are kept; of so many texts, however long they are."""


def line_of(text: str, path: list[str]) -> int | None:
    """The 1-based line of the value (in a mapping: of its key) that a way of keys and indices leads to, or None."""
    line, node = 0, _composed(text)
    for token in path:
        entry = _yaml_entry(node, token)
        if entry is None:
            return None
        line, node = entry
    return line + 1


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
