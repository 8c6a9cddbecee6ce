"""Bodies in several parts, taken apart. Source: RFC 2046, 5.1; RFC 7578."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specs.media.frame import MOST_FIELDS
from specs.media.parameters import parameter

_LONGEST_BOUNDARY = 70


@dataclass(slots=True)
class Part:
    """One part as it was sent; names of headers in lower case."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    @property
    def name(self) -> str | None:
        """What a form calls it."""
        found = self._disposition.get(b"name")
        return None if found is None else found.decode("utf-8", "replace")

    @property
    def is_file(self) -> bool:
        """Whether it says that it was a file. Source: RFC 7578, 4.2."""
        return b"filename" in self._disposition

    @property
    def _disposition(self) -> Mapping[bytes, bytes]:
        from python_multipart.multipart import parse_options_header

        # as octets: a text would have to be in latin-1, and names are in UTF-8 (RFC 7578, 5.1)
        return parse_options_header(self.headers.get("content-disposition", "").encode())[1]


def taken_apart(body: bytes, declared: str) -> list[Part]:
    """The parts of a body, by the boundary that its Content-Type names. Raises ValueError: it has none, or no end."""
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser

    boundary = parameter(declared, "boundary")
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        raise ValueError("the Content-Type names no boundary between parts")
    collector = _Collector()
    try:
        parser = MultipartParser(boundary, collector.callbacks(), max_size=len(body) + 1)
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise ValueError(str(error).partition("\n")[0]) from error
    if not collector.ended:
        raise ValueError("it ends before the boundary that closes it")
    return collector.parts


class _Collector:
    """The parts that a parser tells of, bit by bit."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._name, self._text = bytearray(), bytearray()

    def callbacks(self) -> Any:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_part_data": lambda data, start, end: self.parts[-1].body.extend(data[start:end]),
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._text.extend(data[start:end]),
            "on_header_end": self._header,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= MOST_FIELDS:
            raise ValueError(f"more than {MOST_FIELDS:,} parts")
        self.parts.append(Part())

    def _header(self) -> None:
        self.parts[-1].headers[self._name.decode("latin-1").lower()] = self._text.decode("utf-8", "replace").strip()
        self._name, self._text = bytearray(), bytearray()

    def _end(self) -> None:
        self.ended = True
