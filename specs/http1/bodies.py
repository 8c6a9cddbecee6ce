"""Bodies as they come: of a known length, or in chunks."""

from __future__ import annotations

import re

from specs.http1.fields import MalformedError, field

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[\t ]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_LONGEST_LINE = 4096
_MOST_TRAILERS = 64 * 1024


class Length:
    """A body of so many bytes."""

    def __init__(self, size: int) -> None:
        self._left = size
        self.complete = not size

    def taken(self, data: bytes) -> tuple[bytes, bytes]:
        """What of some bytes belongs to the body, and what is left of them."""
        part, rest = (data, b"") if len(data) <= self._left else (data[: self._left], data[self._left :])
        self._left -= len(part)
        self.complete = not self._left
        return part, rest


class Chunks:
    """A body in chunks; trailers are dropped. Source: RFC 9112, 7.1."""

    def __init__(self) -> None:
        self._left = 0
        self._ended, self._trailing = False, 0
        self._sized = False
        self.complete = False

    def taken(self, data: bytes) -> tuple[bytes, bytes]:
        """What of some bytes belongs to the body, and what is left of them, to be given again with more.

        Raises:
            MalformedError: they are no chunks.
        """
        parts: list[bytes] = []
        at = 0  # of a body in tiny chunks, what is left is not copied for each of them
        while at < len(data) and not self.complete:
            if self._left:
                parts.append(data[at : at + self._left])
                at, self._left = at + len(parts[-1]), self._left - len(parts[-1])
                continue
            if self._sized and not (self._ended or b"\r\n".startswith(data[at : at + 2])):
                raise MalformedError("A chunk is longer than it says.")
            end = data.find(b"\r\n", at)
            if end < 0:
                if len(data) - at > _LONGEST_LINE:
                    raise MalformedError("A chunk does not tell its size.")
                break
            self._read(data[at:end])
            at = end + 2
        return b"".join(parts), data[at:]

    def _read(self, line: bytes) -> None:
        """A line between chunks."""
        if self._ended:
            self._trailing += len(line) + 2
            if self._trailing > _MOST_TRAILERS:
                raise MalformedError("The trailers are too large.", 431)
            self.complete = not line
            if line:
                field(line)
        elif not self._sized:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise MalformedError("A chunk does not tell its size.")
            self._left, self._sized = int(size[1], 16), True
            self._ended = not self._left
        else:
            self._sized = False
