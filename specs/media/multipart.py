"""Bodies in several parts. Source: RFC 2046, 5.1; RFC 7578; OAS 3.2.0, Encoding Object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specs import pointers
from specs.media import binary
from specs.media.frame import MOST_FIELDS, Content, Fault, Frame, Head
from specs.media.parameters import charset, parameter
from specs.messages import concrete, essence, is_json, matches, read_json, write_json
from specs.model import Encoding, MediaType
from specs.scalars import scalar, spelled
from specs.styles.shape import Shape

BOUNDARY = "ringback-e83a1f07c95d4b62"
_LONGEST_BOUNDARY = 70
_SILENT = Encoding()
_BINARY = frozenset({"binary", "byte", "base64"})


class File(NamedTuple):
    """A part's value together with its own media type, for ``write``."""

    media_type: str
    body: bytes


@dataclass(slots=True)
class _Part:
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


def content_type(media: MediaType) -> str:
    """The media type with what stands between the parts that ``write`` makes."""
    return f"{essence(media.name)}; boundary={BOUNDARY}"


def read(body: bytes, frame: Frame) -> Content:
    """An object where parts have names, else a list.

    A file or other binary part is a string with a character for each octet; a repeated name makes a list.
    """
    parts = _parts(body, frame.declared)
    if essence(frame.declared) == "multipart/form-data" and any(part.name is None for part in parts):
        raise ValueError("a part has no name")
    if frame.shape.kind == "array" or not all(part.name is not None for part in parts):
        return _listed(parts, frame)
    return _named(parts, frame)


def write(value: Any, frame: Frame) -> bytes:
    """A part for each property, and for each item of one that is a list; or for each item of the value."""
    made = b"".join(_written(frame, name, item, told) for name, item, told in _to_write(value, frame))
    return made + f"--{BOUNDARY}--\r\n".encode()


def _named(parts: list[_Part], frame: Frame) -> Content:
    found: dict[str, list[Any]] = {}
    faults, heads = list[Fault](), list[Head]()
    for part in parts:
        name = part.name or ""
        encoding, shape = frame.media.encoding.get(name, _SILENT), frame.shape.member(name)
        inner = shape.item if shape.kind == "array" and not _whole_list(part, encoding) else shape
        faults += _faults(part, encoding, pointers.join("", name))
        heads += _head(part, encoding, pointers.join("", name))
        found.setdefault(name, []).append(_value(part, encoding, inner))
    lists = {name for name in found if frame.shape.member(name).kind == "array"}
    value = {name: _joined(values, listed=name in lists) for name, values in found.items()}
    return Content(value, tuple(faults), tuple(heads))


def _joined(values: list[Any], *, listed: bool) -> Any:
    if listed:
        return values[0] if len(values) == 1 and isinstance(values[0], list) else values
    return values[0] if len(values) == 1 else values


def _whole_list(part: _Part, encoding: Encoding) -> bool:
    """Whether one part holds the whole list, as JSON."""
    kind = part.headers.get("content-type") or encoding.media_type
    return is_json(kind) and bytes(part.body).lstrip()[:1] == b"["


def _listed(parts: list[_Part], frame: Frame) -> Content:
    media, values = frame.media, []
    faults, heads = list[Fault](), list[Head]()
    for number, part in enumerate(parts):
        encoding = encoding_at(media, number)
        faults += _faults(part, encoding, f"/{number}")
        heads += _head(part, encoding, f"/{number}")
        values.append(_value(part, encoding, frame.item_shape))
    return Content(values, tuple(faults), tuple(heads))


def _faults(part: _Part, encoding: Encoding, pointer: str) -> Iterator[Fault]:
    declared, wanted = part.headers.get("content-type"), encoding.media_types
    if declared and wanted and not any(matches(each, declared) for each in wanted):
        yield Fault(pointer, "content-type", f"the part must be {encoding.content_type}")


def _head(part: _Part, encoding: Encoding, pointer: str) -> Iterator[Head]:
    if encoding.headers:
        yield Head(pointer, encoding.headers, list(part.headers.items()))


def _value(part: _Part, encoding: Encoding, shape: Shape) -> Any:
    body, declared = bytes(part.body), part.headers.get("content-type", "")
    kind = declared or encoding.media_type
    if is_json(kind) or (not kind and shape.kind is not None):
        return read_json(body)
    if (kind and not essence(kind).startswith("text/")) or _of_bytes(shape):
        return binary.as_text(body)
    try:
        return scalar(body.decode(charset(declared)), shape.types)
    except UnicodeDecodeError:
        if declared or not part.is_file:
            raise
        return binary.as_text(body)  # 2.0 says of a file that it is one, and nothing of its octets


def _of_bytes(shape: Shape) -> bool:
    schema = shape.schema
    return isinstance(schema, dict) and (schema.get("format") in _BINARY or "contentEncoding" in schema)


def _parts(body: bytes, declared: str) -> list[_Part]:
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
        self.parts: list[_Part] = []
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
        self.parts.append(_Part())

    def _header(self) -> None:
        self.parts[-1].headers[self._name.decode("latin-1").lower()] = self._text.decode("utf-8", "replace").strip()
        self._name, self._text = bytearray(), bytearray()

    def _end(self) -> None:
        self.ended = True


def _to_write(value: Any, frame: Frame) -> Iterator[tuple[str | None, Any, tuple[Encoding, Shape]]]:
    """Name, value, encoding and shape of each part."""
    media = frame.media
    if isinstance(value, Mapping):
        for name, item in value.items():
            encoding, shape = media.encoding.get(name, _SILENT), frame.shape.member(name)
            several = isinstance(item, list) and not is_json(encoding.media_type)
            for each in item if several else [item]:
                yield name, each, (encoding, shape.item if several else shape)
        return
    for number, each in enumerate(value if isinstance(value, list) else [value]):
        yield None, each, (encoding_at(media, number), frame.item_shape)


def encoding_at(media: MediaType, number: int) -> Encoding:
    """How the part without a name at a position is written."""
    if number < len(media.prefix_encoding):
        return media.prefix_encoding[number]
    return media.item_encoding or _SILENT


def _written(frame: Frame, name: str | None, value: Any, told: tuple[Encoding, Shape]) -> bytes:
    kind, body = _content(value, *told)
    lines = [f"--{BOUNDARY}"]
    if name is not None:
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        file = f'; filename="{quoted}"' if kind not in ("text/plain", "application/json") else ""
        form = "form-data" if essence(frame.media.name) == "multipart/form-data" else "attachment"
        lines.append(f'Content-Disposition: {form}; name="{quoted}"{file}')
    lines.append(f"Content-Type: {kind}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body + b"\r\n"


def _octets(value: Any) -> bytes:
    return value if isinstance(value, bytes) else binary.as_bytes(spelled(value))


def _content(value: Any, encoding: Encoding, shape: Shape) -> tuple[str, bytes]:
    """A part's type and bytes. Source: OAS 3.2.0, Encoding Object: what the type is where the document is silent."""
    if isinstance(value, File):
        return value.media_type, value.body
    kind = next((each for each in encoding.media_types if "*" not in each), concrete(encoding.media_type))
    if is_json(kind) or (not kind and isinstance(value, dict | list)):
        return kind or "application/json", write_json(value)
    if _of_bytes(shape) or (kind and not kind.startswith("text/")):
        return kind or "application/octet-stream", _octets(value)
    return kind or "text/plain", spelled(value).encode()
