"""Bodies in several parts, each a property of the schema. Source: RFC 2046, 5.1; OAS 3.1.0, Encoding Object."""

from __future__ import annotations

from typing import Any

from mockserver import specimens
from specs import encoding, shapes
from specs.messages import essence, write_json
from specs.model import MediaType
from specs.sampling import sample_json
from specs.schemas import Direction, JsonSchema
from specs.validation import validator

_BOUNDARY = "ringback-e83a1f07c95d4b62"
_BINARY = frozenset({"binary", "byte"})


def fits(media: MediaType) -> bool:
    """Whether bodies of a media type come in parts."""
    return essence(media.name).startswith("multipart/")


def content_type(media: MediaType) -> str:
    """The media type with what stands between the parts."""
    return f"{essence(media.name)}; boundary={_BOUNDARY}"


def write(media: MediaType, seed: str, *, dynamic: bool) -> bytes:
    """A part for each property: the document's example where it has one.

    Raises:
        SpecError: nothing satisfies the schema.
    """
    value: Any = next(iter(media.examples.values()), None) if not dynamic else None
    root: JsonSchema = media.schema.json_schema(Direction.RESPONSE) if media.schema else {}
    if value is None and media.schema is not None:
        value = sample_json(validator(media.schema, Direction.RESPONSE), seed, pointer=media.pointer, varied=dynamic)
    if not isinstance(value, dict):
        value = {"": value} if value is not None else {}
    declared = shapes.properties(root, root)
    made = b""
    for name, item in value.items():
        for each in item if isinstance(item, list) else [item]:
            made += _part(media, name, each, declared.get(name))
    return made + f"--{_BOUNDARY}--\r\n".encode()


def _part(media: MediaType, name: str, value: Any, schema: Any) -> bytes:
    written = media.encoding.get(name)
    kind, body = _content(written.content_type if written else "", value, schema)
    lines = [f"--{_BOUNDARY}", f"Content-Type: {kind}"]
    if essence(media.name) == "multipart/form-data":
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        file = f'; filename="{quoted}"' if kind not in ("text/plain", "application/json") else ""
        lines.insert(1, f'Content-Disposition: form-data; name="{quoted}"{file}')
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body + b"\r\n"


def _content(wanted: str, value: Any, schema: Any) -> tuple[str, bytes]:
    """A part's type and bytes. Source: OAS 3.1.0, Encoding Object: what the type is where the document is silent."""
    kind = wanted.partition(",")[0].strip()
    if "*" in kind:
        kind = specimens.in_range(kind) or "application/octet-stream"
    if not kind and isinstance(schema, dict) and schema.get("format") in _BINARY:
        kind = "application/octet-stream"
    found = specimens.of(kind)
    if found is not None:
        return kind, found
    if isinstance(value, dict | list):
        return kind or "application/json", write_json(value)
    return kind or "text/plain", encoding.scalar(value).encode()
