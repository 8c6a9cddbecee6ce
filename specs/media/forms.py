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
from specs.styles.reading import ABSENT, Pairs, query_pairs
from specs.styles.reading import read as read_style
from specs.styles.shape import Shape


def read(body: bytes, frame: Frame) -> Content:
    """The object that a form spells."""
    text = body.decode()
    if text.count("&") > MOST_FIELDS:
        raise ValueError(f"more than {MOST_FIELDS:,} fields")
    own, sent = spread(frame), dict[str, Pairs]()
    for name, value in query_pairs(text):
        sent.setdefault(own.get(name) or property_of(name, frame.media), []).append((name, value))
    found = {name: _field(name, pairs, frame) for name, pairs in sent.items()}
    return Content(found)


def _field(name: str, pairs: Pairs, frame: Frame) -> Any:
    shape = frame.shape.member(name)
    if _is_json(name, frame):
        values = [read_json(unquote_plus(text).encode()) for _, text in pairs]
        return values[0] if len(values) == 1 else values
    read = read_style(frame.media.form_field(name), pairs, shape, lambda _: True)
    return _plainly_sent(name, pairs, shape) if read is ABSENT else read


def _plainly_sent(name: str, pairs: Pairs, shape: Shape) -> Any:
    """What was sent as ``name=value`` though an object is documented; an empty one of what its style does not have."""
    texts = [text for key, text in pairs if key == name]
    return shape.value(unquote_plus(texts[-1])) if texts else {}


def write(value: Any, frame: Frame) -> bytes:
    """An object as a form."""
    if not isinstance(value, Mapping):
        return spelled(value).encode()
    pairs: list[tuple[str, str]] = []
    for name, item in value.items():
        if _is_json(name, frame):
            pairs.append((name, quote(write_json(item), safe="")))
        else:
            pairs += writing.query_pairs(frame.media.form_field(name), item)
    return "&".join(f"{quote(name, safe='')}={text}" for name, text in pairs).encode()


def _is_json(name: str, frame: Frame) -> bool:
    """Whether a field holds JSON: the document says so, or it is an object; a style that is named comes first."""
    told = frame.media.encoding.get(name)
    if told is not None and told.styled:
        return False
    if told is not None and told.media_type:
        return is_json(told.media_type)
    return frame.shape.member(name).kind == "object"


def spread(frame: Frame) -> dict[str, str]:
    """The property whose members stand in the form under their own names, by these names."""
    found: dict[str, str] = {}
    for name, told in frame.media.encoding.items():
        inner = frame.shape.member(name)
        if (
            told.styled
            and inner.kind == "object"
            and told.style != "deepObject"
            and frame.media.form_field(name).explode
        ):
            found |= dict.fromkeys(inner.declared, name)
    return found


def property_of(name: str, media: MediaType) -> str:
    """The property that a form's field belongs to: ``point`` of ``point[x]`` where its style says so."""
    stem = name.partition("[")[0]
    told = media.encoding.get(stem)
    return stem if told and told.style == "deepObject" else name
