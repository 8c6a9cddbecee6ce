"""``application/x-www-form-urlencoded``. Source: WHATWG URL, 5; OAS 3.2.0, Encoding Object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_plus

from specs.media.frame import MOST_FIELDS, Content, Frame
from specs.messages import is_json, read_json, write_json
from specs.model import MediaType
from specs.scalars import spelled
from specs.styles import writing
from specs.styles.reading import ABSENT, Pairs
from specs.styles.reading import read as read_style


def read(body: bytes, frame: Frame) -> Content:
    """The object that a form spells."""
    text = body.decode()
    if text.count("&") > MOST_FIELDS:
        raise ValueError(f"more than {MOST_FIELDS:,} fields")
    parts = (part.partition("=") for part in text.split("&") if part)
    pairs = [(unquote_plus(name), value) for name, _, value in parts]
    shape, media = frame.shape, frame.media
    found: dict[str, Any] = {}
    for name in dict.fromkeys(_property(name, media) for name, _ in pairs):
        if _is_json(name, media):
            found[name] = _json(name, pairs)
        else:
            found[name] = read_style(media.form_field(name), pairs, shape.member(name), lambda _: True)
    return Content({name: value for name, value in found.items() if value is not ABSENT})


def write(value: Any, frame: Frame) -> bytes:
    """An object as a form."""
    if not isinstance(value, Mapping):
        return spelled(value).encode()
    pairs: list[tuple[str, str]] = []
    for name, item in value.items():
        if _is_json(name, frame.media):
            pairs.append((name, quote(write_json(item), safe="")))
        else:
            pairs += writing.query_pairs(frame.media.form_field(name), item)
    return "&".join(f"{quote(name, safe='')}={text}" for name, text in pairs).encode()


def _json(name: str, pairs: Pairs) -> Any:
    values = [read_json(unquote_plus(text).encode()) for key, text in pairs if key == name]
    return values[0] if len(values) == 1 else values


def _is_json(name: str, media: MediaType) -> bool:
    """Whether a field holds JSON: the document says so, and names no style, which would come first."""
    told = media.encoding.get(name)
    return told is not None and not told.style and told.explode is None and is_json(told.content_type.partition(",")[0])


def _property(name: str, media: MediaType) -> str:
    """The property that a form's field belongs to: ``point`` of ``point[x]`` where its style says so."""
    stem = name.partition("[")[0]
    told = media.encoding.get(stem)
    return stem if told and told.style == "deepObject" else name
