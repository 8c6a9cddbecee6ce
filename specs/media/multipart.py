"""Bodies in several parts. Source: RFC 2046, 5.1; RFC 7578; OAS 3.2.0, Encoding Object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from specs import pointers
from specs.media import binary, forms, styled
from specs.media.apart import Part, taken_apart
from specs.media.frame import Content, Fault, Frame, Head
from specs.media.parameters import charset
from specs.messages import FORM_DATA, concrete, essence, is_form, is_json, matches, read_json, write_json
from specs.model import Encoding, MediaType
from specs.scalars import spelled
from specs.schemas import Schema
from specs.styles.shape import ANYTHING, Shape

BOUNDARY = "ringback-e83a1f07c95d4b62"
_WITHIN = "in-"
"""What a boundary of parts of a part begins with, once for each part around them: none is the beginning of another."""
_SILENT = Encoding()
_Codec = tuple[Callable[[bytes, Frame], Content], Callable[[Any, Frame, str], bytes]]
_BINARY = frozenset({"binary", "byte", "base64"})


class File(NamedTuple):
    """A part's value together with its own media type, for ``write``."""

    media_type: str
    body: bytes


def content_type(media: MediaType) -> str:
    """The media type with what stands between the parts that ``write`` makes."""
    return f"{essence(media.name)}; boundary={BOUNDARY}"


def read(body: bytes, frame: Frame) -> Content:
    """An object where parts have names, else a list.

    A file or other binary part is a string with a character for each octet; a repeated name makes a list.
    """
    parts = taken_apart(body, frame.declared)
    if essence(frame.declared) == FORM_DATA and any(part.name is None for part in parts):
        raise ValueError("a part has no name")
    if frame.shape.kind == "array" or not all(part.name is not None for part in parts):
        return _listed(parts, frame)
    return _named(parts, frame)


def write(value: Any, frame: Frame) -> bytes:
    """A part for each property, and for each item of one that is a list; or for each item of the value."""
    return _body(value, frame, BOUNDARY)


def boundary_at(depth: int) -> str:
    """What stands between the parts that ``write`` makes, so many parts being around them."""
    return depth * _WITHIN + BOUNDARY


def _body(value: Any, frame: Frame, boundary: str) -> bytes:
    made = b"".join(_written(frame, name, item, told, boundary) for name, item, told in _to_write(value, frame))
    return made + f"--{boundary}--\r\n".encode()


def _named(parts: list[Part], frame: Frame) -> Content:
    found: dict[str, list[Any]] = {}
    faults, heads = list[Fault](), list[Head]()
    own = forms.spread(frame)
    for part in parts:
        name = own.get(part.name or "") or forms.property_of(part.name or "", frame.media)
        encoding, shape = frame.media.encoding.get(name, _SILENT), frame.shape.member(name)
        if styled.applies(encoding, shape):
            found.setdefault(name, []).append((part.name, bytes(part.body)))
            continue
        inner = shape.item if shape.kind == "array" and not _whole_list(part, encoding) else shape
        read = _read(part, encoding, inner, frame, pointers.join("", name))
        faults, heads = [*faults, *read.faults], [*heads, *read.parts]
        found.setdefault(name, []).append(read.value)
    value = {name: _together(name, values, frame) for name, values in found.items()}
    return Content(value, tuple(faults), tuple(heads))


def _together(name: str, values: list[Any], frame: Frame) -> Any:
    """What the parts of one property hold."""
    encoding, shape = frame.media.encoding.get(name, _SILENT), frame.shape.member(name)
    if styled.applies(encoding, shape):
        return styled.read(frame.media.form_field(name), values, shape)
    if shape.kind != "array":
        return values[0] if len(values) == 1 else values
    whole = len(values) == 1 and isinstance(values[0], list) and not _within(encoding.media_type, encoding, shape.item)
    return values[0] if whole else values


def _whole_list(part: Part, encoding: Encoding) -> bool:
    """Whether one part holds the whole list, as JSON."""
    kind = part.headers.get("content-type") or encoding.media_type
    return is_json(kind) and bytes(part.body).lstrip()[:1] == b"["


def _listed(parts: list[Part], frame: Frame) -> Content:
    media, values = frame.media, []
    faults, heads = list[Fault](), list[Head]()
    for number, part in enumerate(parts):
        read = _read(part, encoding_at(media, number), frame.shape_at(number), frame, f"/{number}")
        faults, heads = [*faults, *read.faults], [*heads, *read.parts]
        values.append(read.value)
    return Content(values, tuple(faults), tuple(heads))


def _read(part: Part, encoding: Encoding, shape: Shape, frame: Frame, pointer: str) -> Content:
    """What one part holds, and what is wrong with it and its own parts."""
    faults, heads = [*_faults(part, encoding, pointer)], [*_head(part, encoding, pointer)]
    declared = part.headers.get("content-type") or encoding.media_type
    codec = _within(declared, encoding, shape)
    if codec is None:
        return Content(_value(part, encoding, shape), tuple(faults), tuple(heads))
    read = codec[0](bytes(part.body), _inner(encoding, declared, shape, frame))
    faults += [replace(each, pointer=pointer + each.pointer) for each in read.faults]
    heads += [replace(each, pointer=pointer + each.pointer) for each in read.parts]
    return Content(read.value, tuple(faults), tuple(heads))


def _within(kind: str, encoding: Encoding, shape: Shape) -> _Codec | None:
    """What reads and writes a part that is a form or has parts itself; None for any other, or if nothing says more."""
    if shape.kind is None and not (encoding.encoding or encoding.prefix_encoding or encoding.item_encoding):
        return None
    if is_form(kind):
        return forms.read, lambda value, frame, _: forms.write(value, frame)
    return (read, _body) if essence(kind).startswith("multipart/") else None


def _inner(encoding: Encoding, declared: str, shape: Shape, frame: Frame) -> Frame:
    """What is known of a body that is a part of another."""
    media = within(encoding, declared, None)
    return Frame(media, declared, frame.direction, shape)


def within(encoding: Encoding, kind: str, schema: Schema | None) -> MediaType:
    """A part that is a form or has parts itself as a body of its own."""
    return MediaType(
        name=essence(kind),
        pointer=encoding.pointer,
        schema=schema,
        encoding=encoding.encoding,
        prefix_encoding=encoding.prefix_encoding,
        item_encoding=encoding.item_encoding,
    )


def _faults(part: Part, encoding: Encoding, pointer: str) -> Iterator[Fault]:
    declared, wanted = part.headers.get("content-type"), encoding.media_types
    if declared and wanted and not any(matches(each, declared) for each in wanted):
        yield Fault(pointer, "content-type", f"the part must be {encoding.content_type}")


def _head(part: Part, encoding: Encoding, pointer: str) -> Iterator[Head]:
    if encoding.headers:
        yield Head(pointer, encoding.headers, list(part.headers.items()))


def _value(part: Part, encoding: Encoding, shape: Shape) -> Any:
    body, declared = bytes(part.body), part.headers.get("content-type", "")
    kind = declared or encoding.media_type
    if is_json(kind) or (not kind and shape.kind is not None):
        return read_json(body)
    if (kind and not essence(kind).startswith("text/")) or _of_bytes(shape):
        return binary.as_text(body)
    try:
        return shape.value(body.decode(charset(declared)))
    except UnicodeDecodeError:
        if declared or not part.is_file:
            raise
        return binary.as_text(body)  # 2.0 says of a file that it is one, and nothing of its octets


def _of_bytes(shape: Shape) -> bool:
    schema = shape.schema
    return isinstance(schema, dict) and (schema.get("format") in _BINARY or "contentEncoding" in schema)


def _to_write(value: Any, frame: Frame) -> Iterator[tuple[str | None, Any, tuple[Encoding, Shape]]]:
    """Name, value, encoding and shape of each part."""
    media = frame.media
    if isinstance(value, Mapping):
        for name, item in value.items():
            encoding, shape = media.encoding.get(name, _SILENT), frame.shape.member(name)
            if styled.applies(encoding, shape) and isinstance(item, dict | list):
                for own, text in styled.written(media.form_field(name), item):
                    yield own, text, (_SILENT, ANYTHING)
                continue
            several = isinstance(item, list) and not is_json(encoding.media_type)
            for each in item if several else [item]:
                yield name, each, (encoding, shape.item if several else shape)
        return
    for number, each in enumerate(value if isinstance(value, list) else [value]):
        yield None, each, (encoding_at(media, number), frame.shape_at(number))


def encoding_at(media: MediaType, number: int) -> Encoding:
    """How the part without a name at a position is written."""
    if number < len(media.prefix_encoding):
        return media.prefix_encoding[number]
    return media.item_encoding or _SILENT


def _written(frame: Frame, name: str | None, value: Any, told: tuple[Encoding, Shape], boundary: str) -> bytes:
    kind, body = _nested(value, *told, frame, _WITHIN + boundary) or _content(value, *told)
    lines = [f"--{boundary}"]
    if name is not None:
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        file = f'; filename="{quoted}"' if kind not in ("text/plain", "application/json") else ""
        form = "form-data" if essence(frame.media.name) == FORM_DATA else "attachment"
        lines.append(f'Content-Disposition: {form}; name="{quoted}"{file}')
    lines.append(f"Content-Type: {kind}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body + b"\r\n"


def _nested(value: Any, encoding: Encoding, shape: Shape, frame: Frame, boundary: str) -> tuple[str, bytes] | None:
    """The type and bytes of a part that is a form or has parts itself; None for any other."""
    kind = concrete(encoding.media_type)
    codec = _within(kind, encoding, shape) if isinstance(value, dict | list) else None
    if codec is None:
        return None
    body = codec[1](value, _inner(encoding, kind, shape, frame), boundary)
    return kind if is_form(kind) else f"{essence(kind)}; boundary={boundary}", body


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
