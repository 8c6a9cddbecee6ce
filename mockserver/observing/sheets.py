"""Where counts stand: in one process, or in memory that processes of one machine have together."""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, cast

Key = tuple[str, ...]
"""What is counted: a kind, and what tells it from others of the kind."""
_ROUND = struct.Struct("=Q")
_HEAD = struct.Struct("=QQ")
_NUMBER = 8
_NAMES, _NUMBERS = 6 * 1024 * 1024, 2 * 1024 * 1024
"""Bytes for the names of rows and for their numbers, enough for fifteen thousand operations."""
_SLOT = _HEAD.size + _NAMES + _NUMBERS


class Row(Protocol):
    """Numbers that can be changed."""

    def __getitem__(self, place: int, /) -> float: ...

    def __setitem__(self, place: int, number: float, /) -> None: ...


class Sheet(Protocol):
    """Rows of numbers. Rows are asked for and changed by one thread at a time."""

    def row(self, key: Key, width: int = 1) -> Row:
        """The row of a key, of so many numbers, to be changed; 0 at first."""

    def rows(self) -> Mapping[Key, Sequence[float]]:
        """All rows that there are, in whichever process; those of one key are added up."""

    def clear(self) -> None:
        """Have no rows, in no process."""


class OwnSheet:
    """See ``Sheet``: that of one process."""

    def __init__(self) -> None:
        self._rows: dict[Key, list[float]] = {}

    def row(self, key: Key, width: int = 1) -> Row:
        """See ``Sheet``."""
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = [0] * width
        return found

    def rows(self) -> Mapping[Key, Sequence[float]]:
        """See ``Sheet``."""
        return self._rows

    def clear(self) -> None:
        """See ``Sheet``."""
        self._rows = {}


class Board:
    """Memory for the counts of several processes, made before they are, so that all have it.

    Each has a slot that it alone writes to; one that takes the place of another goes on with its slot. What is not
    used takes no memory. In front stands the round: how often all was begun anew. A slot begins with its own, for one
    of another round counts as empty, and with the bytes that its names take; then come the names, a line of JSON for
    each row (its key, and behind it its width), and, after the room for them, the numbers of all rows.

    Args:
        slots: how many processes there are.
    """

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._memory = mmap.mmap(-1, _ROUND.size + slots * _SLOT)

    def begin_anew(self) -> None:
        """Have all slots count as empty."""
        _ROUND.pack_into(self._memory, 0, self.round + 1)

    @property
    def round(self) -> int:
        """How often that was done."""
        return int(_ROUND.unpack_from(self._memory)[0])

    def rows(self) -> Iterator[tuple[Key, tuple[float, ...]]]:
        """The rows of all slots."""
        for slot in range(self._slots):
            before, found = self.head(slot)[0], self.rows_of(slot)
            if before == self.round == self.head(slot)[0]:  # else it is emptied meanwhile, or soon
                yield from found

    def rows_of(self, slot: int) -> list[tuple[Key, tuple[float, ...]]]:
        """The rows of a slot, of whichever round."""
        start, names = _start(slot), self.head(slot)[1]
        found, place = [], start + _HEAD.size + _NAMES
        for line in self._memory[start + _HEAD.size : start + _HEAD.size + names].splitlines():
            *key, width = json.loads(line)
            found.append((tuple(key), struct.unpack_from(f"={width}d", self._memory, place)))
            place += width * _NUMBER
        return found

    def head(self, slot: int) -> tuple[int, int]:
        """The round of a slot, and how many bytes its names take."""
        number, names = _HEAD.unpack_from(self._memory, _start(slot))
        return number, names

    def say(self, slot: int, number: int, names: int) -> None:
        """Have these be the round of a slot, and how many bytes its names take."""
        _HEAD.pack_into(self._memory, _start(slot), number, names)

    def parts(self, slot: int) -> tuple[memoryview, memoryview[float]]:
        """The room of a slot for names, and for numbers."""
        first = _start(slot) + _HEAD.size
        whole = memoryview(self._memory)[first : first + _NAMES + _NUMBERS]
        return whole[:_NAMES], whole[_NAMES:].cast("d")


class SharedSheet:
    """See ``Sheet``: what one process counts on a board; what has no room there is counted nowhere.

    Args:
        board: its.
        slot: the number of its slot.
    """

    def __init__(self, board: Board, slot: int) -> None:
        self._board, self._slot = board, slot
        self._names, self._numbers = board.parts(slot)
        self._known: dict[Key, Row] = {}
        self._used = 0
        self._round, self._written = board.head(slot)
        for key, numbers in board.rows_of(slot):
            self._known[key] = self._next(len(numbers))

    def row(self, key: Key, width: int = 1) -> Row:
        """See ``Sheet``."""
        if self._round != self._board.round:
            self._empty()
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._added(key, width)
        return found

    def rows(self) -> Mapping[Key, Sequence[float]]:
        """See ``Sheet``."""
        sums: dict[Key, Sequence[float]] = {}
        for key, numbers in self._board.rows():
            known = sums.get(key)
            sums[key] = numbers if known is None else [*map(float.__add__, known, numbers)]
        return sums

    def clear(self) -> None:
        """See ``Sheet``."""
        self._board.begin_anew()

    def _empty(self) -> None:
        self._board.say(self._slot, self._round, 0)  # first, for both are not said at once
        self._known, self._used, self._written, self._round = {}, 0, 0, self._board.round
        self._board.say(self._slot, self._round, 0)

    def _added(self, key: Key, width: int) -> Row:
        line = json.dumps([*key, width]).encode() + b"\n"
        after = self._written + len(line)
        if after > _NAMES or (self._used + width) * _NUMBER > _NUMBERS:
            return [0.0] * width
        row = self._next(width)
        for place in range(width):
            row[place] = 0.0
        self._names[self._written : after] = line
        self._written = after
        self._board.say(self._slot, self._round, after)
        return row

    def _next(self, width: int) -> Row:
        self._used += width
        return cast(Row, self._numbers[self._used - width : self._used])


def _start(slot: int) -> int:
    return _ROUND.size + slot * _SLOT
