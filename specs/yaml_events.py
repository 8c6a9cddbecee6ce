"""YAML read event by event: slower than any parser in Rust or C, but takes what they refuse and a reader can tell.

Keys that are written twice (the last one holds), anchors that are defined twice, integers of any size. Nothing here is
recursive, and nesting and repetition are bounded, so that no text can exhaust the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from specs.parse import key_text

MAX_DEPTH, MAX_REPEATED, MAX_DIGITS = 200, 1_000_000, 4_000

CORE_SCALARS: Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "bool": (re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), tuple("tTfF")),
    "int": (re.compile(r"^(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$"), tuple("-+0123456789")),
    "float": (
        re.compile(
            r"^(?:[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        tuple("-+.0123456789"),
    ),
    "null": (re.compile(r"^(?:~|null|Null|NULL|)$"), ("~", "n", "N", "")),
}
"""What is no text when it is written without quotes, and how it may begin. Source: YAML 1.2.2, 10.3 (and ``0b…``)."""


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:  # Python would read hexadecimals of any length, and write none of them
        raise ValueError(f"an integer of {len(text)} digits")
    return int(text, 0)


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "bool": lambda text: text.lower() == "true",
    "int": _integer,
    "float": lambda text: float(text.replace(".inf", "inf").replace(".nan", "nan")),
    "null": lambda _: None,
}


@dataclass(slots=True, eq=False)
class YamlNode:
    """A value with the 0-based line on which it starts.

    Attributes:
        entries: of a mapping: key, the key's line, value; of a list: "", the item's line, item. None for a scalar.
        size: how many values are inside, itself included, aliases written out.
    """

    line: int
    value: Any = None
    entries: list[tuple[Any, int, YamlNode]] | None = None
    is_list: bool = False
    size: int = 1
    pending: YamlNode | None = field(default=None, repr=False)
    anchor: str | None = None

    def plain(self) -> Any:
        """The value as plain data with the keys as they are; of equal keys the last holds."""
        made: dict[int, Any] = {}
        for node in self._inside_out():
            if node.entries is None:
                made[id(node)] = node.value
            elif node.is_list:
                made[id(node)] = [made[id(item)] for _, _, item in node.entries]
            else:
                made[id(node)] = {key: made[id(item)] for key, _, item in node.entries}
        return made[id(self)]

    def _inside_out(self) -> Iterator[YamlNode]:
        stack, done = [(self, False)], set[int]()
        while stack:
            node, seen = stack.pop()
            if id(node) in done:
                continue
            if seen or not node.entries:
                done.add(id(node))
                yield node
                continue
            stack.append((node, True))
            stack += [(item, False) for _, _, item in node.entries]

    def doubled(self) -> Iterator[tuple[tuple[Any, ...], int]]:
        """The path to each key that is written again, and the 0-based line where it is. Aliases are entered once."""
        stack: list[tuple[YamlNode, tuple[Any, ...]]] = [(self, ())]
        entered: set[int] = set()
        while stack:
            node, path = stack.pop()
            if id(node) in entered or node.entries is None:
                continue
            entered.add(id(node))
            known: set[Any] = set()
            for index, (key, line, item) in enumerate(node.entries):
                name = index if node.is_list else key
                if name in known:
                    yield (*path, name), line
                known.add(name)
                stack.append((item, (*path, name)))


def read(text: str) -> YamlNode | None:
    """The value of a text; None for an empty one.

    Raises:
        yaml.YAMLError: it is no YAML, or has more than one document.
        ValueError: it is nested too deeply, repeats too much, or has a key that is no scalar.
    """
    work = _Work()
    events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    for event in events:
        handle = _HANDLERS.get(type(event))
        if handle:
            handle(work, event)
    return work.top


class _Work:
    def __init__(self) -> None:
        self.top: YamlNode | None = None
        self.open: list[YamlNode] = []
        self.anchors: dict[str, YamlNode] = {}
        self.documents = self.repeated = 0

    def begin(self, _: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise ValueError("more than one document")

    def scalar(self, event: Any) -> None:
        node = YamlNode(event.start_mark.line, _scalar(event))
        if event.anchor:
            self.anchors[event.anchor] = node
        self.put(node)

    def container(self, event: Any) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise ValueError(f"nested too deeply, at line {event.start_mark.line + 1}: recursion limit")
        is_list = isinstance(event, yaml.SequenceStartEvent)
        self.open.append(YamlNode(event.start_mark.line, entries=[], is_list=is_list, anchor=event.anchor))

    def end(self, _: Any) -> None:
        node = self.open.pop()
        if node.anchor:  # only now: an alias inside would hold itself
            self.anchors[node.anchor] = node
        self.put(node)

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        line = event.start_mark.line + 1
        if node is None:
            raise ValueError(f"unknown anchor or recursion: *{event.anchor} at line {line}")
        self.repeated += node.size
        if self.repeated > MAX_REPEATED:
            raise ValueError(f"repetition limit exceeded at line {line}")
        self.put(node)

    def put(self, node: YamlNode) -> None:
        if not self.open:
            self.top = node
            return
        holder = self.open[-1]
        holder.size += node.size
        if holder.is_list:
            _entries(holder).append(("", node.line, node))
        elif holder.pending is None:
            if node.entries is not None:
                raise ValueError(f"a key must be a scalar, at line {node.line + 1}")
            holder.pending = node
        else:
            _entries(holder).append((key_text(holder.pending.value), holder.pending.line, node))
            holder.pending = None


_HANDLERS: Mapping[type, Callable[[_Work, Any], None]] = {
    yaml.DocumentStartEvent: _Work.begin,
    yaml.ScalarEvent: _Work.scalar,
    yaml.MappingStartEvent: _Work.container,
    yaml.SequenceStartEvent: _Work.container,
    yaml.MappingEndEvent: _Work.end,
    yaml.SequenceEndEvent: _Work.end,
    yaml.AliasEvent: _Work.alias,
}


def _entries(node: YamlNode) -> list[tuple[Any, int, YamlNode]]:
    assert node.entries is not None  # noqa: S101 - only containers are open
    return node.entries


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0] or (event.tag or "").endswith(":str"):
        return text
    for kind, (pattern, _) in CORE_SCALARS.items():
        if pattern.match(text):
            return _VALUES[kind](text.lower() if kind == "float" else text)
    return text
