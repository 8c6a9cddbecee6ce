"""On which line of a TOML text each part of its value stands."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from typing import Any

from specs import pointers

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_LINE_END = re.compile(r"\n")


def lines(text: str) -> dict[str, int]:
    """The 1-based line of each key, table and item, by JSON pointer.

    Args:
        text: one that ``tomllib`` takes; of any other nothing is promised.
    """
    return _Scanner(text).scanned()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.ends = [found.start() for found in _LINE_END.finditer(text)]
        self.found: dict[str, int] = {"": 1}
        self.counts: dict[str, int] = {}

    def scanned(self) -> dict[str, int]:
        table = ""
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.entry(table)
            self.skip()
        return self.found

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def note(self, pointer: str, at: int) -> None:
        self.found.setdefault(pointer, bisect_left(self.ends, at) + 1)

    def header(self) -> str:
        """A table's header; of an array of tables, the pointer of its newest."""
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 1 + many
        pointer = ""
        names = self.key()
        for index, name in enumerate(names):
            pointer = pointers.join(pointer, name)
            self.note(pointer, start)
            last = index == len(names) - 1
            if many and last:
                self.counts[pointer] = self.counts.get(pointer, -1) + 1
            if pointer in self.counts:
                pointer = pointers.join(pointer, self.counts[pointer])
                self.note(pointer, start)
        self.at = self.text.index("]", self.at) + 1 + many
        return pointer

    def entry(self, table: str) -> None:
        """A key and its value."""
        start, pointer = self.at, table
        for name in self.key():
            pointer = pointers.join(pointer, name)
            self.note(pointer, start)
        self.at = self.text.index("=", self.at) + 1
        self.value(pointer)

    def key(self) -> list[str]:
        names: list[str] = []
        while True:
            self.skip()
            found = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if found is None:
                return names
            self.at = found.end()
            names.append(_read(found[0]))
            self.skip()
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def value(self, pointer: str) -> None:
        self.skip()
        opening = self.text[self.at]
        if opening == "[":
            self.items(pointer, "]")
        elif opening == "{":
            self.items(pointer, "}")
        else:
            found = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else self.at + 1

    def items(self, pointer: str, closing: str) -> None:
        """The items of an array, or the entries of an inline table."""
        self.at += 1
        index = 0
        self.skip()
        while self.text[self.at] != closing:
            if closing == "}":
                self.entry(pointer)
            else:
                inside = pointers.join(pointer, index)
                self.note(inside, self.at)
                self.value(inside)
                index += 1
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
        self.at += 1


def _read(key: str) -> str:
    if key[0] not in "\"'":
        return key
    parsed: Any = tomllib.loads(f"k = {key}")
    return str(parsed["k"])
