"""Whether what came back is HTTP/1.1, and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) [^\r\n]*((?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\x00]*)*)\r\n\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+) *(?=\r\n|$)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked *(?=\r\n|$)", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-f]+)\r\n")
_WITHOUT = frozenset({204, 304})
_LEAKS = (b"Traceback (most recent", b'.py", line', b"The mock itself has failed")


@dataclass(frozen=True)
class Read:
    """What came back over a connection.

    Attributes:
        statuses: of the answers, those before the final ones left out.
        wrong: why it is none, or should not be there; empty where all is well.
    """

    statuses: tuple[int, ...]
    wrong: str


def read(wire: bytes, methods: Sequence[str], *, closed: bool) -> Read:
    """Read answers.

    Args:
        wire: all that came.
        methods: of the requests that are answered, in order; what is answered beyond them was none.
        closed: whether the connection has ended.
    """
    statuses: list[int] = []
    if leaked := next((each for each in _LEAKS if each in wire), None):
        return Read((), f"leaked: {leaked.decode()}")
    while wire:
        found = _HEAD.match(wire)
        if found is None:
            return Read(tuple(statuses), f"no answer of HTTP/1.1: {wire[:80]!r}")
        status, fields, wire = int(found[1]), found[2], wire[found.end() :]
        if status < 200:
            continue
        method = methods[len(statuses)] if len(statuses) < len(methods) else ""
        statuses.append(status)
        rest = _behind(fields, wire, bodiless=method == "HEAD" or status in _WITHOUT)
        if rest is None:
            if not closed or _LENGTH.search(fields) or _CHUNKED.search(fields):
                return Read(tuple(statuses), f"a body of another length than it says: {status}{fields[:200]!r}")
            rest = b""
        wire = rest
    return Read(tuple(statuses), "")


def _behind(fields: bytes, wire: bytes, *, bodiless: bool) -> bytes | None:
    """What comes after a body; None where that does not end."""
    if bodiless:
        return wire
    if length := _LENGTH.search(fields):
        return wire[int(length[1]) :] if len(wire) >= int(length[1]) else None
    if not _CHUNKED.search(fields):
        return None
    while chunk := _CHUNK.match(wire):
        size, wire = int(chunk[1], 16), wire[chunk.end() :]
        if wire[size : size + 2] != b"\r\n":
            return None
        wire = wire[size + 2 :]
        if not size:
            return wire
    return None
